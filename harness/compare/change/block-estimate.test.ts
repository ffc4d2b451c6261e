import { expect, test } from 'vitest';
import { hodgesLehmannShift } from '#harness/stats/ranks/hodges-lehmann.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { estimateBlocks } from './block-estimate.ts';
import type { Block } from './blocks.ts';

type Kind = {
  readonly count: number;
  readonly seed?: number;
  readonly mood?: number;
  readonly wildShare?: number;
  readonly change?: number;
};

/** Blocks whose launches vary by 2 %, share a mood of the phone, and are wild by half more in some share of cases. */
function blocksOf({ count, seed = 1, mood = 0, wildShare = 0, change = 0 }: Kind): readonly Block[] {
  const random = createRandom(seed, 'blocks');
  const normal = standardNormal(random);
  const launch = (): number => Math.exp(0.02 * normal() + (random.next() < wildShare ? 0.4 : 0));
  return Array.from({ length: count }, (_, block) => {
    const level = 100 * Math.exp(mood * normal());
    const first = block % 2 === 0 ? 'baseline' : 'candidate';
    return { block, first, baseline: level * launch(), candidate: level * (1 + change) * launch() };
  });
}

const methodOf = (kind: Kind): string | undefined => estimateBlocks('relative', blocksOf(kind), 0.9)?.method;

test('uncorrelated launches are two samples, correlated ones are pairs', () => {
  expect(methodOf({ count: 12 })).toBe('two-sample-ranks');
  expect(methodOf({ count: 12, mood: 0.2 })).toBe('paired-trimmed-t');
});

test('few blocks are left to Student', () => {
  expect(methodOf({ count: 5 })).toBe('paired-t');
  expect(methodOf({ count: 7, mood: 0.2 })).toBe('paired-t');
});

const rounded = (block: Block): Block => ({
  ...block,
  baseline: Math.round(2 * block.baseline) / 2,
  candidate: Math.round(2 * block.candidate) / 2,
});

test('values that come in small steps are ranked as others are, and changes are found as often', () => {
  const found = { exact: 0, rounded: 0 };
  for (let seed = 0; seed < 400; seed += 1) {
    const exact = blocksOf({ count: 12, seed, wildShare: 0.1, change: 0.05 });
    const inSteps = estimateBlocks('relative', exact.map(rounded), 0.9);
    if ((estimateBlocks('relative', exact, 0.9)?.interval.low ?? 0) > 0.02) found.exact += 1;
    if ((inSteps?.interval.low ?? 0) > 0.02) found.rounded += 1;
  }
  expect(found.exact).toBeGreaterThan(300);
  expect(found.rounded).toBeGreaterThan(0.95 * found.exact);
});

test('an arm that spreads more widens the interval of the ranks, and its exact p with it', () => {
  const blocks = blocksOf({ count: 24 }).map((block) => ({ ...block, candidate: 100 * (block.candidate / 100) ** 6 }));
  const values = (arm: 'baseline' | 'candidate'): number[] => blocks.map((block) => Math.log(block[arm]));
  const estimate = estimateBlocks('relative', blocks, 0.9);
  const ranks = hodgesLehmannShift(values('candidate'), values('baseline'), 0.9);
  expect(estimate?.method).toBe('two-sample-ranks');
  expect(estimate?.interval.low).toBeLessThan(ranks?.low ?? Number.NaN);
  expect(estimate?.exactP?.(ranks?.low ?? Number.NaN, 'above')).toBeGreaterThan(0.05);
});

test('six blocks cannot hold a confidence of 99.9 % by ranks, and are left to Student', () => {
  expect(estimateBlocks('relative', blocksOf({ count: 6, seed: 3 }), 0.98)?.method).toBe('two-sample-ranks');
  expect(estimateBlocks('relative', blocksOf({ count: 6, seed: 3 }), 0.999)?.method).toBe('paired-t');
});

test.each([0, 0.2])('a wild launch in ten hides no change, be the mood of the phone %f', (mood) => {
  let found = 0;
  for (let seed = 0; seed < 300; seed += 1) {
    const low = estimateBlocks('relative', blocksOf({ count: 24, seed, mood, wildShare: 0.1, change: 0.05 }), 0.9)
      ?.interval.low;
    if (low !== undefined && low > 0.01) found += 1;
  }
  expect(found).toBeGreaterThan(mood === 0 ? 290 : 260);
});

test('the exact p and the interval by ranks say the same on either side', () => {
  const estimate = estimateBlocks('relative', blocksOf({ count: 12, change: 0.03 }), 0.9);
  const { low, high } = estimate?.interval ?? { low: Number.NaN, high: Number.NaN };
  expect(estimate?.exactP?.(low - 1e-9, 'above')).toBeLessThanOrEqual(0.05);
  expect(estimate?.exactP?.(low + 1e-9, 'above')).toBeGreaterThan(0.05);
  expect(estimate?.exactP?.(-high - 1e-9, 'below')).toBeLessThanOrEqual(0.05);
  expect(estimate?.exactP?.(-high + 1e-9, 'below')).toBeGreaterThan(0.05);
});

test('a value that has no logarithm leaves nothing to say', () => {
  expect(estimateBlocks('relative', [{ block: 0, first: 'baseline', baseline: 0, candidate: 1 }], 0.9)).toBeNull();
});
