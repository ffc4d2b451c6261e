import type { Bound, Combination, ModelVariant, ReleasePlan, ReleaseTarget } from '#harness/domain/release-plan.ts';
import { provenanceOf, type Run } from '#harness/domain/run.ts';
import type { CombinationScore, TargetDoubt } from '#harness/domain/scorecard.ts';
import type { JudgedRun } from './judged-run.ts';
import { devicesOf, osOf } from './measured-devices.ts';
import { cellOf } from './target-cell.ts';

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
export function isOf({ names }: ModelVariant, { candidate, suite }: Pick<Run, 'candidate' | 'suite'>): boolean {
  const own = new Set(
    [
      candidate.label,
      appName(candidate),
      ...(candidate.identity.kind === 'ios' ? [candidate.identity.bundleId] : []),
      ...suite.passes.map(({ workload }) => workload.model),
    ].map((name) => name.toLowerCase()),
  );
  return names.some((name) => own.has(name.toLowerCase()));
}

/** A label is the name of the app and its version; this is the name alone. */
export function appName({ label, version }: Run['candidate']): string {
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
  const doubt = doubtOf({ provenance, isStale }, plan);
  return {
    variant: combination.variant,
    deviceModel: combination.deviceModel,
    deviceName: ownEntry(plan.deviceModels, combination.deviceModel) ?? combination.deviceModel,
    os,
    decides,
    provenance,
    counts: provenance !== null && doubt === null,
    measuredAt: newest?.run.endedAt ?? null,
    isStale,
    cells: plan.targets.map((target) =>
      cellOf(target, boundOf(target, combination, release, decides), {
        combination,
        os,
        runs: isStale ? runs : fresh,
        doubt,
      }),
    ),
  };
}

/** Why no number of a combination may meet a target; null where they may, and where there are none. */
export function doubtOf(
  { provenance, isStale }: Pick<CombinationScore, 'provenance' | 'isStale'>,
  { virtual }: Pick<ReleasePlan, 'virtual'>,
): TargetDoubt | null {
  if (provenance !== null && provenance !== 'physical' && virtual === 'refuse')
    return { kind: 'provenance', provenance };
  return isStale ? { kind: 'stale' } : null;
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
