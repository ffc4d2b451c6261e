import { join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { RunStore } from '#harness/ports/store.ts';
import type { Caller } from './caller.ts';
import { compareCommand, storeOption } from './command-text.ts';
import { candidateOnly } from './candidate-only.ts';
import { baselineRunOf, findBaseline } from './find-baseline.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { policyOf } from './policies.ts';
import { outFolder } from './out-folder.ts';
import { datasetsOf, RUNS_FOLDER } from './places.ts';
import { publishAlone, type Published } from './publish-run.ts';
import { refuseIncomparable, refuseOtherConditions } from './refuse-incomparable.ts';
import { readWaivers, type WaiversRequest } from './read-waivers.ts';
import type { BaselineReference, Places, RunReference } from './request.ts';
import { withStoreAtHand } from './with-store.ts';

type ToReport = Places &
  WaiversRequest & {
    /** The policy of the run where it is left out. */
    readonly policy?: string;
    /** Where reports go; a folder of their own in `home` where it is left out. */
    readonly folder?: string;
  };

export type ReportRequest = ToReport & {
  readonly run: RunReference;
  /** What the run was compared with, if its baseline was not measured beside it; its own where it is left out. */
  readonly baseline?: BaselineReference;
};

export type CompareRequest = ToReport & { readonly baseline: RunReference; readonly candidate: RunReference };

/** Judges and reports a stored run again: nothing is measured. */
export async function reportRun(request: ReportRequest, host: Host, caller: Caller = {}): Promise<Published> {
  const waivers = await readWaivers(request);
  const report = async (store: RunStore): Promise<Published> => {
    const run = await findRun(request.run, store);
    const baselineRun = await baselineOf(run, request, store, caller);
    if (baselineRun !== null && run.reference.kind !== 'remeasured') {
      refuseIncomparable(run, baselineRun);
      // The baseline that it was measured against may have been powered in another way: its report says so.
      if (request.baseline !== undefined) refuseOtherConditions(run, baselineRun);
    }
    const folder = await outFolder(request.folder ?? join(request.home, RUNS_FOLDER, run.id));
    const policy = await policyOf(run, request.policy, host);
    const datasetsDir = datasetsOf(request);
    return publishAlone({ run, baselineRun, policy, waivers, folder, datasetsDir }, store, host, caller);
  };
  return withStoreAtHand(request, host, report, 'writeIfPossible');
}

/** Compares the candidates of two runs that were measured apart. */
export async function compareRuns(request: CompareRequest, host: Host, caller: Caller = {}): Promise<Published> {
  const waivers = await readWaivers(request);
  const compare = async (store: RunStore): Promise<Published> => {
    const from = await findRun(request.baseline, store);
    const run = candidateOnly(await findRun(request.candidate, store));
    refuseIncomparable(run, from);
    refuseOtherConditions(run, from);
    const folder = await outFolder(request.folder ?? join(request.home, 'comparisons', `${from.id}..${run.id}`));
    const policy = await policyOf(run, request.policy, host);
    const datasetsDir = datasetsOf(request);
    return publishAlone(
      { run, baselineRun: candidateOnly(from), policy, waivers, folder, datasetsDir },
      store,
      host,
      caller,
    );
  };
  return withStoreAtHand(request, host, compare, 'writeIfPossible');
}

async function baselineOf(run: Run, request: ReportRequest, store: RunStore, caller: Caller): Promise<Run | null> {
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
      remedy: 'Pass a name or a run, or measure with: fastvlm-bench run --baseline app.ipa',
    });
  };
  return (await findBaseline(baseline, store, noBuild)).run;
}
