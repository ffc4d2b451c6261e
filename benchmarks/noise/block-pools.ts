import { median } from '#harness/stats/quantile.ts';
import type { Random } from '#harness/ports/time.ts';
import { type AaDataset, type AaSeries, loadAa } from './aa-data.ts';
import { type Arms, counterbalanced, type Neighbours, neighbours } from './arms.ts';

/** Blocks of one thing measured, in the order they were measured. */
export type BlockPool = { readonly better: AaSeries['better']; readonly blocks: readonly Neighbours[] };

/**
 * The blocks of each series of a dataset. Sessions of a series are brought to one level, their median, and joined: a
 * session of twelve blocks is too short to tell how many find a small change. Starts of the builds of one app are one
 * series.
 */
export function blockPools(dataset: AaDataset): readonly BlockPool[] {
  const series = loadAa(dataset);
  const [first] = series;
  if (dataset === 'android-startups' && first !== undefined) {
    return [poolOf({ ...first, sessions: series.flatMap(({ sessions }) => sessions) })];
  }
  return series.map(poolOf);
}

function poolOf({ better, sessions }: AaSeries): BlockPool {
  const blocks = sessions.flatMap(({ values }) => {
    const level = median(values) ?? 1;
    return neighbours(values.map((value) => value / level));
  });
  return { better, blocks };
}

/**
 * Two arms of so many blocks that follow each other, from a place and in orders drawn by lot; blocks drawn one by one,
 * with replacement, where the pool holds too few.
 */
export function drawArms({ blocks }: BlockPool, count: number, random: Random): Arms {
  const from = Math.floor(random.next() * (blocks.length - count + 1));
  const drawn =
    count <= blocks.length
      ? blocks.slice(from, from + count)
      : Array.from({ length: count }, () => blocks[Math.floor(random.next() * blocks.length)] ?? ([1, 1] as const));
  return counterbalanced(drawn, random);
}

/**
 * The same with the candidate worse by a fraction of what it was: a time grows by it, a rate falls by it. That is how a
 * change is compared with a margin.
 */
export function worsened({ baseline, candidate }: Arms, better: BlockPool['better'], change: number): Arms {
  const factor = better === 'lower' ? 1 + change : 1 - change;
  return { baseline, candidate: candidate.map((value) => value * factor) };
}
