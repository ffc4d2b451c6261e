import { mean, variance } from '#harness/stats/moments.ts';
import { type TInterval, tInterval } from './t-interval.ts';

/**
 * Interval of the mean without the lowest and highest `share` of the values (Tukey & McLaughlin 1963): its standard
 * error is that of the values with the trimmed ones drawn in to the outermost kept (winsorised),
 * √((n − 1) s_w² / (h (h − 1))) of h kept values (Yuen 1974). One degree of freedom is given up beyond the customary
 * h − 1, as with few values the customary interval errs too often. Null of fewer than three kept values.
 *
 * @param share 0 to below a half
 */
export function trimmedInterval(values: readonly number[], share: number, confidence: number): TInterval | null {
  const trimmed = trimmedMean(values, share);
  return trimmed === null ? null : tInterval(trimmed.estimate, trimmed.standardError, trimmed.kept - 2, confidence);
}

/**
 * How far values spread in the eyes of that mean: the standard deviation of values whose plain mean would have its
 * standard error. Where they are normal and a fifth is left out at either end 7 % more than their own, where some are wild
 * far less. Null of fewer than three kept values.
 */
export function trimmedSpread(values: readonly number[], share: number): number | null {
  const trimmed = trimmedMean(values, share);
  return trimmed === null ? null : trimmed.standardError * Math.sqrt(values.length);
}

type TrimmedMean = { readonly estimate: number; readonly standardError: number; readonly kept: number };

function trimmedMean(values: readonly number[], share: number): TrimmedMean | null {
  const trimmed = Math.floor(share * values.length);
  const kept = values.length - 2 * trimmed;
  if (kept < 3) return null;
  const sorted = Float64Array.from(values).sort();
  const core = [...sorted.subarray(trimmed, trimmed + kept)];
  const winsorised = sorted.map((_, index) => core[Math.min(kept - 1, Math.max(0, index - trimmed))] ?? Number.NaN);
  const spread = (values.length - 1) * (variance([...winsorised]) ?? 0);
  return { estimate: mean(core) ?? 0, standardError: Math.sqrt(spread / (kept * (kept - 1))), kept };
}
