import { type Finding, worseEnds } from '#harness/domain/deciding.ts';

/** How far beyond its margin a change surely lies, in multiples of it. */
export function towardsMargin(finding: Finding): number {
  const [low = 0, high = 0] = worseEnds(finding);
  return Math.min(low, high) / Math.max(finding.margin, Number.MIN_VALUE);
}
