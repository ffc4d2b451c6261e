import { mean } from '#harness/stats/moments.ts';

/** A value with the group it resembles and the group it was drawn from. */
export type ClusteredValue = {
  readonly value: number;
  /** Values of one cluster are not independent, as answers about one image are not. */
  readonly cluster: number;
  /** Kind of value, of which as many were drawn as there are in the whole, in proportion. */
  readonly stratum: string;
};

/** A mean of values that come in clusters, with its cluster-robust standard error. */
export type ClusteredMean = {
  readonly estimate: number;
  readonly standardError: number;
  readonly clusters: number;
  readonly strata: number;
};

/**
 * Mean of values drawn from strata in proportion, of which those of one cluster are not independent:
 * SE² = n⁻² Σ_c (Σ_{i∈c} (x_i − x̄_h(i)))², each value against the mean of its stratum, as the spread between strata is
 * no error of a mean that holds each in its share (Miller 2024, arXiv 2411.00640, equation 4, with the residuals of a
 * stratified sample, Cochran 1977, chapter 5). Clusters may lie across strata. A stratum of one value has no mean of its
 * own to be compared with; the mean of all serves. Null of fewer than two clusters.
 */
export function clusteredMean(values: readonly ClusteredValue[]): ClusteredMean | null {
  const estimate = mean(values.map(({ value }) => value));
  if (estimate === null) return null;
  const strata = Map.groupBy(values, ({ stratum }) => stratum);
  const centres = new Map(
    [...strata].map(([stratum, own]) => [stratum, own.length < 2 ? estimate : mean(own.map(({ value }) => value))]),
  );
  const sums = new Map<number, number>();
  for (const { value, cluster, stratum } of values) {
    sums.set(cluster, (sums.get(cluster) ?? 0) + value - (centres.get(stratum) ?? estimate));
  }
  if (sums.size < 2) return null;
  const squares = [...sums.values()].reduce((total, sum) => total + sum ** 2, 0);
  return { estimate, standardError: Math.sqrt(squares) / values.length, clusters: sums.size, strata: strata.size };
}
