import type { Assessment, Looks } from '#harness/domain/assessment.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import { type Run, secondRunOf } from '#harness/domain/run.ts';
import { phonesByModel } from '#harness/domain/device.ts';
import { type AssessedDevicePass, assessDevicePass, lastOf } from './assess-device-pass.ts';
import type { DevicePassSetting } from './measured-device-pass.ts';
import { faultCounts, faultRates, productFaultsOf } from './fault-rates.ts';
import { knownIn } from '#harness/compare/change/known-noise.ts';
import { looksOf } from '#harness/compare/change/look-record.ts';
import { type DeviceModelPass, judgeDeviceModel } from './across-devices.ts';
import { armSlots, shortPlans } from '#harness/compare/change/short-plans.ts';
import { decidingCount } from '#harness/domain/deciding.ts';
import { computeUnitChanges } from '#harness/compare/model/compute-units.ts';
import { modelChange } from '#harness/compare/model/model-change.ts';
import { operatorChanges } from '#harness/compare/model/operator-changes.ts';
import { throughputCourses } from '#harness/compare/launches/throughput-course.ts';
import { warnRun } from './warn-run.ts';
import type { Arms } from '#harness/compare/launches/arms.ts';
import { comparedArms } from '#harness/compare/launches/compared-arms.ts';

/** What is assessed; all of it is data that was measured before. */
export type AssessOptions = {
  readonly run: Run;
  /** A stored run to compare with; of no effect when the run measured its baseline itself. */
  readonly baselineRun: Run | null;
  /** Other stored sessions of the baseline's build: they show how far sessions lie apart. */
  readonly earlierRuns?: readonly Run[];
  /** What is known of the devices from sessions of one build against itself. */
  readonly calibrations?: readonly Calibration[];
  /** The same seed gives the same assessment. */
  readonly seed: number;
};

/**
 * Everything that can be said about a run without a phone. Whether a stored run may be compared at all is the caller's
 * to decide (`differences`): here differences are a warning.
 */
export function assess({ run, baselineRun, earlierRuns = [], calibrations = [], seed }: AssessOptions): Assessment {
  const arms = comparedArms(run, baselineRun, earlierRuns);
  const setting = settingOf(run, arms, calibrations, seed);
  const devicePasses = run.devices.flatMap((device) =>
    run.suite.passes.map((pass) => assessDevicePass(device, pass, setting)),
  );
  const models = judgeModels(run, devicePasses);
  const isBaselineWanted = run.reference.kind !== 'none' || baselineRun !== null;
  const slots = armSlots(run, isBaselineWanted);
  const operators = operatorChanges(run);
  const computeUnits = computeUnitChanges(devicePasses);
  const throughput = throughputCourses(run.devices, run.suite, arms);
  const second = secondRunOf(run);
  return {
    runId: run.id,
    suite: run.suite,
    devices: run.devices,
    ...(run.stoppedEarly === undefined ? {} : { stoppedEarly: run.stoppedEarly }),
    ...(run.mostToPass === undefined ? {} : { mostToPass: run.mostToPass }),
    ...(second === null
      ? {}
      : { secondSession: assess({ run: second, baselineRun, earlierRuns, calibrations, seed: second.seed }) }),
    isComplete: run.isComplete && slots.every(({ isEnough }) => isEnough),
    slots,
    shortPlans: isBaselineWanted ? shortPlans(run, run.reference.kind === 'remeasured' ? null : baselineRun) : [],
    candidate: run.candidate,
    ...(run.source?.commit === undefined ? {} : { commit: run.source.commit }),
    isBaselineWanted,
    baseline:
      arms.baseline === null
        ? null
        : { build: arms.baseline.build, runId: arms.baseline.runId, design: arms.baseline.design },
    ...(arms.baseline === null ? {} : { modelChange: modelChange(arms.baseline.build, run.candidate) }),
    ...(computeUnits.length === 0 ? {} : { computeUnits }),
    ...(operators.length === 0 ? {} : { operatorChanges: operators }),
    summaries: devicePasses.flatMap((devicePass) => devicePass.summaries),
    comparisons: devicePasses.flatMap(({ metrics, looks }) => lastOf(metrics, looks)),
    deviceModels: models.flatMap((model) => model.models),
    looks: arms.baseline?.design === 'remeasured' ? looksIn(models, run) : [],
    ...(throughput.length === 0 ? {} : { throughput }),
    answerChanges: devicePasses.flatMap((devicePass) => devicePass.answerChange ?? []),
    productFaults: [...productFaultsOf(arms), ...devicePasses.flatMap((devicePass) => devicePass.faults)],
    faultCounts: faultCounts(run, arms),
    faultRates: faultRates(arms),
    warnings: [...warnRun(run, baselineRun, arms), ...devicePasses.flatMap((devicePass) => devicePass.warnings)],
  };
}

function settingOf(run: Run, arms: Arms, calibrations: readonly Calibration[], seed: number): DevicePassSetting {
  return {
    suite: run.suite,
    arms,
    spreadOf: spreadIn(calibrations),
    knownOf: knownIn(run),
    questionsOf: questionsIn(run),
    isStoppedEarly: run.stoppedEarly !== undefined,
    seed,
  };
}

/** Each pass on the phones of each model. */
function judgeModels(
  { devices, suite, lost = [] }: Run,
  devicePasses: readonly AssessedDevicePass[],
): readonly DeviceModelPass[] {
  const lostIds = new Set(lost.map(({ deviceId }) => deviceId));
  return phonesByModel(devices).flatMap((phones) =>
    suite.passes.map((pass) =>
      judgeDeviceModel(
        devicePasses.filter((devicePass) => devicePass.pass === pass && phones.includes(devicePass.device)),
        lostIds,
      ),
    ),
  );
}

function looksIn(models: readonly DeviceModelPass[], run: Run): readonly Looks[] {
  const deciding = decidingCount(run);
  return models.filter(({ looks }) => looks.planned > 1).map((model) => looksOf(model, run, deciding));
}

function questionsIn({ questions }: Run): DevicePassSetting['questionsOf'] {
  const byDataset = Map.groupBy(questions, ({ dataset }) => dataset);
  const maps = new Map(
    [...byDataset].map(([dataset, own]) => [dataset, new Map(own.map((asked) => [asked.id, asked]))]),
  );
  return (dataset) => maps.get(dataset) ?? NO_QUESTIONS;
}

const NO_QUESTIONS: ReadonlyMap<number, AskedQuestion> = new Map();

/** Two sessions show a spread; a calibration of fewer has none. */
function spreadIn(calibrations: readonly Calibration[]): DevicePassSetting['spreadOf'] {
  return (deviceId, passId, metric) => {
    const own = calibrations.find(
      (entry) => entry.deviceId === deviceId && entry.passId === passId && entry.metric === metric,
    );
    if (own === undefined || own.sessionSd === null) return null;
    return { sd: own.sessionSd, degreesOfFreedom: own.sessions - 1, scale: own.scale };
  };
}
