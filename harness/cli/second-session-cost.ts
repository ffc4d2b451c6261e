import { restBetweenSessionsMs } from '#harness/domain/second-session.ts';
import { plannedTime } from '#harness/plan/planned-time.ts';
import { tallyPlan } from '#harness/plan/tally-plan.ts';
import type { Preview } from '#harness/workflow/preview-run.ts';

const MS_PER_MINUTE = 60_000;

/** What a second session takes at most, with its rest, in ms; null where a phone is not calibrated, so that no time is known. */
export function mostSecondSessionMs({ header, plan, calibrations }: Preview): number | null {
  const times = tallyPlan(plan, header).map((tally) => {
    const own = calibrations.filter(({ deviceId }) => deviceId === tally.deviceId);
    const time = plannedTime(tally, own);
    return time === null || time.unknownPasses.length > 0 ? null : time.minutes * MS_PER_MINUTE;
  });
  const known = times.filter((time) => time !== null);
  return known.length < times.length ? null : restBetweenSessionsMs(header.devices) + Math.max(0, ...known);
}
