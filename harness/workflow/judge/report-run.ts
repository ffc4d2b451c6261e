import { join } from 'node:path';
import type { RunStore } from '#harness/ports/store.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { storeOption } from '#harness/workflow/command-text.ts';
import { candidateOnly } from './candidate-only.ts';
import { type CaseRequest, findCase } from './find-case.ts';
import { findRun } from '#harness/workflow/store/find-run.ts';
import { judgedBy } from '#harness/workflow/given-options.ts';
import type { Host } from '#harness/workflow/host.ts';
import { policyOf } from './policies.ts';
import { outFolder } from '#harness/workflow/out-folder.ts';
import { datasetsOf, RUNS_FOLDER } from '#harness/workflow/places.ts';
import { publishAlone, type Published } from './publish-run.ts';
import { refuseIncomparable, refuseOtherConditions } from './refuse-incomparable.ts';
import { readWaivers, type WaiversRequest } from '#harness/workflow/waivers/read-waivers.ts';
import type { Places, RunReference } from '#harness/workflow/request.ts';
import { withStoreAtHand } from '#harness/workflow/store/with-store.ts';

type ToReport = Places &
  WaiversRequest & {
    /** The policy of the run where it is left out. */
    readonly policy?: string;
    /** Where reports go; a folder of their own in `home` where it is left out. */
    readonly folder?: string;
  };

export type ReportRequest = ToReport & CaseRequest;

export type CompareRequest = ToReport & { readonly baseline: RunReference; readonly candidate: RunReference };

/** Judges and reports a stored run again: nothing is measured. */
export async function reportRun(request: ReportRequest, host: Host, caller: Caller = {}): Promise<Published> {
  const waivers = await readWaivers(request);
  const report = async (store: RunStore): Promise<Published> => {
    const { run, baselineRun } = await findCase(request, store, caller);
    const folder = await outFolder(request.folder ?? join(request.home, RUNS_FOLDER, run.id));
    const policy = await policyOf(run, request.policy, host, caller);
    const datasetsDir = datasetsOf(request);
    const inStore = storeOption(request, caller);
    return publishAlone(
      {
        run,
        baselineRun,
        policy,
        waivers,
        folder,
        datasetsDir,
        storeOption: inStore,
        judgedBy: judgedBy(request, caller),
      },
      store,
      host,
      caller,
    );
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
    const policy = await policyOf(run, request.policy, host, caller);
    const datasetsDir = datasetsOf(request);
    return publishAlone(
      {
        run,
        baselineRun: candidateOnly(from),
        policy,
        waivers,
        folder,
        datasetsDir,
        storeOption: storeOption(request, caller),
        judgedBy: judgedBy(request, caller),
      },
      store,
      host,
      caller,
    );
  };
  return withStoreAtHand(request, host, compare, 'writeIfPossible');
}
