import { decidingPart, isShipped, type Policy } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import type { Run } from '#harness/domain/run.ts';
import { hasSettings, type VerdictRecord } from '#harness/domain/verdict-record.ts';
import type { RunStore, UnlikeColumn } from '#harness/ports/store.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { areVerdictsOn } from './case-of-record.ts';
import { storeOption } from '#harness/workflow/command-text.ts';
import { findVerdicts, type StoredVerdicts } from './find-verdicts.ts';
import type { Host } from '#harness/workflow/host.ts';
import { recomputeUnder } from './recompute.ts';
import type { Places, RunReference } from '#harness/workflow/request.ts';
import { type Difference, policyDifference } from './verdict-differences.ts';
import { withStoreAtHand } from '#harness/workflow/store/with-store.ts';

export type VerifyRequest = Pick<Places, 'home' | 'store'> & { readonly run: RunReference };

/** The verdicts on a run beside those that its launches give today. */
export type Verification = Omit<StoredVerdicts, 'records'> & {
  readonly records: readonly VerifiedRecord[];
  /** Where columns of the store are not what bodies say; empty where the verdicts are from a folder. */
  readonly columns: readonly UnlikeColumn[];
};

export type VerifiedRecord =
  /** The verdicts are on another run, or name another baseline than the run does. */
  | { readonly kind: 'mismatch'; readonly record: VerdictRecord }
  | {
      readonly kind: 'verified';
      readonly record: VerdictRecord;
      /** The runs whose launches the verdicts follow from. */
      readonly runs: readonly Run[];
      readonly differences: readonly Difference[];
      /** The policy of the same name today: `other` settings than the record has, `none`, or all there is where it has only a name. */
      readonly policyToday: 'same' | 'other' | 'none' | 'onlyName';
      /** Another version judged it: a difference proves nothing. */
      readonly isByOtherRules: boolean;
    };

/** Works out every verdict on a run again from its launches. Writes nothing. */
export async function verifyRun(
  request: VerifyRequest,
  host: Host,
  caller: Pick<Caller, 'storeOption'> = {},
): Promise<Verification> {
  return withStoreAtHand(request, host, async (store) => {
    const found = await findVerdicts(request.run, store, storeOption(request, caller));
    const policies = await host.policies();
    const records: VerifiedRecord[] = [];
    for (const record of found.records) {
      records.push(
        areVerdictsOn(found.run, record)
          ? await verified(record, found.run, store, { version: host.version, policies })
          : { kind: 'mismatch', record },
      );
    }
    const columns = found.file === null ? await columnsOf(found.run, records, store) : [];
    return { ...found, records, columns };
  });
}

/** Of all runs that the verdicts rest on. */
async function columnsOf(
  run: Run,
  records: readonly VerifiedRecord[],
  store: RunStore,
): Promise<readonly UnlikeColumn[]> {
  const others = records.flatMap((each) => (each.kind === 'verified' ? each.runs : []));
  const ids = new Set([run, ...others].map(({ id }) => id));
  return (await Promise.all([...ids].map(async (id) => store.unlikeColumns(id)))).flat();
}

type Today = Pick<Host, 'version'> & { readonly policies: readonly Policy[] };

async function verified(record: VerdictRecord, run: Run, store: RunStore, today: Today): Promise<VerifiedRecord> {
  const { policy, policyToday } = policyIn(record, today);
  const load = async (id: string): Promise<Run> => storedRun(id, record, store);
  const { known, differences, isByOtherRules } = await recomputeUnder(policy, record, run, load, today.version);
  // Policies that ship belong to the rules, and so does what verdicts rest on: under the same ones, what differs was altered in the record.
  const isOtherPolicy = !isByOtherRules && isShipped(policy) && policyToday !== 'same' && policyToday !== 'onlyName';
  return {
    kind: 'verified',
    record,
    runs: [known.run, ...(known.baselineRun === null ? [] : [known.baselineRun]), ...known.earlierRuns],
    differences: [...(isOtherPolicy ? [policyDifference(policy, todaysPolicy(policy.id, today))] : []), ...differences],
    policyToday,
    isByOtherRules,
  };
}

function todaysPolicy(id: string, { policies }: Today): Policy | null {
  const policy = policies.find((own) => own.id === id);
  return policy === undefined ? null : decidingPart(policy);
}

/** The policy that a record is judged again under: its own, or today's of that name where only the name was kept. */
export function policyIn(
  { runId, harness, policy }: VerdictRecord,
  todays: Today,
): {
  readonly policy: Policy;
  readonly policyToday: Extract<VerifiedRecord, { readonly kind: 'verified' }>['policyToday'];
} {
  const today = todaysPolicy(policy.id, todays);
  if (hasSettings(policy)) {
    return { policy, policyToday: today === null ? 'none' : isSameData(today, policy) ? 'same' : 'other' };
  }
  if (today !== null) return { policy: today, policyToday: 'onlyName' };
  throw new BenchError(
    'RUN_INVALID',
    `${runId} was judged under the policy "${policy.id}", of which only the name was kept, and none is called so today.`,
    { remedy: `Verify it with fastvlm-bench ${harness}, which judged it.` },
  );
}

export async function storedRun(id: string, record: VerdictRecord, store: RunStore): Promise<Run> {
  const run = await store.load(id);
  if (run !== null) return run;
  throw new BenchError('UNKNOWN_RUN', `${record.runId} was compared with ${id}, which is not in this store.`, {
    remedy: 'Name the store that holds it with --store.',
  });
}
