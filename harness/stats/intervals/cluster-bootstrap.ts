import type { Random } from '#harness/ports/time.ts';
import { bcaInterval, type BootstrapInterval, percentileInterval } from './bootstrap-interval.ts';

export type ClusterBootstrap = {
  readonly confidence: number;
  readonly resamples: number;
  /** As many numbers are drawn as there are clusters, times the resamples. */
  readonly random: Random;
  readonly method: 'percentile' | 'bca';
};

/**
 * Bootstrap interval of the mean of values of which those of one cluster are not independent, such as the questions of
 * one image: whole clusters are drawn anew with replacement (Davison & Hinkley 1997, section 3.8). Clusters of more
 * values weigh more. Costs time in proportion to the number of values and to clusters × resamples. Null of fewer than
 * two clusters.
 *
 * @param clusterOf the cluster of each value, in the order of the values
 */
export function bootstrapClusteredMean(
  values: ArrayLike<number>,
  clusterOf: ArrayLike<number>,
  options: ClusterBootstrap,
): BootstrapInterval | null {
  const sample = summarise(values, clusterOf);
  if (sample === null) return null;
  const { method, confidence } = options;
  const errors = resampledErrors(sample, options);
  if (method === 'percentile') return percentileInterval(sample.mean, errors, confidence);
  return bcaInterval(sample.mean, errors, acceleration(jackknife(sample)), confidence);
}

/** All that a resample needs of a sample: a cluster adds its sum and its count. */
type Summary = {
  readonly mean: number;
  /** Of each cluster, the sum of its values' deviations from the mean. */
  readonly sums: Float64Array;
  readonly counts: Float64Array;
};

function summarise(values: ArrayLike<number>, clusterOf: ArrayLike<number>): Summary | null {
  const places = new Map<number, number>();
  const placeOf = new Uint32Array(values.length);
  // Summed as differences from one of the values, equal values leave no rounding errors behind.
  const origin = values[0] ?? 0;
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    const cluster = clusterOf[index] ?? Number.NaN;
    const place = places.get(cluster) ?? places.size;
    places.set(cluster, place);
    placeOf[index] = place;
    sum += (values[index] ?? 0) - origin;
  }
  if (places.size < 2) return null;
  const mean = origin + sum / values.length;
  const sums = new Float64Array(places.size);
  const counts = new Float64Array(places.size);
  placeOf.forEach((place, index) => {
    sums[place] = (sums[place] ?? 0) + (values[index] ?? 0) - mean;
    counts[place] = (counts[place] ?? 0) + 1;
  });
  return { mean, sums, counts };
}

/** The mean of each resample less the mean of the sample. */
function resampledErrors({ sums, counts }: Summary, { resamples, random }: ClusterBootstrap): Float64Array {
  const clusters = sums.length;
  const errors = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample += 1) {
    let sum = 0;
    let count = 0;
    for (let draw = 0; draw < clusters; draw += 1) {
      const drawn = Math.floor(random.next() * clusters);
      sum += sums[drawn] ?? 0;
      count += counts[drawn] ?? 0;
    }
    errors[resample] = sum / count;
  }
  return errors;
}

/**
 * What each cluster does to the mean: the mean of the means that lack one cluster, less the mean that lacks this one.
 */
function jackknife({ sums, counts }: Summary): Float64Array {
  const [allSums, allCounts] = [total(sums), total(counts)];
  const without = sums.map((sum, cluster) => (allSums - sum) / (allCounts - (counts[cluster] ?? 0)));
  const centre = total(without) / without.length;
  return without.map((mean) => (sums.length - 1) * (centre - mean));
}

/** Efron & Tibshirani 1993, equation 14.15; 0 where no cluster does anything. */
function acceleration(influences: Float64Array): number {
  const cubes = total(influences.map((influence) => influence ** 3));
  const squares = total(influences.map((influence) => influence ** 2));
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
