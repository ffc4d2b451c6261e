/**
 * Whether the demo finds the true verdict of every sample build, and how long it takes, with other work on the machine.
 * Real demos: virtual phones, the real Appium, real inference.
 * Usage: demos.ts [runs] [busy processes] [build…]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILDS } from '#devices/virtual-iphone/app/package.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { printMachine, printTable, write } from '#benchmarks/print/print.ts';

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url));

type Name = keyof typeof BUILDS;
type Demo = { readonly code: number | null; readonly seconds: number; readonly named: readonly string[] };

const [runs = '1', busy = '0', ...names] = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(BUILDS, name));
if (unknown.length > 0) {
  throw new Error(`no sample build ${unknown.join(', ')}; choose from ${Object.keys(BUILDS).join(', ')}`);
}
const builds = Object.keys(BUILDS).filter((name): name is Name => names.length === 0 || names.includes(name));
const root = mkdtempSync(join(tmpdir(), 'fastvlm-bench-demos-'));
const others = Array.from({ length: Number(busy) }, () => spawn(process.execPath, ['-e', 'for (;;);']));
const demos = new Map<Name, Demo[]>(builds.map((name) => [name, []]));
try {
  // Round by round, so that a change of the machine affects every build alike.
  for (let round = 1; round <= Number(runs); round += 1) for (const name of builds) await oneDemo(name, round);
} finally {
  for (const other of others) other.kill();
  rmSync(root, { recursive: true });
}
report();

async function oneDemo(name: Name, round: number): Promise<void> {
  const out = join(root, `${name}-${round}`);
  const startMs = performance.now();
  const child = spawn(process.execPath, [CLI, 'demo', '--candidate', name, '--out', out], {
    cwd: root,
    env: { ...process.env, CI: 'true', NODE_COMPILE_CACHE: CACHE },
    stdio: 'ignore',
  });
  const code = await ended(child);
  const seconds = (performance.now() - startMs) / 1000;
  const named = code === 1 ? failedMetrics(join(out, name, 'report.json')) : [];
  demos.get(name)?.push({ code, seconds, named });
  write(`${name} ${round}: ${code}, ${seconds.toFixed(0)} s ${named.join(', ')}\n`);
  rmSync(out, { recursive: true, force: true });
}

function failedMetrics(path: string): readonly string[] {
  const { decision } = JSON.parse(readFileSync(path, 'utf8')) as { readonly decision: Decision };
  const reasons = decision.kind === 'fail' ? decision.reasons : [];
  return [...new Set(reasons.flatMap((reason) => ('metric' in reason ? [reason.metric, ...reason.phases] : [])))];
}

function isTrue({ code, named }: Demo, failsFor: MetricId | null): boolean {
  return failsFor === null ? code === 0 : code === 1 && named.includes(failsFor);
}

async function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve));
}

function report(): void {
  printMachine(`\nDemos beside ${busy} busy processes: virtual numbers`);
  const rows = [...demos].map(([name, ran]) => {
    const { failsFor } = BUILDS[name];
    const right = ran.filter((demo) => isTrue(demo, failsFor)).length;
    const wrong = ran.filter((demo) => !isTrue(demo, failsFor)).map(({ code }) => String(code));
    const seconds = ran.map((demo) => demo.seconds).toSorted((a, b) => a - b);
    const median = seconds[Math.floor(seconds.length / 2)] ?? Number.NaN;
    return [
      name,
      failsFor === null ? 'pass' : `fail: ${failsFor}`,
      `${right} of ${ran.length}`,
      wrong.join(' '),
      `${median.toFixed(0)} s`,
      `${(seconds.at(-1) ?? Number.NaN).toFixed(0)} s`,
    ];
  });
  printTable(['build', 'true verdict', 'found', 'other exit codes', 'median', 'longest'], rows);
}
