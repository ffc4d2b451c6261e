import { expect, test } from 'vitest';
import { balanced, type Block, blocksOf, differencesOf, orderEffect, noticedLag1 } from './blocks.ts';
import { launchNoise } from '#harness/compare/run.fixture.ts';

/** Samples of the blocks named; the baseline goes first in even blocks. */
const arm = (name: 'baseline' | 'candidate', blocks: readonly number[], level = 100) =>
  blocks.map((block) => {
    const isFirst = (name === 'baseline') === (block % 2 === 0);
    return { block, index: 2 * block + (isFirst ? 0 : 1), value: level + block };
  });

test('only blocks that have both arms are blocks, in their order, and know which arm went first', () => {
  expect(blocksOf(arm('baseline', [3, 0, 1]), arm('candidate', [1, 2, 3, 0], 200))).toEqual([
    { block: 0, baseline: 100, candidate: 200, first: 'baseline' },
    { block: 1, baseline: 101, candidate: 201, first: 'candidate' },
    { block: 3, baseline: 103, candidate: 203, first: 'candidate' },
  ]);
});

test('blocks that were lost on one side take the last of the other order with them', () => {
  const kept = balanced(blocksOf(arm('baseline', [0, 2, 3, 4, 5, 6, 8]), arm('candidate', [0, 2, 3, 4, 5, 6, 8])));
  expect(kept.map(({ block }) => block)).toEqual([0, 2, 3, 4, 5]);
});

test('the effect of going second cancels, and is reported with its size', () => {
  const blocks = Array.from({ length: 12 }, (_, block): Block => {
    const first = block % 2 === 0 ? 'baseline' : 'candidate';
    // Some spread, or there is no interval; in the blocks of either order it comes to nothing.
    const wobble = [0.99, 1, 1 / 0.99][Math.floor(block / 2) % 3] ?? 1;
    const slower = (own: Block['first']): number => 100 * (own === first ? 1 : 1.04);
    return { block, first, baseline: slower('baseline'), candidate: slower('candidate') * wobble };
  });
  const differences = differencesOf('relative', blocks);
  expect(differences.reduce((sum, value) => sum + value, 0) / 12).toBeCloseTo(0, 9);
  expect(orderEffect('relative', blocks)).toBeCloseTo(Math.log(1.04), 9);
});

test('noise alone is no effect of the order, nor are blocks without any spread', () => {
  const even = Array.from({ length: 8 }, (_, block): Block => ({
    block,
    first: 'baseline',
    baseline: 1,
    candidate: 1,
  }));
  expect(orderEffect('relative', even)).toBeNull();
  let accused = 0;
  for (let seed = 0; seed < 1000; seed += 1) {
    const noise = launchNoise(seed, 0.02);
    const blocks = even.map(
      (block) => ({ ...block, first: block.block % 2 ? 'candidate' : 'baseline', candidate: noise() }) as const,
    );
    if (orderEffect('relative', blocks) !== null) accused += 1;
  }
  expect(accused).toBeLessThanOrEqual(5);
});

test('neighbours that resemble each other are noticed from eight blocks on, those that oppose each other are not', () => {
  const slow = Array.from({ length: 16 }, (_, index) => Math.sin(index / 4));
  const alternating = slow.map((value, index) => (index % 2 === 0 ? value : -value));
  expect(noticedLag1(slow)).toBeCloseTo(0.83, 2);
  expect(noticedLag1(slow.slice(0, 8))).toBeGreaterThan(0.5);
  expect(noticedLag1(slow.slice(0, 7))).toBe(0);
  expect(noticedLag1(alternating)).toBe(0);
  expect(noticedLag1(slow.map(() => 0))).toBe(0);
});
