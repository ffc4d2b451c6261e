import { choicesText } from '#harness/text/choices.ts';
import { decidingPart, DEFAULT_POLICY, isShipped, type Policy, type RunPolicy } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { Host } from '#harness/workflow/host.ts';

export const SHIPPED_POLICIES: readonly RunPolicy[] = Object.values(POLICIES);

/** The policy of that name on this host. Throws UNKNOWN_POLICY. */
export async function policyNamed(name: string, host: Pick<Host, 'policies'>): Promise<RunPolicy> {
  const policies = await host.policies();
  const policy = policies.find(({ id }) => id === name);
  if (policy !== undefined) return policy;
  throw new BenchError('UNKNOWN_POLICY', `There is no policy "${name}".`, {
    remedy: `${choicesText(
      name,
      policies.map(({ id }) => id),
    )}; or name the file that has it with --policy.`,
  });
}

/** What a run keeps of the policy that it is measured under. */
export function keptOf(policy: Policy): Pick<RunHeader, 'policy' | 'policySettings'> {
  return { policy: policy.id, ...(isShipped(policy) ? {} : { policySettings: decidingPart(policy) }) };
}

/**
 * The policy that judges a run: the one that is asked for, else the one that it was measured under, with the settings that it had
 * then where the run kept them, else the default. A policy that ships has the settings of this harness, whatever a run says of it.
 * Reports where a kept policy has other settings today. Throws UNKNOWN_POLICY.
 */
export async function policyOf(
  { policy = DEFAULT_POLICY, policySettings: kept }: Pick<RunHeader, 'policy' | 'policySettings'>,
  asked: string | undefined,
  host: Pick<Host, 'policies'>,
  { onEvent }: Pick<Caller, 'onEvent'> = {},
): Promise<Policy> {
  if (asked !== undefined || kept === undefined || isShipped(kept))
    return decidingPart(await policyNamed(asked ?? policy, host));
  const today = (await host.policies()).find(({ id }) => id === kept.id);
  if (today !== undefined && !isSameData(decidingPart(today), kept)) onEvent?.({ kind: 'keptPolicy', policy: kept });
  return kept;
}

/** Reports that a run is judged by another policy than the one that it was begun under, which it keeps. */
export function noticeOtherPolicy(
  { policy: own = DEFAULT_POLICY }: Pick<RunHeader, 'policy'>,
  policy: Policy,
  { onEvent }: Pick<Caller, 'onEvent'>,
): void {
  if (policy.id !== own) onEvent?.({ kind: 'otherPolicy', own, policy });
}
