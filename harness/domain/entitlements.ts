import { z } from 'zod';

/** What an app may do that others may not, such as use more memory, without those that only name it. */
export type Entitlements = {
  /** `signature`: what the app claims. `profile`: what its provisioning profile would let it claim, as it has no signature. */
  readonly from: 'signature' | 'profile';
  /** The JSON of each value by its key. */
  readonly values: Readonly<Record<string, string>>;
};

export const entitlementsSchema: z.ZodType<Entitlements> = z.object({
  from: z.enum(['signature', 'profile']),
  values: z.record(z.string(), z.string()),
});

/** One that two builds do not share; null where a build does not have it. */
export type OtherEntitlement = { readonly key: string; readonly one: string | null; readonly other: string | null };

/**
 * In which entitlements two builds differ; null where it is not known, as those of a build are not, or those of one are
 * what it claims and those of the other what it may claim.
 */
export function otherEntitlements(
  one: Entitlements | undefined,
  other: Entitlements | undefined,
): readonly OtherEntitlement[] | null {
  if (one === undefined || other === undefined || one.from !== other.from) return null;
  const keys = [...new Set([...Object.keys(one.values), ...Object.keys(other.values)])].toSorted();
  return keys
    .map((key) => ({ key, one: one.values[key] ?? null, other: other.values[key] ?? null }))
    .filter((entry) => entry.one !== entry.other);
}
