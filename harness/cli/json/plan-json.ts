import { type Asked, metricForecasts, type Subject, subjectsOf, timedPasses } from '#harness/cli/forecasts.ts';
import { secondSessionCost } from '#harness/cli/second-session-cost.ts';
import { plannedTime } from '#harness/plan/planned-time.ts';
import { type PlanTally, tallyPlan } from '#harness/plan/tally-plan.ts';
import type { Preview } from '#harness/workflow/run/preview-run.ts';

const MS_PER_MINUTE = 60_000;

/** What a run would do and what it would find. Chances and changes are fractions; what no number of blocks finds is null. */
export function planJson(preview: Preview, asked: Asked): object {
  const { header, plan, design, baselineRun, plans, windows } = preview;
  const isForecast = design === 'blocks';
  const again = secondSessionCost(preview);
  return {
    suite: { id: header.suite.id, version: header.suite.version },
    orderSeed: header.seed,
    design,
    baselineRunId: baselineRun?.id ?? null,
    devices: tallyPlan(plan, header).map((tally) => deviceJson(tally, preview)),
    shortPlans: plans,
    shortWindows: windows,
    secondSession:
      again === null ? null : { restMs: again.restMs, mostLaunches: again.launches, mostDurationMs: again.mostMs },
    forecasts: isForecast ? subjectsOf(preview, asked).map((subject) => forecastJson(subject, asked)) : [],
  };
}

function deviceJson(tally: PlanTally, preview: Preview): object {
  const { deviceId, launches, installs, passes } = tally;
  const device = preview.header.devices.find(({ id }) => id === deviceId);
  const own = preview.calibrations.filter((calibration) => calibration.deviceId === deviceId);
  const time = plannedTime(tally, own);
  return {
    deviceId,
    deviceModel: device?.model ?? null,
    provenance: device?.provenance ?? null,
    launches,
    installs,
    durationMs: time === null ? null : time.minutes * MS_PER_MINUTE,
    passesWithoutDuration: time?.unknownPasses ?? passes.map(({ passId }) => passId),
    passes: passes.map(({ passId, blocks, discarded, order }) => ({ passId, blocks, discarded, order })),
  };
}

function forecastJson(subject: Subject, { change, minutes }: Asked): object {
  const { devices, assumedSd, suite } = subject;
  return {
    deviceIds: devices.map(({ id }) => id),
    noise: assumedSd === null ? 'calibrated' : 'assumed',
    power: subject.power,
    passes:
      minutes === undefined
        ? suite.passes.map((pass) => {
            const target = { ...subject, change: change === undefined ? null : change / 100 };
            return { passId: pass.id, blocks: pass.protocol.blocks, metrics: metricForecasts(target, pass) };
          })
        : timedPasses({ ...subject, minutes }).map(({ pass, blocks, sensitivities }) => ({
            passId: pass.id,
            blocks,
            metrics: sensitivities ?? [],
          })),
  };
}
