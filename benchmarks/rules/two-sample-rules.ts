import { CONFIDENCE, MIN_FOR_TRIMMING, TRIMMED_SHARE } from '#harness/compare/levels.ts';
import { estimateBlocks } from '#harness/compare/change/block-estimate.ts';
import { type Block, differencesOf } from '#harness/compare/change/blocks.ts';
import { hodgesLehmannShift } from '#harness/stats/ranks/hodges-lehmann.ts';
import { mannWhitney } from '#harness/stats/ranks/mann-whitney.ts';
import { pairedInterval } from '#harness/stats/intervals/t-interval.ts';
import { trimmedInterval } from '#harness/stats/intervals/trimmed-mean.ts';

/** What a rule says of a change of so many log units, by its interval of some confidence: beyond it, below it, or neither. */
export type TwoSampleRule = (blocks: readonly Block[], limit: number, confidence: number) => 'above' | 'below' | 'open';

type Bounds = { readonly low: number; readonly high: number };

/** The rule as it is. */
export const ours: TwoSampleRule = (blocks, limit, confidence) =>
  said(estimateBlocks('relative', blocks, confidence)?.interval ?? null, limit);

/** Mann and Whitney's test alone, whichever arm spreads more. */
export const ranksAlone: TwoSampleRule = (blocks, limit, confidence) =>
  whereRanked(blocks, limit, confidence, (baseline, candidate) => hodgesLehmannShift(candidate, baseline, confidence));

/** The same with blocks that hold equal values taken as pairs, for their ranks are spread otherwise. */
export const pairsWhereEqual: TwoSampleRule = (blocks, limit, confidence) =>
  whereRanked(blocks, limit, confidence, (baseline, candidate) =>
    new Set(baseline).size < blocks.length || new Set(candidate).size < blocks.length
      ? pairs(blocks, confidence)
      : hodgesLehmannShift(candidate, baseline, confidence),
  );

/** The ranks with the interval of trimmed pairs beside them: both must lie beyond the limit. */
export const trimmedBeside: TwoSampleRule = (blocks, limit, confidence) =>
  whereRanked(blocks, limit, confidence, (baseline, candidate) => {
    const [ranks, beside] = [hodgesLehmannShift(candidate, baseline, confidence), pairs(blocks, CONFIDENCE)];
    if (ranks === null || beside === null) return null;
    return { low: Math.min(ranks.low, beside.low), high: Math.max(ranks.high, beside.high) };
  });

/** Mann and Whitney's test of values shifted by the limit, exact over the ranks as they are, equal ones too. */
export const exactWithTies: TwoSampleRule = (blocks, limit, confidence) => {
  const now = estimateBlocks('relative', blocks, confidence);
  if (now?.method !== 'two-sample-ranks') return said(now?.interval ?? null, limit);
  const p = mannWhitney(
    blocks.map(({ candidate }) => Math.log(candidate) - limit),
    blocks.map(({ baseline }) => Math.log(baseline)),
  )?.p;
  const level = (1 - confidence) / 2;
  return p === undefined ? 'open' : p.greater <= level ? 'above' : p.less <= level ? 'below' : 'open';
};

function whereRanked(
  blocks: readonly Block[],
  limit: number,
  confidence: number,
  bounds: (baseline: readonly number[], candidate: readonly number[]) => Bounds | null,
): ReturnType<TwoSampleRule> {
  const now = estimateBlocks('relative', blocks, confidence);
  if (now?.method !== 'two-sample-ranks') return said(now?.interval ?? null, limit);
  const logs = (arm: 'baseline' | 'candidate'): readonly number[] => blocks.map((block) => Math.log(block[arm]));
  return said(bounds(logs('baseline'), logs('candidate')), limit);
}

function pairs(blocks: readonly Block[], confidence: number): Bounds | null {
  const differences = differencesOf('relative', blocks);
  return blocks.length < MIN_FOR_TRIMMING
    ? pairedInterval(differences, confidence)
    : trimmedInterval(differences, TRIMMED_SHARE, confidence);
}

function said(bounds: Bounds | null, limit: number): ReturnType<TwoSampleRule> {
  if (bounds === null) return 'open';
  return bounds.low > limit ? 'above' : bounds.high < limit ? 'below' : 'open';
}
