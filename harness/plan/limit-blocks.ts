import type { Suite } from '#harness/domain/suite.ts';

export type BlockOptions = {
  /** Blocks a pass at most; 1 or more. */
  readonly blocks?: number;
  /** False where every block is wanted, also when nothing is left to decide. */
  readonly earlyStop?: boolean;
};

/** The number of blocks is how much is known, not what is measured: runs of more and of fewer are still comparable. */
export function limitBlocks(suite: Suite, { blocks: limit, earlyStop }: BlockOptions): Suite {
  const passes = suite.passes.map((pass) => {
    const blocks = Math.min(limit ?? pass.protocol.blocks, pass.protocol.blocks);
    const looks = earlyStop === false ? [] : pass.protocol.looks.filter((look) => look < blocks);
    return { ...pass, protocol: { ...pass.protocol, blocks, looks } };
  });
  return { ...suite, passes };
}
