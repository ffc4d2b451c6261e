import { join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import { removePartial } from '#harness/files/write-whole.ts';
import type { MeasureResult } from '#harness/measure/measured-run.ts';
import { readJournal, removeJournal } from '#harness/store/journal.ts';
import { type HeldFolder, holdFolder, JOURNAL_FILE } from '#harness/store/run-folder.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { reportCommand } from '#harness/text/commands.ts';
import { resumedAgain, storeOption } from '#harness/workflow/command-text.ts';
import { executeHeld, executeThen, keepRun } from './execute-run.ts';
import { baselineRunOf } from '#harness/workflow/store/find-baseline.ts';
import { readRunFile, RUN_FILE } from '#harness/workflow/store/find-run.ts';
import { judgedBy } from '#harness/workflow/given-options.ts';
import type { Host } from '#harness/workflow/host.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import { datasetsOf, placesOf } from '#harness/workflow/places.ts';
import { noticeOtherPolicy, policyOf } from '#harness/workflow/judge/policies.ts';
import { prepareRun, type PreparedRun } from './prepare-run.ts';
import { type Published, publishRun, type ToPublish } from '#harness/workflow/judge/publish-run.ts';
import { readWaivers } from '#harness/workflow/waivers/read-waivers.ts';
import type { ResumeRequest, RunRequest } from '#harness/workflow/request.ts';
import { prepareResumed } from './resume-run.ts';
import { isSecondSessionOpen, openQuestions, tidySecondSession } from './second-session.ts';
import { withOwnStore } from '#harness/workflow/store/store-of-run.ts';
import { withStore, withStoreIfAny } from '#harness/workflow/store/with-store.ts';

/** What came of a run. */
export type RunOutcome = Published &
  MeasureResult & {
    /** The run was complete before it was to be resumed: nothing was measured. */
    readonly isAlreadyComplete: boolean;
  };

/** Measures a build, beside a baseline where there is one, then compares, decides and reports. */
export async function runBuild(request: RunRequest, host: Host, caller: Caller = {}): Promise<RunOutcome> {
  const prepared = await prepareRun(request, host, caller);
  return executeThen(prepared, host, caller, async (result, store) => ({
    ...result,
    isAlreadyComplete: false,
    ...(await publishRun(toPublish(result, prepared, request, caller), store, host, caller)),
  }));
}

/**
 * Continues an interrupted run, then does the same. A run that is complete is judged and reported again, and gets the second session
 * that its policy asks for.
 */
export async function resumeRun(asked: ResumeRequest, host: Host, caller: Caller = {}): Promise<RunOutcome> {
  const { folder } = asked;
  await refuseEmptyFolder(folder);
  const request = await withOwnStore({ ...asked, ...placesOf(folder, asked) });
  const held = holdFolder(folder, 'resuming its run', host.clock.now());
  try {
    const complete = await completeRun(folder);
    const isDone = complete !== null && !(await lacksSecondSession(complete, request, host));
    if (isDone) return await publishComplete(complete, held, request, host, caller);
    const lab = await host.lab(request.lab ?? {});
    const prepared = await withStoreIfAny(request, host, async (store) =>
      prepareResumed(held, request, lab, store, host, caller, complete),
    );
    return await executeHeld(prepared, held, host, caller, async (result, store) => ({
      ...result,
      isAlreadyComplete: false,
      ...(await publishRun(toPublish(result, prepared, request, caller), store, host, caller)),
    }));
  } finally {
    held.release();
  }
}

function toPublish(
  { run }: MeasureResult,
  { folder, baselineRun, policy, places, resume, waivers }: PreparedRun,
  request: RunRequest | ResumeRequest,
  caller: Caller,
): ToPublish {
  const datasetsDir = datasetsOf(places);
  return {
    run,
    baselineRun,
    policy,
    waivers,
    folder,
    datasetsDir,
    again: resume,
    storeOption: storeOption(places, caller),
    judgedBy: judgedBy(request, caller),
  };
}

/** Throws FILE_NOT_FOUND before anything is written there. */
async function refuseEmptyFolder(folder: string): Promise<void> {
  for (const file of [JOURNAL_FILE, RUN_FILE]) {
    if (await isThere(join(folder, file))) return;
  }
  await readJournal(folder);
}

/** Null also where the file is torn: the journal then has every launch. */
async function completeRun(folder: string): Promise<Run | null> {
  const hasJournal = await isThere(join(folder, JOURNAL_FILE));
  const run = await readRunFile(folder).catch((error: unknown) => {
    if (!(error instanceof BenchError)) throw error;
    if (error.code === 'RUN_INVALID' && !hasJournal) throw damagedRun(error);
    if (['FILE_NOT_FOUND', 'RUN_INVALID'].includes(error.code)) return null;
    throw error;
  });
  return run?.isComplete === true ? run : null;
}

/** Whether the policy of a complete run asks for a second session that it does not have. */
async function lacksSecondSession(run: Run, request: ResumeRequest, host: Host): Promise<boolean> {
  const policy = await policyOf(run, request.policy, host);
  if (policy.confirm !== 'secondSession') return false;
  const waivers = await readWaivers(request);
  return withStoreIfAny(request, host, async (store) => {
    const baselineRun = await baselineRunOf(run, store);
    return (await openQuestions(run, { baselineRun, policy, waivers }, store, host)) !== null;
  });
}

/** A complete run keeps no journal, but the store has it too. */
function damagedRun(cause: BenchError): BenchError {
  return new BenchError('RUN_INVALID', `${cause.message.replace(/\.$/, '')}, and there is no journal beside it.`, {
    remedy: `If \`fastvlm-bench runs\` lists the run, report it again with: ${reportCommand('RUN')}; else measure again.`,
    cause,
  });
}

async function publishComplete(
  run: Run,
  held: HeldFolder,
  request: ResumeRequest,
  host: Host,
  caller: Caller,
): Promise<RunOutcome> {
  const { folder } = request;
  const waivers = await readWaivers(request);
  return withStore(request, host, async (store) => {
    caller.onEvent?.({ kind: 'alreadyComplete', run });
    await keepRun(run, folder, store);
    // Whoever measured it may have been killed before.
    await removeJournal(held);
    await removePartial(join(folder, RUN_FILE));
    await tidySecondSession(run, folder, host);
    const baselineRun = await baselineRunOf(run, store);
    const policy = await policyOf(run, request.policy, host, caller);
    noticeOtherPolicy(run, policy, caller);
    if (await isSecondSessionOpen(run, folder)) {
      const { policy: _policy, policyFile: _file, ...own } = request;
      caller.onEvent?.({ kind: 'secondSessionLeft', policy, resume: resumedAgain(own, caller) });
    }
    const again = resumedAgain(request, caller);
    const by = judgedBy(request, caller);
    const datasetsDir = datasetsOf(request);
    const inStore = storeOption(request, caller);
    const published = await publishRun(
      { run, baselineRun, policy, waivers, folder, datasetsDir, again, storeOption: inStore, judgedBy: by },
      store,
      host,
      caller,
    );
    return { run, lost: [], isAlreadyComplete: true, ...published };
  });
}
