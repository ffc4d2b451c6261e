import { studentUpperTail } from '#harness/stats/distributions/student-t.ts';
import type { Placements } from './placements.ts';

/**
 * One-sided p of "`candidate` lies above `baseline` by at most a shift", two independent samples that may spread
 * differently: Brunner & Munzel (2000), t with Satterthwaite's degrees of freedom. Where every value of one sample lies
 * beyond all of the other the samples say nothing of their spread, and p is 0 or 1. Null for fewer than two values in a
 * sample.
 *
 * @param placements `placementsAbove` the shift; `placementsFrom` a difference for the shifts just below it
 */
export function brunnerMunzelTail(placements: Placements): number | null {
  const { first: n, second: m, above, squares, otherSquares } = placements;
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
