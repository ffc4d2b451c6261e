import { boschlooUpperTail } from '#harness/stats/tests/boschloo.ts';
import { incompleteBetaInverse } from '#harness/stats/distributions/incomplete-beta.ts';

/**
 * The smallest share of launches that fail, 0 to 1, with which a candidate is found to fail more often than a baseline
 * without a fault; null where even a fault in every launch would not be significant.
 *
 * @param launches of the candidate
 * @param before launches of the baseline
 * @param alpha level of the one-sided test
 * @param power chance to be found, 0 to 1
 */
export function foundFaultRate(launches: number, before: number, alpha: number, power: number): number | null {
  for (let faults = 1; faults <= launches; faults += 1) {
    if (boschlooUpperTail(faults, launches - faults, 0, before) > alpha) continue;
    // The rate at which so many faults or more come up as often as the power says (the beta distribution's link to the binomial).
    return incompleteBetaInverse(power, faults, launches - faults + 1);
  }
  return null;
}
