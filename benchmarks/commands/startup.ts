/**
 * How long the command line takes to print its help, and what each command takes of a processor that reads a small stored run, against
 * a Node that does nothing, started the same way in the same run.
 * Usage: startup.ts [starts of each command]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bench } from 'tinybench';
import { CALM } from '#harness/lab/self-test/conditions.ts';
import { ASSUMED_PROFILE } from '#harness/lab/self-test/profile.ts';
import { SIMULATED_PHONE, simulateRun } from '#harness/lab/self-test/simulate-run.ts';
import smoke from '#suites/smoke.suite.ts';
import { ms, printMachine, printRows, printTable, timings, write } from '#benchmarks/print/print.ts';

const STARTS = Number(process.argv[2] ?? 20);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const run = (command: string, argv: readonly string[]): void => {
  execFileSync(command, argv, { cwd: ROOT, stdio: 'ignore' });
};

const bench = new Bench({ iterations: STARTS, time: 0, warmupIterations: 3, warmupTime: 0 });
bench.add('node -e 0', () => run(process.execPath, ['-e', '0']));
bench.add('node cli.ts --help', () => run(process.execPath, [CLI, '--help']));
bench.add('npm --version', () => run('npm', ['--version']));
bench.add('npm run bench -- --help', () => run('npm', ['run', 'bench', '--', '--help']));

printMachine('Start-up');
const results = await timings(bench);
const medianOf = (name: string): number => results.find((result) => result.name === name)?.medianMs ?? Number.NaN;
printRows(
  ['command', 'median ms', 'p99 ms', 'runs'],
  results.map(({ name, medianMs, p99Ms, samples }) => [name, ms(medianMs), ms(p99Ms), String(samples)]),
);
const own = medianOf('node cli.ts --help') - medianOf('node -e 0');
printRows(['', ''], [['own share above a bare node', `${ms(own)} ms`]]);

/** What a command leaves of itself on its fourth stream as it ends: its processor time and its greatest memory. */
const LEAVE_USAGE = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeSync(3, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: maxRSS * 1024 }));
  });`)}`;

/** Of a scorecard of runs that prove too little. */
const INCONCLUSIVE = 3;

type Usage = { readonly cpuMs: number; readonly peakBytes: number };

function usageOf(argv: readonly string[], cwd: string): Usage {
  // As `npm run bench` does.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/node') };
  const stdio = ['ignore', 'ignore', 'pipe', 'pipe'] as const;
  const ended = spawnSync(process.execPath, ['--import', LEAVE_USAGE, ...argv], { cwd, env, stdio: [...stdio] });
  if (ended.status !== 0 && ended.status !== INCONCLUSIVE)
    throw new Error(`${argv.join(' ')} ended with ${ended.status}: ${String(ended.stderr)}`);
  return JSON.parse(String(ended.output[3])) as Usage;
}

/** The one that other work on the machine disturbed least. */
function leastOf(argv: readonly string[], cwd: string): Usage {
  const usages = Array.from({ length: STARTS }, () => usageOf(argv, cwd));
  return {
    cpuMs: Math.min(...usages.map(({ cpuMs }) => cpuMs)),
    peakBytes: Math.max(...usages.map(({ peakBytes }) => peakBytes)),
  };
}

/** Two simulated runs of suite `smoke` on one phone, in the folders `one` and `other`. */
function writeRuns(folder: string): void {
  for (const [index, name] of ['one', 'other'].entries()) {
    const phones = [{ device: SIMULATED_PHONE, profile: ASSUMED_PROFILE }];
    const simulated = simulateRun({ suite: smoke, phones, conditions: CALM, seed: index + 1 });
    mkdirSync(join(folder, name));
    // A scorecard is of builds that are called like a variant.
    const candidate = { ...simulated.candidate, label: 'FastVLM-Base' };
    writeFileSync(join(folder, name, 'run.json'), JSON.stringify({ ...simulated, id: `${name}-run`, candidate }));
  }
}

const COMMANDS = [
  '--help',
  '--version',
  'suites',
  'devices',
  'runs',
  'history',
  'scorecard',
  'gate one-run',
  'verify one-run',
  'report one-run',
  'compare one-run other-run',
  'plan --suite smoke',
];

const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-startup-'));
try {
  writeRuns(folder);
  for (const name of ['one', 'other']) {
    usageOf([CLI, 'baseline', 'set', name, name], folder);
    usageOf([CLI, 'report', `${name}-run`], folder);
  }
  const bare = leastOf(['-e', '0'], folder);
  write(`\nProcessor time, the least of ${STARTS} starts, beside that of node -e 0 (${ms(bare.cpuMs)} ms):\n`);
  printTable(
    ['command', 'processor', 'times a bare Node', 'peak memory'],
    COMMANDS.map((command) => {
      const { cpuMs, peakBytes } = leastOf([CLI, ...command.split(' ')], folder);
      return [
        `\`${command}\``,
        `${ms(cpuMs)} ms`,
        (cpuMs / bare.cpuMs).toFixed(1),
        `${Math.round(peakBytes / 1e6)} MB`,
      ];
    }),
  );
} finally {
  rmSync(folder, { recursive: true });
}
