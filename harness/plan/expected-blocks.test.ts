import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/standard-normal.ts';
import { createSequentialDesign } from '#harness/stats/group-sequential.ts';
import { hwangShihDeCani } from '#harness/stats/spending.ts';
import { expectedBlocks, type PlannedLooks, type SequentialOutlook } from './expected-blocks.ts';

const MARGIN = Math.log(1.05);

const design = createSequentialDesign([0.25, 0.5, 0.75, 1], hwangShihDeCani(-2));
const FOUR_LOOKS: PlannedLooks = {
  blocks: [6, 12, 18, 24],
  levels: design.levels(0.05),
  overallP: design.repeatedP,
};

const normal = (): (() => number) => standardNormal(createRandom(1, 'expected blocks'));

const outlook = (sd: number, change: number, alpha = 0.05): SequentialOutlook =>
  expectedBlocks({ sd, change, margin: MARGIN, alpha }, FOUR_LOOKS, normal());

// Blocks and shares at looks 6/12/18/24 with Hwang, Shih & DeCani's γ = −2 were simulated elsewhere with 20,000 trials.
test('quiet blocks of an unchanged build end at the first look, almost always', () => {
  const { blocks, within } = outlook(0.02, 0);
  expect(blocks).toBeCloseTo(6.6, 0);
  expect(within).toBe(1);
});

test('noisier blocks of an unchanged build, and of one slower by 10 %, take about eleven of 24', () => {
  const [same, slower] = [outlook(0.04, 0), outlook(0.04, Math.log(1.1))];
  expect(Math.abs(same.blocks - 10.6)).toBeLessThan(0.4);
  expect(same.within).toBeGreaterThan(0.99);
  expect(Math.abs(slower.blocks - 11)).toBeLessThan(0.4);
  expect(slower.beyond).toBeGreaterThan(0.99);
});

test('at the margin each wrong answer keeps to its 5 %, all looks together', () => {
  const { within, beyond } = outlook(0.04, MARGIN);
  expect(within).toBeLessThan(0.065);
  expect(beyond).toBeLessThan(0.065);
});

test('a regression that must hold among twenty comparisons takes more blocks', () => {
  expect(outlook(0.04, Math.log(1.1), 0.05 / 20).blocks).toBeGreaterThan(outlook(0.04, Math.log(1.1)).blocks + 2);
});

test('what does not vary is decided at the first look', () => {
  expect(outlook(0, 0)).toEqual({ blocks: 6, within: 1, beyond: 0 });
  expect(outlook(0, Math.log(1.1))).toEqual({ blocks: 6, within: 0, beyond: 1 });
});

test('fewer blocks than a verdict needs decide nothing', () => {
  const looks = { blocks: [1, 2], levels: [0.01, 0.05], overallP: (_: number, p: number) => p };
  expect(expectedBlocks({ sd: 0, change: 0, margin: MARGIN, alpha: 0.05 }, looks, normal())).toEqual({
    blocks: 2,
    within: 0,
    beyond: 0,
  });
});
