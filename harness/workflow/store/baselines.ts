import { armSlots } from '#harness/compare/change/short-plans.ts';
import { canMeasure } from '#harness/domain/applicable.ts';
import type { ArmSlots } from '#harness/domain/assessment.ts';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { count } from '#harness/text/numbers.ts';
import type { Run } from '#harness/domain/run.ts';
import { type Exceptions, exceptionsAt } from '#harness/domain/waiver.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { isBaselineName } from './find-baseline.ts';
import { findRun } from './find-run.ts';
import type { Host } from '#harness/workflow/host.ts';
import { judgeKnown } from '#harness/workflow/judge/judge-run.ts';
import { policyNamed } from '#harness/workflow/judge/policies.ts';
import { DEFAULT_POLICY } from '#harness/domain/decision.ts';
import { readWaivers, type WaiversRequest } from '#harness/workflow/waivers/read-waivers.ts';
import type { Places, RunReference } from '#harness/workflow/request.ts';
import { withStore, withStoreAtHand, withStoreIfAny } from './with-store.ts';
import { baselineRunId } from '#harness/domain/reference.ts';

export type SetBaselineRequest = Pick<Places, 'home' | 'store'> &
  WaiversRequest & {
    readonly name: string;
    readonly run: RunReference;
    /** Whether a run may become a baseline in which the gate failed. */
    readonly allowFailed?: boolean;
    /** Who moves it and why; kept with the move. */
    readonly by?: string;
    readonly why?: string;
    /** The run that the name must point at now, by its id; null for a name that must be new. */
    readonly expected?: string | null;
  };

/** Points a name at a run; a run that lies in a file only is stored first. Throws RUN_INVALID for one that hides faults. */
export async function setBaseline(request: SetBaselineRequest, host: Host): Promise<Run> {
  const { name } = request;
  if (!isBaselineName(name)) {
    throw new BenchError('USAGE', `"${name}" cannot name a baseline.`, {
      remedy: 'Use up to 64 letters, digits, dots, dashes and underscores, for example: main or release-1.4',
    });
  }
  const exceptions = exceptionsAt(host.clock.now().toISOString(), await readWaivers(request));
  const run = await withStoreIfAny(request, host, async (store) => {
    const found = await findRun(request.run, store);
    refuseUnmeasured(found);
    if (request.allowFailed !== true) await refuseFailed(found, exceptions, store, host);
    return found;
  });
  return withStore(request, host, async (store) => {
    await store.save(run);
    const { by = null, why = null, expected } = request;
    await store.setBaseline(name, run.id, host.clock.now(), {
      by,
      why,
      ...(expected === undefined ? {} : { expected }),
    });
    return run;
  });
}

/** Removes the name only; the run stays. Throws UNKNOWN_BASELINE. */
export async function removeBaseline(
  request: Pick<Places, 'home' | 'store'> & Pick<SetBaselineRequest, 'name' | 'by' | 'why'>,
  host: Host,
): Promise<void> {
  const { name } = request;
  const remove = async (store: RunStore): Promise<void> => {
    const names = (await store.baselines()).map((entry) => entry.name);
    if (!names.includes(name)) {
      throw new BenchError('UNKNOWN_BASELINE', `There is no baseline "${name}".`, {
        remedy: names.length === 0 ? 'None is stored.' : choicesText(name, names),
      });
    }
    await store.removeBaseline(name, host.clock.now(), { by: request.by ?? null, why: request.why ?? null });
  };
  return withStoreAtHand(request, host, remove, 'write');
}

/** Later runs need launches of every pass that applies, whoever is to blame that there are none. */
function refuseUnmeasured(run: Run): void {
  const own = armSlots(run, true).filter((slots) => slots.arm === 'candidate' && isMeasurable(slots, run));
  const short = own.find(({ isEnough, measured }) => !isEnough || measured === 0);
  if (run.isComplete && short === undefined && own.length > 0) return;
  const why =
    short === undefined
      ? own.length === 0
        ? 'it planned no launch'
        : 'it lost a phone'
      : `${short.measured} of ${count(short.planned, 'launch', 'launches')} were measured on ${short.deviceId} in pass ${short.passId}`;
  if (run.stoppedEarly !== undefined && short?.missing === 0) {
    throw new BenchError('RUN_INVALID', `The run ${run.id} ended early because its gate failed: ${why}.`, {
      remedy:
        'A baseline needs launches of every pass: choose another run, or measure this build again with --no-stop-on-regression, which measures every pass even if the gate fails.',
    });
  }
  throw new BenchError('RUN_INVALID', `The run ${run.id} is incomplete: ${why}.`, {
    remedy: 'Measure it again: a baseline needs enough launches to compare with.',
  });
}

/** What does not apply on a device is not missing there. */
function isMeasurable({ deviceId, passId }: Pick<ArmSlots, 'deviceId' | 'passId'>, { suite, devices }: Run): boolean {
  const pass = suite.passes.find(({ id }) => id === passId);
  const device = devices.find(({ id }) => id === deviceId);
  return pass === undefined || device === undefined || canMeasure(pass, device);
}

/** A build that is known to be worse would make a baseline that hides it. */
async function refuseFailed(run: Run, exceptions: Exceptions, store: RunStore, host: Host): Promise<void> {
  const runId = baselineRunId(run);
  const baselineRun = runId === null ? null : await store.load(runId);
  const policy = await policyNamed(DEFAULT_POLICY, host);
  const { decision } = await judgeKnown({ run, baselineRun, policy, exceptions }, store);
  if (decision.kind !== 'fail') return;
  const why = decision.reasons[0]?.message.replace(/\.$/, '');
  throw new BenchError('RUN_INVALID', `The gate failed in ${run.id}: ${why}.`, {
    remedy:
      'Choose a run that passed, name the waivers that it passes with (--waivers FILE), or accept it with: --allow-failed',
  });
}
