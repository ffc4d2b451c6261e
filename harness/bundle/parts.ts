import { z } from 'zod';
import { type Exclusion, exclusionSchema } from '#harness/domain/exclusion.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import type { SecondSession } from '#harness/domain/second-session.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';

/** The version of bundles that this harness writes and reads. */
export const BUNDLE_FORMAT = 1;

/** Why a run is in the bundle: it was judged, it is the baseline, or it shows how far sessions of the baseline's build differ. */
export const RUN_USES = ['judged', 'baseline', 'earlier'] as const;
export type RunUse = (typeof RUN_USES)[number];

/**
 * A line of a bundle, in this order: each run is followed by its launches and by its second session with the launches of that, and
 * what follows from them comes after them.
 */
export type BundlePart =
  | { readonly kind: 'bundle'; readonly format: number; readonly runId: string; readonly harness: string }
  | {
      readonly kind: 'run';
      readonly use: RunUse;
      readonly launches: number;
      readonly header: Omit<Run, 'launches' | 'secondSession'>;
    }
  | {
      readonly kind: 'secondSession';
      readonly launches: number;
      readonly header: Omit<SecondSession, 'launches'>;
    }
  | { readonly kind: 'launch'; readonly launch: Launch }
  | { readonly kind: 'exclusions'; readonly exclusions: readonly Exclusion[] }
  | { readonly kind: 'verdicts'; readonly record: VerdictRecord }
  | { readonly kind: 'report'; readonly name: string; readonly content: string }
  | { readonly kind: 'end'; readonly parts: number }
  | Signature;

/** Of the address of the bundle, which is the link of the chain at its end. */
export type Signature = {
  readonly kind: 'signature';
  readonly algorithm: 'Ed25519';
  /** SubjectPublicKeyInfo in DER, in base64; so is the signature. */
  readonly publicKey: string;
  readonly signature: string;
};

const whole = z.number().int().nonnegative();
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

/** A part as it is read. Runs and verdicts have their own parsers, which need all of their lines. */
export type ReadPart =
  | Exclude<BundlePart, { readonly kind: 'run' | 'secondSession' | 'launch' | 'verdicts' }>
  | { readonly kind: 'run'; readonly use: RunUse; readonly launches: number; readonly header: object }
  | { readonly kind: 'secondSession'; readonly launches: number; readonly header: object }
  | { readonly kind: 'launch'; readonly launch: unknown }
  | { readonly kind: 'verdicts'; readonly record: unknown };

const partSchema: z.ZodType<ReadPart> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bundle'), format: z.number(), runId: z.string(), harness: z.string() }),
  z.strictObject({ kind: z.literal('run'), use: z.enum(RUN_USES), launches: whole, header: z.looseObject({}) }),
  z.strictObject({ kind: z.literal('secondSession'), launches: whole, header: z.looseObject({}) }),
  z.strictObject({ kind: z.literal('launch'), launch: z.unknown() }),
  z.strictObject({ kind: z.literal('exclusions'), exclusions: z.array(exclusionSchema) }),
  z.strictObject({ kind: z.literal('verdicts'), record: z.unknown() }),
  z.strictObject({ kind: z.literal('report'), name: z.string(), content: z.string() }),
  z.strictObject({ kind: z.literal('end'), parts: whole }),
  z.strictObject({
    kind: z.literal('signature'),
    algorithm: z.literal('Ed25519'),
    publicKey: base64,
    signature: base64,
  }),
]);

/** Null where it is no part of this format. */
export function parsePart(json: unknown): ReadPart | null {
  const result = partSchema.safeParse(json);
  return result.success ? result.data : null;
}

/** The format that a first part names; null where it names none. */
export function formatIn(json: unknown): number | null {
  const result = z.looseObject({ kind: z.literal('bundle'), format: z.number() }).safeParse(json);
  return result.success ? result.data.format : null;
}
