/**
 * What judging a large run costs: ten phones, eight passes of five metrics, 24 blocks of ten iterations, beside reading
 * the same run from its file, which no judgement can do without.
 */
import { assess } from '#harness/compare/assess.ts';
import { aDevice, aMeasured, anIteration, aPass, aRun, launchNoise } from '#harness/compare/run.fixture.ts';
import type { Measured } from '#harness/domain/measured.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { BURST } from '#suites/protocol.ts';
import { ms, printMachine, printRows, write } from '#benchmarks/print/print.ts';

const METRICS = ['timeToFirstToken', 'visionEncode', 'prefill', 'endToEnd', 'peakMemory'] as const;
const REPEATS = 9;

function largeRun(blocks: number, iterations: number): Run {
  const noise = launchNoise(1, 0.02);
  const pass = aPass('pass', METRICS);
  const passes = Array.from({ length: 8 }, (_, index) => ({
    ...pass,
    id: `pass ${index}`,
    protocol: { ...pass.protocol, blocks, looks: BURST.looks.filter((look) => look < blocks) },
  }));
  const devices = Array.from({ length: 10 }, (_, index) => aDevice(`phone ${index}`, { model: `model ${index % 5}` }));
  return aRun({ blocks, passes, devices, outcome: () => aLaunchOf(iterations, noise) });
}

function aLaunchOf(count: number, noise: () => number): Measured {
  const iterations = Array.from({ length: count }, (_, index) =>
    anIteration({ visionEncodeMs: 50 * noise(), prefillMs: 25 * noise() }, { index, questionId: 1000 * index }),
  );
  return aMeasured({ iterations, peakFootprintBytes: 9e8 * noise() });
}

type Times = { readonly best: number; readonly median: number };

/** The fastest and the middle of several, in milliseconds: what it costs, and what it costs beside others. */
function timesOf(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  return { best: sorted[0] ?? 0, median: sorted[Math.floor(sorted.length / 2)] ?? 0 };
}

/** Each time a run that was read anew, as the values of its launches are remembered. */
function readAndJudge(text: string): { readonly reading: Times; readonly judging: Times } {
  const [reading, judging]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const start = performance.now();
    const run = parseRun(JSON.parse(text), 'benchmark');
    const read = performance.now();
    assess({ run, baselineRun: null, seed: 1 });
    reading.push(read - start);
    judging.push(performance.now() - read);
  }
  return { reading: timesOf(reading), judging: timesOf(judging) };
}

printMachine('Judging a run: 10 phones × 8 passes × 5 metrics, the looks of the latency suite');
const rows: string[][] = [];
for (const [blocks, iterations] of [
  [12, 10],
  [24, 10],
  [48, 10],
  [24, 20],
  [24, 40],
] as const) {
  const run = largeRun(blocks, iterations);
  const text = JSON.stringify(run);
  const { reading, judging } = readAndJudge(text);
  rows.push([
    `${blocks} blocks × ${iterations} iterations`,
    String(run.launches.length * iterations),
    ms(judging.best),
    ms(judging.median),
    ms(reading.median),
    (judging.median / reading.median).toFixed(2),
  ]);
}
printRows(['run', 'iterations', 'judging, best (ms)', 'median (ms)', 'reading the run (ms)', 'ratio'], rows);
write('The limit is a ratio of 1: judging may not take longer than reading the run.\n');
