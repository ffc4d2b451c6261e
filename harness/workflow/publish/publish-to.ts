import type { Decision } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';
import { exceptionsAt } from '#harness/domain/waiver.ts';
import type { Publication, Publisher } from '#harness/ports/publish.ts';
import type { RunStore } from '#harness/ports/store.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { storeOption } from '#harness/workflow/command-text.ts';
import { areVerdictsOn, caseOfRecord } from '#harness/workflow/judge/case-of-record.ts';
import { findVerdicts } from '#harness/workflow/judge/find-verdicts.ts';
import { judgedBy, waiversUsed } from '#harness/workflow/given-options.ts';
import type { Host } from '#harness/workflow/host.ts';
import { judgeRun } from '#harness/workflow/judge/judge-run.ts';
import { policyOf } from '#harness/workflow/judge/policies.ts';
import { calibrationsOf } from '#harness/workflow/judge/known-sessions.ts';
import { readWaiversFile, type WaiversRequest } from '#harness/workflow/waivers/read-waivers.ts';
import type { Places, RunReference } from '#harness/workflow/request.ts';
import { policyIn, storedRun } from '#harness/workflow/judge/verify-run.ts';
import { waiverRemarks } from '#harness/workflow/waivers/waiver-remarks.ts';
import { withStoreAtHand } from '#harness/workflow/store/with-store.ts';

/** Which run to publish, and under which policy and waivers. */
export type PublishRequest = Pick<Places, 'home' | 'store'> &
  WaiversRequest & {
    readonly run: RunReference;
    /** The policy that the verdicts were given under where it is left out. */
    readonly policy?: string;
    /** What the candidate must be, by the sha256 of its package: a run of another build is refused. */
    readonly candidateSha256?: string;
  };

/** What was published, and whether the record agrees. */
export type PublishedTo = {
  readonly publication: Publication;
  readonly runId: string;
  /** What was published: recomputed from the launches, whatever the record says. */
  readonly decision: Decision;
  /** The decision of the record where it is another one under the same policy and waivers; null where they agree. */
  readonly recorded: string | null;
};

/**
 * Tells a publisher what became of a run. The verdicts are worked out again from the launches, so that a file that somebody
 * changed on the way cannot make a build pass. Measures and stores nothing.
 */
export async function publishTo(
  request: PublishRequest,
  publisher: Publisher,
  host: Host,
  caller: Pick<Caller, 'storeOption' | 'typed'> = {},
): Promise<PublishedTo> {
  const file = await readWaiversFile(request);
  return withStoreAtHand(request, host, async (store) => {
    const { run, record } = await lastVerdicts(request, store, caller);
    refuseOther(run, request);
    const { policy } = policyIn(record, { version: host.version, policies: await host.policies() });
    const known = await caseOfRecord(record, policy, run, async (id) => storedRun(id, record, store));
    const isAsked = request.policy !== undefined || file !== null;
    const judged = judgeRun(
      isAsked
        ? {
            ...known,
            policy: request.policy === undefined ? known.policy : await policyOf(run, request.policy, host),
            exceptions:
              file === null
                ? (known.exceptions ?? exceptionsAt(record.judgedAt, []))
                : exceptionsAt(host.clock.now().toISOString(), file.waivers),
          }
        : known,
    );
    const by = judgedBy(request, caller);
    const report = {
      run: known.run,
      baselineRun: known.baselineRun,
      ...judged,
      calibrations: await calibrationsOf(run, store),
      thumbnails: new Map(),
      ...waiversUsed(by, file?.waivers ?? []),
      commands: { storeOption: storeOption(request, caller), resume: null, judgedBy: by },
    };
    const remarks = file === null ? [] : waiverRemarks(file, judged.decision, judged.assessment);
    const publication = await publisher.publish(report, remarks);
    const isOther = !isAsked && record.decision !== judged.decision.kind;
    return { publication, runId: run.id, decision: judged.decision, recorded: isOther ? record.decision : null };
  });
}

/** Throws RUN_INVALID: what was measured is not what somebody wants to publish. */
function refuseOther({ candidate, id }: Run, { candidateSha256: wanted }: PublishRequest): void {
  if (wanted === undefined || wanted.toLowerCase() === candidate.id) return;
  throw new BenchError('RUN_INVALID', `${id} measured the build ${candidate.id}, and not ${wanted}.`, {
    remedy: 'Measure the build that was handed over; nothing was published.',
  });
}

async function lastVerdicts(
  request: PublishRequest,
  store: RunStore,
  caller: Pick<Caller, 'storeOption'>,
): Promise<{ readonly run: Run; readonly record: VerdictRecord }> {
  const inStore = storeOption(request, caller);
  const { run, records } = await findVerdicts(request.run, store, inStore);
  const own = records.filter((record) => areVerdictsOn(run, record));
  const [record] = own.toSorted((a, b) => b.judgedAt.localeCompare(a.judgedAt, 'en'));
  if (record !== undefined) return { run, record };
  throw new BenchError('RUN_INVALID', `The verdicts beside ${request.run.name} are on another run.`, {
    remedy: 'Name the folder that the run was written to.',
  });
}
