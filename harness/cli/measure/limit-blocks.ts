import { BenchError } from '#harness/domain/failure.ts';
import type { Suite } from '#harness/domain/suite.ts';

export type BlockOptions = {
  /** Blocks a pass at most. */
  readonly blocks?: number;
  /** False where every block is wanted, also when nothing is left to decide. */
  readonly earlyStop?: boolean;
};

/** The number of blocks is how much is known, not what is measured: runs of more and of fewer are still comparable. */
export function limitBlocks(suite: Suite, { blocks: limit, earlyStop }: BlockOptions): Suite {
  if (limit === 0) {
    throw new BenchError('USAGE', 'A pass needs at least one block.', { remedy: 'For example: --blocks 4' });
  }
  const passes = suite.passes.map((pass) => {
    const blocks = Math.min(limit ?? pass.protocol.blocks, pass.protocol.blocks);
    const looks = earlyStop === false ? [] : pass.protocol.looks.filter((look) => look < blocks);
    return { ...pass, protocol: { ...pass.protocol, blocks, looks } };
  });
  return { ...suite, passes };
}
