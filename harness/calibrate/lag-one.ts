import { lagOneAutocorrelation } from '#harness/stats/autocorrelation.ts';

/** Fewer blocks say too little of how neighbours resemble each other. */
const MIN_BLOCKS = 8;

/**
 * How much blocks resemble the next one of their session: the mean over the sessions, each counting by its blocks. Null of
 * fewer than eight blocks and of blocks that do not vary.
 */
export function pooledLagOne(sessions: readonly (readonly number[])[]): number | null {
  let [weighted, blocks] = [0, 0];
  for (const differences of sessions) {
    const lag = lagOneAutocorrelation(differences);
    if (lag === null) continue;
    weighted += lag * differences.length;
    blocks += differences.length;
  }
  return blocks < MIN_BLOCKS ? null : weighted / blocks;
}
