/**
 * Which clock a virtual phone needs: launches of one build beside 0, 4 and 16 busy processes, each stage timed by the
 * clock of the wall, the CPU time of the process and that of the main thread. Prints how far launches lie apart, and what
 * the rule makes of the build against itself: every verdict but "no regression" is one too many. `LAUNCHES` a row may be
 * given as an argument.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Block } from '#harness/compare/change/blocks.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import { compareRemeasured } from '#harness/compare/change/remeasured.ts';
import { BURST } from '#suites/protocol.ts';
import { ms, percent, printMachine, printRows, write } from '#benchmarks/print/print.ts';

const LAUNCH = fileURLToPath(new URL('../runs/clock-launch.ts', import.meta.url));
const CLOCKS = ['wall', 'process', 'thread'] as const;
const STAGES = ['load', 'preprocess', 'visionEncode', 'prefill', 'decode', 'timeToFirstToken'] as const;
const BUSY = [0, 4, 16] as const;
const DEFAULT_LAUNCHES = 24;
const MARGIN_PERCENT = 5;

/** Every other one also sweeps the caches. */
const SPIN = 'for (;;);';
const SWEEP = 'const a = new Float64Array(4e6); for (;;) for (let i = 0; i < a.length; i += 8) a[i] += 1;';

/** Milliseconds by clock, of each time that a stage was timed. */
type Spans = Readonly<Record<(typeof STAGES)[number], readonly (readonly number[])[]>>;

const launches = Number(process.argv[2] ?? DEFAULT_LAUNCHES);

async function launchesBeside(busy: number): Promise<readonly Spans[]> {
  const others: ChildProcess[] = Array.from({ length: busy }, (_, index) =>
    spawn(process.execPath, ['-e', index % 2 === 0 ? SPIN : SWEEP], { stdio: 'ignore' }),
  );
  try {
    const all: Spans[] = [];
    for (let launch = 0; launch < launches; launch += 1) {
      const { stdout } = await promisify(execFile)(process.execPath, [LAUNCH]);
      all.push(JSON.parse(stdout) as Spans);
    }
    return all;
  } finally {
    for (const other of others) other.kill('SIGKILL');
  }
}

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

function median(values: readonly number[]): number {
  const all = sorted(values);
  const middle = all.length / 2;
  return ((all[Math.ceil(middle) - 1] ?? Number.NaN) + (all[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** Standard deviation beside the mean. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
}

/** What the rule says of every other launch against the one beside it, at the end of so many blocks. */
function verdict(values: readonly number[]): string {
  const blocks = Array.from({ length: Math.floor(values.length / 2) }, (_, block): Block => ({
    block,
    baseline: values[2 * block] ?? Number.NaN,
    candidate: values[2 * block + 1] ?? Number.NaN,
    first: 'baseline',
  }));
  const margin = { metric: 'timeToFirstToken', percent: MARGIN_PERCENT, absolute: null, severity: 'block' } as const;
  const looks = takenLooks({ ...BURST, blocks: blocks.length, looks: [] }, blocks.length);
  const judgement = compareRemeasured(margin, blocks, looks).at(-1);
  const change = judgement?.change ?? null;
  const kind = judgement?.verdict.kind ?? 'none';
  return change === null ? kind : `${kind} [${percent(change.low)}, ${percent(change.high)}]`;
}

printMachine(`Clocks of an app beside other work, ${launches} launches a row, ${launches / 2} blocks against itself`);
for (const busy of BUSY) {
  const all = await launchesBeside(busy);
  const [load = 0] = loadavg();
  write(`\n${busy} busy processes beside it; load ${load.toFixed(1)} at the end\n`);
  const rows = STAGES.flatMap((stage) =>
    CLOCKS.map((clock, index) => {
      const values = all.map((spans) => median(spans[stage].map((span) => span[index] ?? Number.NaN)));
      return [stage, clock, ms(median(values)), percent(spread(values)), verdict(values)];
    }),
  );
  printRows(['stage', 'clock', 'median ms', 'spread of launches', `verdict at ${MARGIN_PERCENT} %`], rows);
}
