import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { RunStore } from '#harness/ports/store.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { compareCommand } from '#harness/text/commands.ts';
import { storeOption } from '#harness/workflow/command-text.ts';
import { baselineRunOf, findBaseline } from '#harness/workflow/store/find-baseline.ts';
import { findRun } from '#harness/workflow/store/find-run.ts';
import { refuseIncomparable, refuseOtherConditions } from './refuse-incomparable.ts';
import type { BaselineReference, Places, RunReference } from '#harness/workflow/request.ts';

/** Which stored run to judge, and beside which. */
export type CaseRequest = Pick<Places, 'home' | 'store'> & {
  readonly run: RunReference;
  /** What the run was compared with, if its baseline was not measured beside it; its own where it is left out. */
  readonly baseline?: BaselineReference;
};

/** A stored run and the stored run that it is judged beside, if any. Throws RUN_INVALID where they cannot be compared. */
export async function findCase(
  request: CaseRequest,
  store: RunStore,
  caller: Caller,
): Promise<{ readonly run: Run; readonly baselineRun: Run | null }> {
  const run = await findRun(request.run, store);
  const baselineRun = await baselineOf(run, request, store, caller);
  if (baselineRun !== null && run.reference.kind !== 'remeasured') {
    refuseIncomparable(run, baselineRun);
    // The baseline that it was measured against may have been powered in another way: its report says so.
    if (request.baseline !== undefined) refuseOtherConditions(run, baselineRun);
  }
  return { run, baselineRun };
}

async function baselineOf(run: Run, request: CaseRequest, store: RunStore, caller: Caller): Promise<Run | null> {
  const { baseline } = request;
  if (baseline === undefined) {
    return baselineRunOf(
      run,
      store,
      'Name the store that holds it with --store, or the folder or run.json of that run with --baseline.',
    );
  }
  if (run.reference.kind === 'remeasured') {
    throw new BenchError('USAGE', `The baseline of ${run.id} was measured beside it: no other can take its place.`, {
      remedy:
        'Leave --baseline out' +
        (baseline.kind === 'build'
          ? '.'
          : `, or compare only the candidate with that run: ${compareCommand(shellWord(baseline.name), shellWord(request.run.name), storeOption(request, caller))}`),
    });
  }
  const noBuild = async (): Promise<never> => {
    throw new BenchError('USAGE', 'A report measures nothing, so its baseline cannot be an app.ipa.', {
      remedy:
        'Pass a name or a run, or measure with: fastvlm-bench run --suite SUITE --candidate app.ipa --baseline old.ipa',
    });
  };
  return (await findBaseline(baseline, store, noBuild)).run;
}
