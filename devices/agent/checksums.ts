import type { StageChecksums } from '#harness/domain/stage-checksums.ts';
import type { ReportedChecksums } from './protocol.ts';

/** That many digits tell the parts of all questions apart, and a run keeps three for each. */
const KEPT_DIGITS = 16;

/** The checksums of an iteration as a run keeps them; null where the app has none. */
export function stageChecksumsOf(reported: ReportedChecksums | null | undefined): StageChecksums | null {
  const parts = Object.entries(reported ?? {}).filter((part): part is [string, string] => typeof part[1] === 'string');
  return parts.length === 0
    ? null
    : Object.fromEntries(parts.map(([part, sha256]) => [part, sha256.slice(0, KEPT_DIGITS)]));
}
