import { isApplicable, isUnforced, UNFORCED } from '#harness/domain/applicable.ts';
import type { Bound, Combination, ReleaseTarget } from '#harness/domain/release-plan.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Level, TargetCell, TargetDoubt } from '#harness/domain/scorecard.ts';
import { accuracyLevel } from './accuracy-level.ts';
import { deviceMsOf, type JudgedRun } from './judged-run.ts';
import { devicesOf, osOf } from './measured-devices.ts';
import { blocksToProve, standingOf, worstOf } from './standing.ts';

type MeasuredCombination = {
  readonly combination: Combination;
  readonly os: string | null;
  readonly runs: readonly JudgedRun[];
  /** Why none of its numbers may meet a target; null where they may. */
  readonly doubt: TargetDoubt | null;
};

/** The newest run that measured it. */
export function cellOf(
  target: ReleaseTarget,
  bound: Bound | null,
  { combination, os, runs, doubt }: MeasuredCombination,
): TargetCell {
  for (const { run, assessment } of runs) {
    const levels = levelsOf(target, { run, assessment }, idsOf(run, combination, os));
    const level = worstOf(levels, bound);
    if (level === null) continue;
    if (bound !== null && doubt !== null)
      return { target, bound, level, standing: 'notProven', doubt, runId: run.id, toProve: null };
    return {
      target,
      bound,
      level,
      standing: standingOf(level, bound),
      doubt: doubtOfLevel(level, bound),
      runId: run.id,
      toProve: bound === null ? null : toProve(target, level, bound, { run, assessment }),
    };
  }
  return {
    target,
    bound,
    level: null,
    standing: standingOf(null, bound),
    doubt: bound === null ? null : whyNoLevel(target, { combination, os, runs, doubt }),
    runId: null,
    toProve: null,
  };
}

function doubtOfLevel(level: Level, bound: Bound | null): TargetDoubt | null {
  if (standingOf(level, bound) !== 'notProven') return null;
  return { kind: level.low === null || level.high === null ? 'tooFewLaunches' : 'crossesTarget' };
}

/** What was measured of its metric, and why it does not count, or that no phone can report it; null where nothing is known. */
function whyNoLevel(target: ReleaseTarget, { combination, os, runs }: MeasuredCombination): TargetDoubt | null {
  for (const { run, assessment } of runs) {
    const ids = idsOf(run, combination, os);
    const own = assessment.summaries.filter(
      ({ deviceId, passId, metric, arm }) =>
        ids.includes(deviceId) && metric === target.metric && arm === 'candidate' && isUnforced(run.suite, passId),
    );
    const datasets = own.map(({ passId }) => run.suite.passes.find(({ id }) => id === passId)?.workload.dataset);
    const [first] = datasets;
    if (first === undefined) continue;
    const wanted = target.dataset ?? first;
    return datasets.includes(wanted) ? { kind: 'notCompared' } : { kind: 'otherDataset', measured: first, wanted };
  }
  const phones = runs.flatMap(({ run }) => devicesOf(run, combination));
  const isReported = phones.some((phone) => isApplicable(target.metric, UNFORCED, phone));
  return phones.length > 0 && !isReported ? { kind: 'notReported' } : null;
}

function idsOf(run: Run, combination: Combination, os: string | null): readonly string[] {
  return devicesOf(run, combination)
    .filter((device) => osOf(device) === os)
    .map(({ id }) => id);
}

function toProve(
  { metric }: ReleaseTarget,
  level: Level,
  bound: Bound,
  { run, assessment }: Pick<JudgedRun, 'run' | 'assessment'>,
): TargetCell['toProve'] {
  if (standingOf(level, bound) !== 'notProven') return null;
  const measured = assessment.summaries.filter((own) => own.metric === metric && own.arm === 'candidate');
  const launches = Math.max(0, ...measured.map(({ values }) => values.length));
  const blocks = blocksToProve(level, bound, launches);
  if (blocks === null) return null;
  const all = run.launches.filter(({ slot }) => slot.arm === 'candidate').length;
  return { blocks, deviceMs: all === 0 ? null : (deviceMsOf(run) / all) * blocks };
}

/** One a phone and pass that measured the metric under the real state of the phone, on the dataset of the target if it has one. */
function levelsOf(
  target: ReleaseTarget,
  { run, assessment: { summaries, comparisons } }: Pick<JudgedRun, 'run' | 'assessment'>,
  deviceIds: readonly string[],
): readonly Level[] {
  const isOfTarget = (passId: string): boolean =>
    isUnforced(run.suite, passId) &&
    (target.dataset === undefined ||
      run.suite.passes.some(({ id, workload }) => id === passId && workload.dataset === target.dataset));
  if (target.as === 'answersPerJoule') {
    return comparisons.flatMap(({ deviceId, passId, metric, scale, change }): readonly Level[] => {
      if (
        !isOfTarget(passId) ||
        !deviceIds.includes(deviceId) ||
        metric !== target.metric ||
        scale !== 'relative' ||
        change === null
      )
        return [];
      return [{ estimate: gainOf(change.estimate), low: gainOf(change.high), high: gainOf(change.low) }];
    });
  }
  return summaries
    .filter(
      ({ deviceId, passId, metric, arm }) =>
        isOfTarget(passId) && deviceIds.includes(deviceId) && metric === target.metric && arm === 'candidate',
    )
    .map(({ deviceId, passId, median, values }) => {
      if (target.metric === 'answerAccuracy') return accuracyLevel(run, deviceId, passId) ?? median;
      const isExact =
        values.length > 0 && values.every((value) => value === values[0]) && target.metric === 'modelSize';
      return isExact ? { ...median, low: median.estimate, high: median.estimate } : median;
    });
}

/** Answers a joule against before, as a share, where energy an answer changed by a share. */
function gainOf(change: number): number {
  return 1 / (1 + change) - 1;
}
