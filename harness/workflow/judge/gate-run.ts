import type { VerdictRecord } from '#harness/domain/verdict-record.ts';
import { exceptionsAt } from '#harness/domain/waiver.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { storeOption } from '#harness/workflow/command-text.ts';
import { type CaseRequest, findCase } from './find-case.ts';
import { judgedBy, waiversUsed } from '#harness/workflow/given-options.ts';
import type { Host } from '#harness/workflow/host.ts';
import { judgeKnown } from './judge-run.ts';
import { calibrationsOf } from './known-sessions.ts';
import { policyOf } from './policies.ts';
import { recordOf } from './publish-run.ts';
import { readWaivers, type WaiversRequest } from '#harness/workflow/waivers/read-waivers.ts';
import { withStoreAtHand } from '#harness/workflow/store/with-store.ts';

/** Which stored run to decide on, and under which policy and waivers. */
export type GateRequest = CaseRequest &
  WaiversRequest & {
    /** Its name on the host; the policy of the run where it is left out. */
    readonly policy?: string;
  };

/** A decision that nothing keeps. */
export type Gated = {
  /** What a summary is made from. */
  readonly report: ReportInput;
  /** What `verify` would be given, if it were kept. */
  readonly record: VerdictRecord;
};

/** Decides on a stored run. Measures nothing and writes nothing: the same run, policy, waivers and day give the same decision. */
export async function gateRun(request: GateRequest, host: Host, caller: Caller = {}): Promise<Gated> {
  const waivers = await readWaivers(request);
  return withStoreAtHand(request, host, async (store) => {
    const { run, baselineRun } = await findCase(request, store, caller);
    const policy = await policyOf(run, request.policy, host, caller);
    const judgedAt = host.clock.now().toISOString();
    const judged = await judgeKnown({ run, baselineRun, policy, exceptions: exceptionsAt(judgedAt, waivers) }, store);
    const { assessment, decision } = judged;
    const by = judgedBy(request, caller);
    const calibrations = await calibrationsOf(run, store);
    return {
      report: {
        run,
        baselineRun,
        assessment,
        decision,
        calibrations,
        thumbnails: new Map(),
        ...waiversUsed(by, waivers),
        commands: { storeOption: storeOption(request, caller), resume: null, judgedBy: by },
      },
      record: recordOf(judged, judgedAt, host),
    };
  });
}
