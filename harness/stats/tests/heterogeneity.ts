import { incompleteBeta } from '#harness/stats/distributions/incomplete-beta.ts';

/** How far estimates of one thing lie apart, compared with what their errors explain. */
export type Heterogeneity = {
  /** Near 1 when the errors explain all of it. */
  readonly f: number;
  readonly degreesOfFreedom: { readonly between: number; readonly within: number };
  /** Chance that estimates of one thing lie this far apart or farther. */
  readonly p: number;
};

/** What a group has shown: its standard error is an estimate too, known to so many degrees of freedom. */
type Estimate = { readonly estimate: number; readonly standardError: number; readonly degreesOfFreedom: number };

/**
 * Welch's F for means of groups whose variances may differ (Welch 1951; R's oneway.test). With wᵢ = 1/SEᵢ², W their
 * sum, x̃ the mean that they weight and A = Σ (1 − wᵢ/W)² / dfᵢ, F = [Σ wᵢ (xᵢ − x̃)² / (k − 1)] / [1 + 2 (k − 2) A /
 * (k² − 1)] on k − 1 and (k² − 1) / 3A degrees of freedom. Of two groups it is Welch's t test. Cochran's Q would take
 * the standard errors of a few blocks as known and find too much. Null for fewer than two estimates, and where one has
 * no error: it would outweigh all others.
 */
export function heterogeneity(estimates: readonly Estimate[]): Heterogeneity | null {
  const k = estimates.length;
  if (k < 2 || estimates.some(({ standardError }) => !(standardError > 0))) return null;
  const weighted = estimates.map((own) => ({ ...own, weight: 1 / own.standardError ** 2 }));
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const centre = weighted.reduce((sum, { estimate, weight }) => sum + weight * estimate, 0) / total;
  const q = weighted.reduce((sum, { estimate, weight }) => sum + weight * (estimate - centre) ** 2, 0);
  const unknown = weighted.reduce((sum, own) => sum + (1 - own.weight / total) ** 2 / own.degreesOfFreedom, 0);
  const f = q / (k - 1) / (1 + (2 * (k - 2) * unknown) / (k ** 2 - 1));
  const [between, within] = [k - 1, (k ** 2 - 1) / (3 * unknown)];
  // Upper tail of F by the incomplete beta function (Abramowitz & Stegun 26.6.2).
  const p = incompleteBeta(within / (within + between * f), within / 2, between / 2);
  return { f, degreesOfFreedom: { between, within }, p };
}
