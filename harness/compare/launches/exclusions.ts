import type { Exclusion, ExclusionRule } from '#harness/domain/exclusion.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { productFaultOf } from '#harness/domain/outcome.ts';
import { type Run, secondRunOf } from '#harness/domain/run.ts';
import type { ArmLaunches } from './arms.ts';
import { comparedArms } from './compared-arms.ts';
import { countedAmong } from './launch-group.ts';

/** What is compared, as in `assess`. */
type Compared = {
  readonly run: Run;
  readonly baselineRun: Run | null;
  readonly earlierRuns: readonly Run[];
};

/**
 * Every launch that no comparison rests on, with the rule that excludes it, run by run in the order of their launches, those of a
 * second session after those of the first.
 *
 * @param runs the same runs as they were measured: with the builds and second sessions that are no part of the comparison
 */
export function exclusionsOf(compared: Compared, runs: readonly Run[]): readonly Exclusion[] {
  const first = sessionOf(compared);
  const secondRun = secondRunOf(compared.run);
  const second = secondRun === null ? null : sessionOf({ ...compared, run: secondRun });
  return runs.flatMap((own) => [
    ...first(own.id, own.launches),
    ...(own.id === compared.run.id && second !== null ? second : otherSession)(
      own.id,
      own.secondSession?.launches ?? [],
    ),
  ]);
}

/** Those of the launches that were measured in one session of a run that no comparison rests on. */
type Excluded = (runId: string, launches: readonly Launch[]) => readonly Exclusion[];

/** Of the session that a comparison is of, and of the sessions that it compares it with. */
function sessionOf({ run, baselineRun, earlierRuns }: Compared): Excluded {
  const arms = comparedArms(run, baselineRun, earlierRuns);
  const all = [arms.candidate, ...(arms.baseline === null ? [] : [arms.baseline]), ...arms.earlierSessions];
  const seen = new Map(all.flatMap((armLaunches) => placed(armLaunches)));
  const remeasured = arms.baseline?.design === 'remeasured' ? run.id : null;
  return (runId, launches) =>
    launches.flatMap((launch): readonly Exclusion[] => {
      const found = seen.get(keyOf(runId, launch));
      const isOtherArm = launch.slot.arm === 'baseline' && runId !== remeasured;
      const excluded = found === undefined ? without(isOtherArm ? 'otherArm' : 'otherDevice') : ruleFor(launch, found);
      return excluded === null ? [] : [{ runId, nonce: launch.nonce, ...excluded }];
    });
}

/** Of a second session that is no part of the comparison: that of a stored baseline, or one measured after the decision. */
function otherSession(runId: string, launches: readonly Launch[]): readonly Exclusion[] {
  return launches.map(({ nonce }) => ({ runId, nonce, ...without('otherSession') }));
}

/** A launch as it is compared, and whether it counts. */
type Seen = { readonly launch: Launch; readonly isCounted: boolean };

function placed(armLaunches: ArmLaunches): readonly (readonly [string, Seen])[] {
  const groups = Map.groupBy(armLaunches.launches, ({ deviceId, slot }) => JSON.stringify([deviceId, slot.pass]));
  return [...groups.values()].flatMap((own) => {
    const counted = new Set<Launch>(countedAmong(own.filter(({ slot }) => !slot.discard)));
    return own.map((launch) => [keyOf(armLaunches.runId, launch), { launch, isCounted: counted.has(launch) }] as const);
  });
}

function keyOf(runId: string, { nonce, buildId, slot, attempt }: Launch): string {
  return JSON.stringify([runId, nonce, buildId, slot.pass, slot.index, attempt]);
}

function without(rule: ExclusionRule): Pick<Exclusion, 'rule' | 'detail'> {
  return { rule, detail: null };
}

function ruleFor(raw: Launch, { launch, isCounted }: Seen): Pick<Exclusion, 'rule' | 'detail'> | null {
  if (isCounted) return null;
  const { outcome } = launch;
  if (raw.slot.discard) return without('discarded');
  switch (outcome.kind) {
    case 'invalid':
      return { rule: 'invalid', detail: `${outcome.reason}: ${outcome.message}` };
    case 'failed': {
      const { code, message } = outcome.fault;
      return { rule: productFaultOf(launch) === null ? 'labFault' : 'productFault', detail: `${code}: ${message}` };
    }
    case 'measured':
      return without(launch.slot.discard ? 'firstAfterInstall' : 'tried');
  }
}
