import { armSlots } from '#harness/compare/change/short-plans.ts';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { ABSENT, count } from '#harness/text/numbers.ts';
import type { Run } from '#harness/domain/run.ts';
import type { RunStore } from '#harness/ports.ts';
import { markOf } from '#harness/cli/text/device-name.ts';
import { findRun } from '#harness/workflow/find-run.ts';
import { DEFAULT_POLICY, judgeRun } from '#harness/workflow/judge-run.ts';
import { knownSessions } from '#harness/workflow/known-sessions.ts';
import { isBaselineName } from '#harness/workflow/find-baseline.ts';
import { momentText } from '#harness/workflow/moment.ts';
import { table } from '#harness/cli/text/table.ts';
import { withStore, withStoreAtHand, withStoreIfAny } from '#harness/workflow/with-store.ts';
import type { World } from '#harness/cli/world.ts';

type StoreOptions = { readonly store: string };
type SetOptions = StoreOptions & { readonly allowFailed?: boolean };

/** Points a name at a run; a run that lies in a file only is stored first. */
export async function setBaseline(
  name: string,
  reference: string,
  options: SetOptions,
  world: World,
): Promise<ExitCode> {
  if (!isBaselineName(name)) {
    throw new BenchError('USAGE', `"${name}" cannot name a baseline.`, {
      remedy: 'Use up to 64 letters, digits, dots, dashes and underscores, for example: main or release-1.4',
    });
  }
  const run = await withStoreIfAny(options.store, world, async (store) => {
    const found = await findRun(reference, store, world.cwd);
    refuseUnmeasured(found);
    if (options.allowFailed !== true) await refuseFailed(found, store);
    return found;
  });
  return withStore<ExitCode>(options.store, world, async (store) => {
    await store.save(run);
    await store.setBaseline(name, run.id, world.clock.now());
    world.terminal.write(
      `Baseline ${name} is now ${run.id} (${run.candidate.label}, ${run.candidate.id.slice(0, 12)}).\n`,
    );
    return 0;
  });
}

/** Removes the name only; the run stays. */
export async function removeBaseline(name: string, options: StoreOptions, world: World): Promise<ExitCode> {
  const remove = async (store: RunStore): Promise<ExitCode> => {
    const names = (await store.baselines()).map((entry) => entry.name);
    if (!names.includes(name)) {
      throw new BenchError('UNKNOWN_BASELINE', `There is no baseline "${name}".`, {
        remedy: names.length === 0 ? 'None is stored.' : choicesText(name, names),
      });
    }
    await store.removeBaseline(name);
    world.terminal.write(`Removed the baseline ${name}; its run is still stored.\n`);
    return 0;
  };
  return withStoreAtHand(options.store, world, remove, 'write');
}

/** Later runs need launches to compare with, whoever is to blame that there are none. */
function refuseUnmeasured(run: Run): void {
  const own = armSlots(run, true).filter(({ arm }) => arm === 'candidate');
  const short = own.find(({ isEnough, measured }) => !isEnough || measured === 0);
  if (run.isComplete && short === undefined && own.length > 0) return;
  const why =
    short === undefined
      ? own.length === 0
        ? 'it planned no launch'
        : 'it lost a phone'
      : `${short.measured} of ${count(short.planned, 'launch', 'launches')} were measured on ${short.deviceId} in pass ${short.passId}`;
  throw new BenchError('RUN_INVALID', `The run ${run.id} is incomplete: ${why}.`, {
    remedy: 'Measure it again: a baseline needs enough launches to compare with.',
  });
}

/** A build that is known to be worse would make a baseline that hides it. */
async function refuseFailed(run: Run, store: RunStore): Promise<void> {
  const baselineRun = run.baselineRunId === null ? null : await store.load(run.baselineRunId);
  const known = await knownSessions(run, baselineRun, store);
  const { decision } = judgeRun({ run, baselineRun, policy: DEFAULT_POLICY, seed: run.seed, ...known });
  if (decision.kind !== 'fail') return;
  const why = decision.reasons[0]?.message.replace(/\.$/, '');
  throw new BenchError('RUN_INVALID', `The gate failed in ${run.id}: ${why}.`, {
    remedy: 'Choose a run that passed, or accept this one as the baseline with: --allow-failed',
  });
}

export async function listBaselines(options: StoreOptions, world: World): Promise<ExitCode> {
  return withStoreAtHand<ExitCode>(options.store, world, async (store) => {
    const entries = await store.baselines();
    const runs = new Map((await store.list()).map((run) => [run.id, run]));
    if (entries.length === 0) {
      world.terminal.write('No baselines yet. Measure a build, then: fastvlm-bench baseline set NAME RUN\n');
      return 0;
    }
    const rows = entries.map(({ name, runId, setAt }) => {
      const run = runs.get(runId);
      const marks = run === undefined ? [] : markOf(run.provenance);
      return [name, runId, run?.candidateLabel ?? ABSENT, momentText(setAt), ...marks];
    });
    world.terminal.write(table(['name', 'run', 'build', 'set', ''], rows, world.terminal.columns));
    return 0;
  });
}
