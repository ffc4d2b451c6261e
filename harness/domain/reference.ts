import { z } from 'zod';
import { type Build, buildSchema } from './build.ts';

/** What the candidate of a run is compared with. */
export type Reference =
  | { readonly kind: 'none' }
  /** A build that is measured beside it; `runId` is the stored run that named the build, where one did. */
  | { readonly kind: 'remeasured'; readonly build: Build; readonly runId: string | null }
  /** The launches of a stored run. */
  | { readonly kind: 'stored'; readonly runId: string };

type Referring = { readonly reference: Reference };

export const NO_REFERENCE: Reference = { kind: 'none' };

/** The reference to a build that is measured beside the candidate. */
export function measuredBeside(build: Build, runId: string | null = null): Reference {
  return { kind: 'remeasured', build, runId };
}

/** The baseline's build where it is measured beside the candidate, else null. */
export function baselineBuild({ reference }: Referring): Build | null {
  return reference.kind === 'remeasured' ? reference.build : null;
}

/** The stored run that was named as the baseline, else null. */
export function baselineRunId({ reference }: Referring): string | null {
  return reference.kind === 'none' ? null : reference.runId;
}

/** What is left to compare a candidate with when the build that was measured beside it is left out. */
export function withoutBuild(reference: Reference): Reference {
  if (reference.kind !== 'remeasured') return reference;
  return reference.runId === null ? NO_REFERENCE : { kind: 'stored', runId: reference.runId };
}

export const referenceSchema: z.ZodType<Reference> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('remeasured'), build: buildSchema, runId: z.string().nullable() }),
  z.object({ kind: z.literal('stored'), runId: z.string() }),
]);
