import type { Assessment } from '#harness/domain/assessment.ts';
import type { Differing, Parameters } from '#harness/domain/model-change.ts';

/** A smaller difference is a matter of how an exporter writes files. */
export const LEAST_CHANGE = 0.01;

/** Bytes of all model files of each build; null without a baseline. */
export function modelBytes({ baseline, candidate }: Assessment): Differing<number> | null {
  if (baseline === null) return null;
  const of = (models: Assessment['candidate']['models']): number => models.reduce((sum, { bytes }) => sum + bytes, 0);
  return { baseline: of(baseline.build.models), candidate: of(candidate.models) };
}

/** The same of both builds if the candidate's are larger than exporters explain; null otherwise. */
export function grownModel(assessment: Assessment): Differing<number> | null {
  const bytes = modelBytes(assessment);
  return bytes !== null && bytes.candidate > bytes.baseline * (1 + LEAST_CHANGE) ? bytes : null;
}

/** Null where a graph could not be read, or a build has no parameters. */
export function parameters({ modelChange }: Assessment): Differing<Parameters> | null {
  if (modelChange?.kind !== 'known' || modelChange.parameters === null) return null;
  const { baseline, candidate } = modelChange.parameters;
  return baseline.elements === 0 || candidate.elements === 0 ? null : modelChange.parameters;
}

/** Bits of a parameter on average. */
export function bitsOfParameter({ bytes, elements }: Parameters): number {
  return (8 * bytes) / elements;
}
