import { studentUpperTail } from '#harness/stats/distributions/student-t.ts';
import { sortValues } from '#harness/stats/sorted-values.ts';
import { type Placements, placementsAbove, placementsFrom } from './placements.ts';

/**
 * One-sided p of "`candidate` lies above `baseline` by at most `shift`", two independent samples that may spread
 * differently: Brunner & Munzel (2000), t with Satterthwaite's degrees of freedom. Differences that equal the shift count
 * against it. Where every value of one sample lies beyond all of the other the samples say nothing of their spread, and p is
 * 0 or 1. Null for fewer than two values in a sample.
 */
export function brunnerMunzelUpperTail(
  candidate: readonly number[],
  baseline: readonly number[],
  shift: number,
): number | null {
  return brunnerMunzelTail(placementsAbove(sortValues(candidate), sortValues(baseline), shift));
}

/**
 * The same as long as the shift stays below `difference`, one of the differences between the samples, and above the next
 * smaller one.
 */
export function brunnerMunzelTailBelow(
  candidate: readonly number[],
  baseline: readonly number[],
  difference: number,
): number | null {
  return brunnerMunzelTail(placementsFrom(sortValues(candidate), sortValues(baseline), difference));
}

/** The same of samples whose placements are counted already. */
export function brunnerMunzelTail({ first: n, second: m, above, squares, otherSquares }: Placements): number | null {
  if (n < 2 || m < 2) return null;
  // Counts are whole numbers, so that nothing cancels.
  const [spread, otherSpread] = [(squares - above ** 2 / n) / (n - 1), (otherSquares - above ** 2 / m) / (m - 1)];
  const excess = above / (n * m) - 0.5;
  const [part, otherPart] = [spread / (n * m * m), otherSpread / (m * n * n)];
  const total = part + otherPart;
  if (total === 0) return excess > 0 ? 0 : 1;
  const degreesOfFreedom = total ** 2 / (part ** 2 / (n - 1) + otherPart ** 2 / (m - 1));
  return studentUpperTail(excess / Math.sqrt(total), degreesOfFreedom);
}
