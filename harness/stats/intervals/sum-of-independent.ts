import { normalQuantile } from '#harness/stats/distributions/normal.ts';

/** An estimate with both ends of its interval, at a two-sided confidence from 0 to 1. */
export type StatedInterval = {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
};

/** Two-sided: a sum of several has this confidence. */
const CONFIDENCE = 0.9;

/**
 * The sum of independent estimates. Variances add, and each side of an interval shows its own: the distance from the estimate to an
 * end, over the normal quantile of its confidence, is a standard error (MOVER: Zou and Donner 2008). Intervals of few blocks are by
 * Student's t and so a little wider than that; the sum is then too wide and never too narrow. One estimate alone stays as it is,
 * with its own confidence.
 *
 * @param parts one or more
 */
export function sumOfIndependent(parts: readonly StatedInterval[]): StatedInterval {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const estimate = parts.reduce((sum, part) => sum + part.estimate, 0);
  const half = (side: (part: StatedInterval) => number): number =>
    quantile(CONFIDENCE) * Math.hypot(...parts.map((part) => side(part) / quantile(part.confidence)));
  return {
    estimate,
    low: estimate - half((part) => part.estimate - part.low),
    high: estimate + half((part) => part.high - part.estimate),
    confidence: CONFIDENCE,
  };
}

function quantile(confidence: number): number {
  return normalQuantile((1 + confidence) / 2);
}
