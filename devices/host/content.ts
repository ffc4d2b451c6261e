import { createHash } from 'node:crypto';
import type { Artefact } from '#harness/domain/build.ts';

/** One hash of all files of a model. Harness and app work it out alike, each from the files that it has before it. */
export function contentSha256(files: readonly Artefact[]): string {
  const lines = files.map(({ name, sha256 }) => JSON.stringify([name, sha256])).toSorted();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
