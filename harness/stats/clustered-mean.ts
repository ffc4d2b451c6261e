import { mean } from './moments.ts';

/** A mean of values that come in clusters, with its cluster-robust standard error. */
export type ClusteredMean = {
  readonly estimate: number;
  readonly standardError: number;
  readonly clusters: number;
};

/**
 * Mean of values of which those of one cluster are not independent, as answers about one image are not:
 * SE² = n⁻² Σ_c (Σ_{i∈c} (x_i − x̄))² (Miller 2024, arXiv 2411.00640, equation 4). Null of fewer than two clusters.
 *
 * @param clusterOf the cluster of each value, in the order of the values
 */
export function clusteredMean(values: readonly number[], clusterOf: readonly number[]): ClusteredMean | null {
  const estimate = mean(values);
  if (estimate === null) return null;
  const sums = new Map<number, number>();
  values.forEach((value, index) => {
    const cluster = clusterOf[index] ?? Number.NaN;
    sums.set(cluster, (sums.get(cluster) ?? 0) + value - estimate);
  });
  if (sums.size < 2) return null;
  const squares = [...sums.values()].reduce((total, sum) => total + sum ** 2, 0);
  return { estimate, standardError: Math.sqrt(squares) / values.length, clusters: sums.size };
}
