import { isUnforced } from '#harness/domain/applicable.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Bound, Combination, ModelVariant, ReleasePlan, ReleaseTarget } from '#harness/domain/release-plan.ts';
import { provenanceOf, type Run } from '#harness/domain/run.ts';
import { accuracyLevel } from './accuracy-level.ts';
import { deviceMsOf, type JudgedRun } from './judged-run.ts';
import type { CombinationScore, Level, TargetCell } from '#harness/domain/scorecard.ts';
import { blocksToProve, standingOf, worstOf } from './standing.ts';

const MS_PER_DAY = 86_400_000;

/**
 * A row for each combination under each build of the operating system that it was measured with, newest first, and one for each
 * combination that was not. The first combination of the plan comes first.
 *
 * @param runs newest first
 */
export function combinationScores(
  plan: ReleasePlan,
  release: string,
  runs: readonly JudgedRun[],
  now: Date,
): readonly CombinationScore[] {
  return plan.expected.flatMap((combination, index) => {
    const variant = plan.variants.find(({ id }) => id === combination.variant);
    const own = runs.filter(({ run }) => variant !== undefined && isOf(variant, run));
    const systems = [...new Set(own.flatMap(({ run }) => devicesOf(run, combination).map(osOf)))];
    const score = (os: string | null): CombinationScore =>
      combinationScore(combination, os, {
        plan,
        release,
        now,
        decides: index === 0,
        runs:
          os === null ? [] : own.filter(({ run }) => devicesOf(run, combination).some((device) => osOf(device) === os)),
      });
    return systems.length === 0 ? [score(null)] : systems.map(score);
  });
}

/** Whether a run measured a variant: its candidate, or the model that its suite names, is called so. */
export function isOf({ names }: ModelVariant, { candidate, suite }: Run): boolean {
  const own = new Set(
    [
      candidate.label,
      nameOf(candidate),
      ...(candidate.identity.kind === 'ios' ? [candidate.identity.bundleId] : []),
      ...suite.passes.map(({ workload }) => workload.model),
    ].map((name) => name.toLowerCase()),
  );
  return names.some((name) => own.has(name.toLowerCase()));
}

/** A label is the name of the app and its version. */
function nameOf({ label, version }: Run['candidate']): string {
  const end = ` ${version}`;
  return label.endsWith(end) ? label.slice(0, -end.length) : label;
}

type Context = {
  readonly plan: ReleasePlan;
  readonly release: string;
  readonly now: Date;
  readonly decides: boolean;
  readonly runs: readonly JudgedRun[];
};

function combinationScore(
  combination: Combination,
  os: string | null,
  { plan, release, now, decides, runs }: Context,
): CombinationScore {
  const devices = runs.flatMap(({ run }) => devicesOf(run, combination).filter((device) => osOf(device) === os));
  const [newest] = runs;
  const provenance = devices.length === 0 ? null : provenanceOf(devices);
  const fresh = freshOf(runs, plan, now);
  const isStale = newest !== undefined && fresh.length === 0;
  return {
    variant: combination.variant,
    deviceModel: combination.deviceModel,
    deviceName: ownEntry(plan.deviceModels, combination.deviceModel) ?? combination.deviceModel,
    os,
    decides,
    provenance,
    counts: provenance !== null && !isStale && (provenance === 'physical' || plan.virtual === 'accept'),
    measuredAt: newest?.run.endedAt ?? null,
    isStale,
    cells: plan.targets.map((target) =>
      cellOf(target, boundOf(target, combination, release, decides), { combination, os, runs: isStale ? runs : fresh }),
    ),
  };
}

/** What is not too old: a newer run of another metric does not make the evidence of this one newer. */
export function freshOf(
  runs: readonly JudgedRun[],
  { staleAfterDays }: Pick<ReleasePlan, 'staleAfterDays'>,
  now: Date,
): readonly JudgedRun[] {
  return runs.filter(({ run }) => now.getTime() - Date.parse(run.endedAt) <= staleAfterDays * MS_PER_DAY);
}

/** The deciding combination has the targets of the product; another has its own, or nothing to meet. */
export function boundOf(
  target: ReleaseTarget,
  combination: Combination,
  release: string,
  decides: boolean,
): Bound | null {
  const own = ownEntry(ownEntry(combination.bounds, target.id), release);
  return own ?? (decides ? ownEntry(target.bounds, release) : undefined) ?? null;
}

/** Releases and targets are called as a team likes, also as what every object has. */
function ownEntry<Value>(record: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

type MeasuredCombination = {
  readonly combination: Combination;
  readonly os: string | null;
  readonly runs: readonly JudgedRun[];
};

/** The newest run that measured it. */
export function cellOf(
  target: ReleaseTarget,
  bound: Bound | null,
  { combination, os, runs }: MeasuredCombination,
): TargetCell {
  for (const { run, assessment } of runs) {
    const ids = devicesOf(run, combination)
      .filter((device) => osOf(device) === os)
      .map(({ id }) => id);
    const levels = levelsOf(target, { run, assessment }, ids);
    const level = worstOf(levels, bound);
    if (level === null) continue;
    return {
      target,
      bound,
      level,
      standing: standingOf(level, bound),
      runId: run.id,
      toProve: bound === null ? null : toProve(target, level, bound, { run, assessment }),
    };
  }
  return { target, bound, standing: standingOf(null, bound), level: null, runId: null, toProve: null };
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

/** The phones of a run that are of the device model. */
export function devicesOf({ devices }: Run, { deviceModel }: Pick<Combination, 'deviceModel'>): readonly Device[] {
  return devices.filter(({ model }) => model === deviceModel);
}

function osOf({ osVersion, osBuild }: Device): string {
  return `${osVersion} (${osBuild})`;
}
