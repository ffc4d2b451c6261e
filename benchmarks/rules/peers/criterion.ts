import type { Random } from '#harness/ports/time.ts';
import { quantileOfSorted } from '#harness/stats/quantile.ts';
import type { Call, RuleContext } from './rule.ts';

const SIGNIFICANCE_LEVEL = 0.05;
const CONFIDENCE_LEVEL = 0.95;
const NOISE_THRESHOLD = 0.01;

/**
 * Criterion.rs 0.7: Welch's t against its distribution over resamples of both arms mixed, p below .05, and a percentile
 * bootstrap interval of the relative change of the mean, 95 %, that lies wholly beyond the noise threshold of 1 %.
 *
 * bheisler/criterion.rs@567405d: `t_test` and `estimates` in src/analysis/compare.rs, `bootstrap` in
 * src/stats/univariate/mixed.rs and mod.rs, `p_value` in src/stats/mod.rs, `compare_to_threshold` in src/report.rs, the
 * defaults in src/lib.rs. `score` is p alone: behind the threshold no p would show a change below 1 %.
 *
 * @param resamples `nresamples`, 100,000 by default; fewer are faster and coarser
 */
export function criterionWith(resamples: number) {
  return (baseline: readonly number[], candidate: readonly number[], { random }: RuleContext): Call => {
    const [before, now] = [Float64Array.from(baseline), Float64Array.from(candidate)];
    const p = mixedBootstrapP(before, now, resamples, random);
    if (p >= SIGNIFICANCE_LEVEL) return { isChanged: false, score: p };
    const [low, high] = changeInterval(before, now, resamples, random);
    return { isChanged: low > NOISE_THRESHOLD || high < -NOISE_THRESHOLD, score: p };
  };
}

function mixedBootstrapP(before: Float64Array, now: Float64Array, resamples: number, random: Random): number {
  const observed = welchT(now, before);
  const mixed = Float64Array.from([...now, ...before]);
  const resample = new Float64Array(mixed.length);
  let finite = 0;
  let below = 0;
  for (let index = 0; index < resamples; index += 1) {
    draw(mixed, resample, random);
    const t = welchT(resample.subarray(0, now.length), resample.subarray(now.length));
    if (!Number.isFinite(t)) continue;
    finite += 1;
    if (t < observed) below += 1;
  }
  // Of values that are all equal nothing is finite, and nothing is found.
  return finite === 0 ? 1 : (2 * Math.min(below, finite - below)) / finite;
}

/** One resample of the candidate serves a whole chunk of the baseline's, √n of them, as in the original. */
function changeInterval(
  before: Float64Array,
  now: Float64Array,
  resamples: number,
  random: Random,
): readonly [number, number] {
  const chunks = Math.ceil(Math.sqrt(resamples));
  const perChunk = Math.ceil(resamples / chunks);
  const changes = new Float64Array(resamples);
  const resampled = { before: new Float64Array(before.length), now: new Float64Array(now.length) };
  for (let index = 0; index < resamples; index += 1) {
    if (index % perChunk === 0) draw(now, resampled.now, random);
    draw(before, resampled.before, random);
    changes[index] = meanOf(resampled.now) / meanOf(resampled.before) - 1;
  }
  changes.sort();
  const tail = (1 - CONFIDENCE_LEVEL) / 2;
  return [quantileOfSorted(changes, tail), quantileOfSorted(changes, 1 - tail)];
}

function draw(values: Float64Array, into: Float64Array, random: Random): void {
  for (let index = 0; index < into.length; index += 1) {
    into[index] = values[Math.floor(random.next() * values.length)] ?? Number.NaN;
  }
}

function welchT(first: Float64Array, second: Float64Array): number {
  const [firstMean, secondMean] = [meanOf(first), meanOf(second)];
  const share = varianceOf(first, firstMean) / first.length + varianceOf(second, secondMean) / second.length;
  return (firstMean - secondMean) / Math.sqrt(share);
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function varianceOf(values: Float64Array, mean: number): number {
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2;
  return sum / (values.length - 1);
}
