import type { Calibration } from '#harness/domain/calibration.ts';
import type { PlanTally } from './tally-plan.ts';

/** What a plan takes on a device if no look ends a pass; passes that nobody calibrated are left out, and named. */
export type PlannedTime = { readonly minutes: number; readonly unknownPasses: readonly string[] };

/**
 * Null where nothing of the device was calibrated.
 *
 * @param calibrations of this device
 */
export function plannedTime(tally: PlanTally, calibrations: readonly Calibration[]): PlannedTime | null {
  const [any] = calibrations;
  if (any === undefined) return null;
  let minutes = tally.installs * any.installMinutes;
  const unknownPasses: string[] = [];
  for (const { passId, launches, discarded } of tally.passes) {
    const known = calibrations.find((calibration) => calibration.passId === passId);
    if (known === undefined) unknownPasses.push(passId);
    else minutes += ((launches + discarded) * known.blockMinutes) / 2;
  }
  return { minutes, unknownPasses };
}
