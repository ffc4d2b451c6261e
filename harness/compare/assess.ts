import type { ArmSummary, Assessment, Comparison, ProductFault } from '#harness/domain/comparison.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS, type MetricId } from '#harness/domain/metric.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Margin, Pass } from '#harness/domain/suite.ts';
import { createResampling, type Resampling } from '#harness/stats/bootstrap.ts';
import { compareAccuracy } from './accuracy.ts';
import { answerChangeOf, type AnswerPair, pairAnswers } from './answers.ts';
import { compareExact } from './exact.ts';
import { isDifferentlyInvalidated } from './invalidation.ts';
import type { Judgement } from './judgement.ts';
import { compareRemeasured } from './remeasured.ts';
import { type Cell, cellOf, type Sample, samplesOf } from './samples.ts';
import { type Side, type Sides, sidesOf } from './sides.ts';
import { compareStored } from './stored.ts';
import { summarise } from './summary.ts';
import { type Place, warnPlace, warnRun } from './warnings.ts';

/** Enough that the 5 % ends of a percentile interval are settled to half a point of coverage. */
const RESAMPLES = 2000;

/** What is assessed; all of it is data that was measured before. */
export type AssessOptions = {
  readonly run: Run;
  /** A stored run to compare with; of no effect when the run measured its baseline itself. */
  readonly baselineRun: Run | null;
  /** The same seed gives the same assessment. */
  readonly seed: number;
};

/**
 * Everything that can be said about a run without a phone. Whether a stored run may be compared at all is the caller's
 * to decide (`differences`): here differences are a warning.
 */
export function assess(options: AssessOptions): Assessment {
  const { run, baselineRun } = options;
  const sides = sidesOf(run, baselineRun);
  const resampling = createResampling(options.seed, RESAMPLES);
  const places = run.devices.flatMap((device) =>
    run.suite.passes.map((pass) => assessPlace(device, pass, sides, options, resampling)),
  );
  return {
    runId: run.id,
    suite: run.suite,
    devices: run.devices,
    isComplete: run.isComplete,
    candidate: run.candidate,
    baseline:
      sides.baseline === null
        ? null
        : { build: sides.baseline.build, runId: sides.baseline.runId, design: sides.baseline.design },
    summaries: places.flatMap((place) => place.summaries),
    comparisons: places.flatMap((place) => place.comparisons),
    models: [],
    looks: [],
    answerChanges: places.flatMap((place) => place.answerChange ?? []),
    productFaults: [sides.candidate, ...(sides.baseline === null ? [] : [sides.baseline])].flatMap(faultsOf),
    warnings: [...warnRun(run, baselineRun, sides), ...places.flatMap((place) => place.warnings)],
  };
}

type AssessedPlace = Pick<Assessment, 'summaries' | 'comparisons' | 'warnings'> & {
  readonly answerChange: Assessment['answerChanges'][number] | null;
};

function assessPlace(
  device: Device,
  pass: Pass,
  sides: Sides,
  options: AssessOptions,
  resampling: Resampling,
): AssessedPlace {
  const [deviceId, passId] = [device.id, pass.id];
  const candidate = cellOf(sides.candidate, deviceId, passId);
  const baseline = sides.baseline === null ? null : cellOf(sides.baseline, deviceId, passId);
  const answers = baseline === null ? [] : pairAnswers(baseline, candidate);
  const answerChange = answers.length === 0 ? null : answerChangeOf(deviceId, passId, answers);
  const isLopsided =
    sides.baseline !== null && isDifferentlyInvalidated(sides.baseline, sides.candidate, deviceId, passId);

  const summaries: ArmSummary[] = [];
  const comparisons: Comparison[] = [];
  const untold: MetricId[] = [];
  for (const metric of pass.metrics) {
    const told = (cell: Cell): Told | null => tellMetric(cell, { deviceId, passId, metric });
    const now = told(candidate);
    const before = baseline === null ? null : told(baseline);
    summaries.push(...[before, now].flatMap((arm) => arm?.summary ?? []));
    if (now === null || (baseline !== null && before === null)) untold.push(metric);
    const margin = options.run.suite.margins.find((entry) => entry.metric === metric);
    if (now === null || before === null || sides.baseline === null || margin === undefined) continue;
    const { design } = sides.baseline;
    const judgement = compareMetric(margin, before, now, { ...options, deviceId, passId, design, answers, resampling });
    const place = { deviceId, passId, metric, design, baseline: before.summary, candidate: now.summary };
    const fair = isLopsided && METRICS[metric].spread === 'noisy' ? distrusted(judgement) : judgement;
    comparisons.push({ ...place, ...fair, severity: margin.severity });
  }
  const cells = baseline === null ? [candidate] : [baseline, candidate];
  const place: Place = { deviceId, deviceLabel: device.label, passId, metrics: pass.metrics, cells, untold };
  return { summaries, comparisons, answerChange, warnings: warnPlace(place, answerChange) };
}

type Told = { readonly samples: readonly Sample[]; readonly summary: ArmSummary };

function tellMetric(cell: Cell, place: Pick<ArmSummary, 'deviceId' | 'passId' | 'metric'>): Told | null {
  const samples = samplesOf(cell, place.metric);
  const summary = summarise({ ...place, arm: cell.side.arm }, samples);
  return summary === null ? null : { samples, summary };
}

type Setting = AssessOptions &
  Pick<Comparison, 'deviceId' | 'passId' | 'design'> & {
    readonly answers: readonly AnswerPair[];
    readonly resampling: Resampling;
  };

function compareMetric(margin: Margin, before: Told, now: Told, setting: Setting): Judgement {
  if (margin.metric === 'answerAccuracy') {
    return compareAccuracy(margin, setting.answers, before.summary.median.estimate);
  }
  if (METRICS[margin.metric].spread === 'exact') return compareExact(margin, before.samples, now.samples);
  const compare = setting.design === 'remeasured' ? compareRemeasured : compareStored;
  return compare(margin, before.samples, now.samples, setting.resampling);
}

function distrusted(judgement: Judgement): Judgement {
  return { ...judgement, verdict: { kind: 'inconclusive', reason: 'differentialInvalidation' } };
}

/** A crash on a launch that is not compared, or that was tried again, is a crash of the build all the same. */
function faultsOf(side: Side): ProductFault[] {
  return side.launches.flatMap(({ deviceId, slot, outcome }) => {
    if (outcome.kind !== 'failed' || outcome.fault.kind !== 'product') return [];
    return [{ deviceId, passId: slot.pass, arm: side.arm, code: outcome.fault.code, message: outcome.fault.message }];
  });
}
