import type { Assessment } from '#harness/domain/assessment.ts';
import type { Differing } from '#harness/domain/model-change.ts';

/** A file of the model folder that differs; null in the build that lacks it. */
export type ChangedFile = { readonly name: string } & Differing<number | null>;

/** Model files with other bytes, by name, with their sizes. */
export function changedFiles({
  baseline,
  candidate,
}: Pick<Assessment, 'baseline' | 'candidate'>): readonly ChangedFile[] {
  if (baseline === null) return [];
  const before = new Map(baseline.build.models.map((file) => [file.name, file]));
  const after = new Map(candidate.models.map((file) => [file.name, file]));
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old?.sha256 === now?.sha256) return [];
    return [{ name, baseline: old?.bytes ?? null, candidate: now?.bytes ?? null }];
  });
}
