/**
 * How long the command line takes to say its help, against a Node that does nothing, started the same way in the same
 * run.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Bench } from 'tinybench';
import { ms, printMachine, printRows, timings } from '#benchmarks/print/print.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const run = (command: string, argv: readonly string[]): void => {
  execFileSync(command, argv, { cwd: ROOT, stdio: 'ignore' });
};

const bench = new Bench({ iterations: 20, time: 0, warmupIterations: 3, warmupTime: 0 });
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
