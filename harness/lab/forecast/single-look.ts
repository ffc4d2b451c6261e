import { takenLooks } from '#harness/compare/change/looks.ts';
import type { Protocol } from '#harness/domain/suite.ts';

/** The one-sided level at which the gate judges so many blocks when it looks at them once. */
export function singleLookLevel(protocol: Protocol): (blocks: number) => number {
  return (blocks) => takenLooks({ ...protocol, blocks, looks: [] }, blocks).levels[0] ?? 0;
}
