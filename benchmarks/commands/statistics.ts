/** What the statistics cost: looking repeatedly, and the bootstrap beside a loop that only draws its random numbers. */
import { Bench } from 'tinybench';
import { bootstrapClusteredMean, type ClusterBootstrap } from '#harness/stats/intervals/cluster-bootstrap.ts';
import { createSequentialDesign } from '#harness/stats/sequential/group-sequential.ts';
import { createRandom } from '#harness/stats/random.ts';
import { sequentialBoundaries } from '#harness/stats/sequential/sequential-boundaries.ts';
import { hwangShihDeCani } from '#harness/stats/sequential/spending.ts';
import { printMachine, printRows, timings, write } from '#benchmarks/print/print.ts';

const SPENDING = hwangShihDeCani(-2);
const VALUES_IN_CLUSTER = 10;
const RESAMPLES = 10_000;
const CLUSTERS = 24;
const ROUNDS = 25;

const looks = (count: number): readonly number[] => Array.from({ length: count }, (_, look) => (look + 1) / count);

type Sample = { readonly values: readonly number[]; readonly clusterOf: readonly number[] };

function sampleOf(clusters: number): Sample {
  const random = createRandom(1, String(clusters));
  const values = Array.from({ length: clusters * VALUES_IN_CLUSTER }, () => random.next());
  return { values, clusterOf: values.map((_, index) => Math.floor(index / VALUES_IN_CLUSTER)) };
}

function bootstrap({ values, clusterOf }: Sample, resamples: number, method: ClusterBootstrap['method']): void {
  bootstrapClusteredMean(values, clusterOf, { confidence: 0.9, resamples, random: createRandom(2), method });
}

/** What no bootstrap that draws from this generator can undercut. */
function drawOnly(numbers: number): number {
  const random = createRandom(2);
  let sum = 0;
  for (let draw = 0; draw < numbers; draw += 1) sum += random.next();
  return sum;
}

const precise = (value: number): string => value.toPrecision(3);

type Task = { readonly name: string; readonly run: () => void };

/**
 * Milliseconds of each task in the best of many short rounds. The work is the same every time, so whatever a round
 * takes longer is another process's doing.
 */
async function milliseconds(tasks: readonly Task[]): Promise<readonly number[]> {
  let best = tasks.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round += 1) {
    const bench = new Bench({ iterations: 5, time: 0, warmupIterations: 2, warmupTime: 0 });
    for (const { name, run } of tasks) bench.add(name, run);
    const results = await timings(bench);
    best = best.map((ms, task) => Math.min(ms, results[task]?.medianMs ?? ms));
  }
  return best;
}

printMachine('Statistics');

const design = createSequentialDesign(looks(4), SPENDING);
const sequential: readonly Task[] = [
  ...[2, 4, 12, 24].map((count) => ({
    name: `boundaries of ${count} looks`,
    run: () => void sequentialBoundaries(0.05, looks(count), SPENDING),
  })),
  {
    name: 'design of 4 looks with its first repeated p',
    run: () => void createSequentialDesign(looks(4), SPENDING).repeatedP(3, 0.03),
  },
  {
    name: '1,000 more repeated p values',
    run: () => {
      for (let p = 1; p <= 1000; p += 1) design.repeatedP(p % 4, p / 2000);
    },
  },
];
const sequentialMs = await milliseconds(sequential);
printRows(
  ['step', 'ms'],
  sequential.map(({ name }, task) => [name, precise(sequentialMs[task] ?? Number.NaN)]),
);

write(`\nBootstrap of a mean, ${RESAMPLES} resamples of ${CLUSTERS} clusters × ${VALUES_IN_CLUSTER} values\n`);
const sample = sampleOf(CLUSTERS);
const resampling: readonly Task[] = [
  { name: 'drawing as many random numbers, nothing else', run: () => void drawOnly(RESAMPLES * CLUSTERS) },
  { name: 'percentile', run: () => bootstrap(sample, RESAMPLES, 'percentile') },
  { name: 'bca', run: () => bootstrap(sample, RESAMPLES, 'bca') },
];
const resamplingMs = await milliseconds(resampling);
const [limitMs = Number.NaN] = resamplingMs;
printRows(
  ['step', 'ms', 'times the drawing'],
  resampling.map(({ name }, task) => {
    const ms = resamplingMs[task] ?? Number.NaN;
    return [name, precise(ms), (ms / limitMs).toFixed(2)];
  }),
);

write('\nBootstrap of a mean (bca) as the sample grows, 2000 resamples\n');
const sizes = [24, 48, 96, 192, 384, 768];
const growingMs = await milliseconds(
  sizes.map((clusters) => {
    const larger = sampleOf(clusters);
    return { name: String(clusters), run: () => bootstrap(larger, 2000, 'bca') };
  }),
);
printRows(
  ['values', 'clusters', 'ms', 'times half as many', 'ns a cluster drawn'],
  sizes.map((clusters, task) => {
    const ms = growingMs[task] ?? Number.NaN;
    const half = growingMs[task - 1];
    return [
      String(clusters * VALUES_IN_CLUSTER),
      String(clusters),
      precise(ms),
      half === undefined ? '' : (ms / half).toFixed(2),
      ((1e6 * ms) / (2000 * clusters)).toFixed(1),
    ];
  }),
);
