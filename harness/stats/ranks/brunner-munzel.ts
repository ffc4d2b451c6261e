import { studentUpperTail } from '#harness/stats/distributions/student-t.ts';

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
  return tailOf(candidate, baseline, (difference) => difference > shift);
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
  return tailOf(candidate, baseline, (other) => other >= difference);
}

function tailOf(
  candidate: readonly number[],
  baseline: readonly number[],
  isAbove: (difference: number) => boolean,
): number | null {
  const [n, m] = [candidate.length, baseline.length];
  if (n < 2 || m < 2) return null;
  // How many of the other sample each value lies above, and each lies below. Plain loops: an interval asks this many times.
  const opposite = new Int32Array(m);
  let [above, squares, otherSquares] = [0, 0, 0];
  for (const value of candidate) {
    let placement = 0;
    for (let other = 0; other < m; other += 1) {
      if (!isAbove(value - (baseline[other] ?? Number.NaN))) continue;
      placement += 1;
      opposite[other] = (opposite[other] ?? 0) + 1;
    }
    above += placement;
    squares += placement ** 2;
  }
  for (const placement of opposite) otherSquares += placement ** 2;
  // Counts are whole numbers, so that nothing cancels.
  const [spread, otherSpread] = [(squares - above ** 2 / n) / (n - 1), (otherSquares - above ** 2 / m) / (m - 1)];
  const excess = above / (n * m) - 0.5;
  const [part, otherPart] = [spread / (n * m * m), otherSpread / (m * n * n)];
  const total = part + otherPart;
  if (total === 0) return excess > 0 ? 0 : 1;
  const degreesOfFreedom = total ** 2 / (part ** 2 / (n - 1) + otherPart ** 2 / (m - 1));
  return studentUpperTail(excess / Math.sqrt(total), degreesOfFreedom);
}
