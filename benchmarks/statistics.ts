/** What the statistics cost: looking repeatedly, and the bootstrap beside a loop that only draws its random numbers. */
import { Bench } from 'tinybench';
import { bootstrapClusteredMean, type ClusterBootstrap } from '#harness/stats/cluster-bootstrap.ts';
import { createSequentialDesign } from '#harness/stats/group-sequential.ts';
import { createRandom } from '#harness/stats/random.ts';
import { sequentialBoundaries } from '#harness/stats/sequential-boundaries.ts';
import { hwangShihDeCani } from '#harness/stats/spending.ts';
import { printMachine, printRows, type Timing, timings, write } from './print.ts';

const SPENDING = hwangShihDeCani(-2);
const VALUES_IN_CLUSTER = 10;
const RESAMPLES = 10_000;
const CLUSTERS = 24;

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

const newBench = (): Bench => new Bench({ iterations: 50, time: 0, warmupIterations: 20, warmupTime: 0 });
const precise = (value: number): string => value.toPrecision(3);

function printTimings(results: readonly Timing[]): void {
  printRows(
    ['step', 'median ms', 'p99 ms', 'runs'],
    results.map(({ name, medianMs, p99Ms, samples }) => [name, precise(medianMs), precise(p99Ms), String(samples)]),
  );
}

printMachine('Statistics');

const sequential = newBench();
for (const count of [2, 4, 12, 24]) {
  sequential.add(`boundaries of ${count} looks`, () => void sequentialBoundaries(0.05, looks(count), SPENDING));
}
sequential.add('design of 4 looks with its first repeated p', () => {
  createSequentialDesign(looks(4), SPENDING).repeatedP(4, 0.03);
});
const design = createSequentialDesign(looks(4), SPENDING);
sequential.add('1,000 more repeated p values', () => {
  for (let p = 1; p <= 1000; p += 1) design.repeatedP(1 + (p % 4), p / 2000);
});
printTimings(await timings(sequential));

write(`\nBootstrap of a mean, ${RESAMPLES} resamples of ${CLUSTERS} clusters × ${VALUES_IN_CLUSTER} values\n`);
const resampling = newBench();
const sample = sampleOf(CLUSTERS);
const LIMIT = 'drawing as many random numbers, nothing else';
resampling.add(LIMIT, () => void drawOnly(RESAMPLES * CLUSTERS));
resampling.add('percentile', () => bootstrap(sample, RESAMPLES, 'percentile'));
resampling.add('bca', () => bootstrap(sample, RESAMPLES, 'bca'));
const resampled = await timings(resampling);
printTimings(resampled);
const limitMs = resampled.find(({ name }) => name === LIMIT)?.medianMs ?? Number.NaN;
for (const { name, medianMs } of resampled.filter(({ name }) => name !== LIMIT)) {
  write(`${name} takes ${(medianMs / limitMs).toFixed(2)} times the drawing\n`);
}

write('\nBootstrap of a mean (bca) as the sample grows, 2000 resamples\n');
const growing = newBench();
const sizes = [24, 48, 96, 192, 384, 768];
for (const clusters of sizes) {
  const larger = sampleOf(clusters);
  growing.add(String(clusters), () => bootstrap(larger, 2000, 'bca'));
}
const grown = await timings(growing);
printRows(
  ['values', 'clusters', 'median ms', 'times the one before', 'ns a cluster drawn'],
  grown.map(({ medianMs }, index) => {
    const clusters = sizes[index] ?? Number.NaN;
    const before = grown[index - 1];
    return [
      String(clusters * VALUES_IN_CLUSTER),
      String(clusters),
      precise(medianMs),
      before === undefined ? '' : (medianMs / before.medianMs).toFixed(2),
      ((1e6 * medianMs) / (2000 * clusters)).toFixed(1),
    ];
  }),
);
