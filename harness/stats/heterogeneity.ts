import { chiSquaredUpperTail } from './chi-squared.ts';

/** How far estimates of one quantity disagree beyond their own errors. */
export type Heterogeneity = {
  /** Cochran's Q. */
  readonly q: number;
  readonly degreesOfFreedom: number;
  /** Of "all estimate the same quantity". */
  readonly p: number;
  /** Share of the estimates' variation that their errors do not explain, 0 to 1 (Higgins & Thompson 2002). */
  readonly iSquared: number;
};

/**
 * Cochran's Q = Σ wᵢ (xᵢ − x̄)² with wᵢ = 1/SEᵢ² and x̄ weighted by them (Cochran 1954). Its chi-squared distribution
 * takes the standard errors as known, so few launches an estimate make p too small. Null of fewer than two estimates,
 * and where one has no error: it would outweigh all others.
 */
export function heterogeneity(
  estimates: readonly { readonly estimate: number; readonly standardError: number }[],
): Heterogeneity | null {
  if (estimates.length < 2 || estimates.some(({ standardError }) => !(standardError > 0))) return null;
  const weighted = estimates.map(({ estimate, standardError }) => ({ estimate, weight: 1 / standardError ** 2 }));
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const centre = weighted.reduce((sum, { estimate, weight }) => sum + weight * estimate, 0) / total;
  const q = weighted.reduce((sum, { estimate, weight }) => sum + weight * (estimate - centre) ** 2, 0);
  const degreesOfFreedom = estimates.length - 1;
  return {
    q,
    degreesOfFreedom,
    p: chiSquaredUpperTail(q, degreesOfFreedom),
    iSquared: q > degreesOfFreedom ? (q - degreesOfFreedom) / q : 0,
  };
}
