import { decidingByLaunch, reportersOf } from '#harness/domain/deciding.ts';
import { restBetweenSessionsMs } from '#harness/domain/second-session.ts';
import { plannedTime } from '#harness/plan/planned-time.ts';
import { type PlanTally, tallyPlan } from '#harness/plan/tally-plan.ts';
import type { Preview } from '#harness/workflow/run/preview-run.ts';

const MS_PER_MINUTE = 60_000;

/** What a second session takes at most, if everything that it could measure again failed and no look ends it. */
export type SecondSessionCost = {
  readonly restMs: number;
  /** Of all phones. */
  readonly launches: number;
  /** With its rest, on the phone that takes longest; null where one is not calibrated, so that no time is known. */
  readonly mostMs: number | null;
};

/** Null where a run has no second session: under its policy, or because nothing that varies from launch to launch decides. */
export function secondSessionCost({ header, plan, calibrations, isConfirmed }: Preview): SecondSessionCost | null {
  const { suite, devices } = header;
  const asked = new Set(
    suite.passes
      .filter((pass) => decidingByLaunch(pass, suite).some((id) => reportersOf(id, pass, devices).length > 0))
      .map(({ id }) => id),
  );
  const again = plan.devices
    .map((device) => ({ ...device, slots: device.slots.filter(({ pass }) => asked.has(pass)) }))
    .filter(({ slots }) => slots.length > 0);
  if (!isConfirmed || again.length === 0) return null;
  const tallies = tallyPlan({ ...plan, devices: again }, header);
  const times = tallies.map((tally) => timeMs(tally, calibrations));
  const known = times.filter((time) => time !== null);
  const restMs = restBetweenSessionsMs(devices);
  return {
    restMs,
    launches: tallies.reduce((sum, { launches }) => sum + launches, 0),
    mostMs: known.length < times.length ? null : restMs + Math.max(...known),
  };
}

function timeMs(tally: PlanTally, calibrations: Preview['calibrations']): number | null {
  const own = calibrations.filter(({ deviceId }) => deviceId === tally.deviceId);
  const time = plannedTime(tally, own);
  return time === null || time.unknownPasses.length > 0 ? null : time.minutes * MS_PER_MINUTE;
}
