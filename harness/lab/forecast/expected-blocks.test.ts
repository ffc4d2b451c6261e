import { TRIMMED_SHARE } from '#harness/compare/levels.ts';
import { expect, test } from 'vitest';
import type { Block } from '#harness/compare/change/blocks.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import { compareRemeasured } from '#harness/compare/change/remeasured.ts';
import { aMargin, aPass } from '#harness/compare/run.fixture.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { createSequentialDesign } from '#harness/stats/sequential/group-sequential.ts';
import { hwangShihDeCani } from '#harness/stats/sequential/spending.ts';
import { trimmedSpread } from '#harness/stats/intervals/trimmed-mean.ts';
import { expectedBlocks, type PlannedLooks, type SequentialForecast } from './expected-blocks.ts';

const MARGIN = Math.log(1.05);

const design = createSequentialDesign([0.25, 0.5, 0.75, 1], hwangShihDeCani(-2));
const FOUR_LOOKS: PlannedLooks = {
  blocks: [6, 12, 18, 24],
  levels: design.levels(0.05),
  overallP: design.repeatedP,
  fewestToPass: 0,
};

const normal = (): (() => number) => standardNormal(createRandom(1, 'expected blocks'));

const forecast = (sd: number, change: number, alpha = 0.05, phones = 1): SequentialForecast =>
  expectedBlocks({ sd, phones, change, margin: MARGIN, alpha }, FOUR_LOOKS, normal());

// The same by numpy 2.4.6 and scipy 1.17.1 with 1,000,000 trials a row, boundaries by convolution on a grid of .001:
// mean and standard deviation of the blocks, shares within and beyond.
test.each([
  { sd: 0.02, change: 0, blocks: 6.55, blocksSd: 1.732, within: 1, beyond: 0 },
  { sd: 0.04, change: 0, blocks: 10.673, blocksSd: 3.546, within: 1, beyond: 0 },
  { sd: 0.04, change: Math.log(1.1), blocks: 11.045, blocksSd: 3.682, within: 0, beyond: 0.9999 },
  { sd: 0.04, change: MARGIN, blocks: 23.424, blocksSd: 2.572, within: 0.0527, beyond: 0.0523 },
  { sd: 0.06, change: 0, blocks: 14.498, blocksSd: 5.054, within: 0.9829, beyond: 0 },
])('blocks that vary by $sd with a change of $change end as another program finds', (expected) => {
  const found = forecast(expected.sd, expected.change);
  // Three standard errors of 2,000 trials.
  const [ofMean, ofShare] = [(3 * expected.blocksSd) / Math.sqrt(2000), 3 * Math.sqrt((0.05 * 0.95) / 2000)];
  expect(Math.abs(found.blocks - expected.blocks)).toBeLessThan(ofMean);
  expect(Math.abs(found.within - expected.within)).toBeLessThan(ofShare);
  expect(Math.abs(found.beyond - expected.beyond)).toBeLessThan(ofShare);
});

test('the rule itself ends within two blocks of what is expected where launches are normal', () => {
  for (const change of [0, 0.1]) {
    const { expected, ruled } = bothOf({ change, wildShare: 0 });
    expect(Math.abs(ruled.blocks - expected.blocks)).toBeLessThan(2);
    expect(Math.abs(ruled.decided - (change === 0 ? expected.within : expected.beyond))).toBeLessThan(0.01);
  }
});

test('where some launches take half as long again it ends about where their trimmed spread says, and long before the full one', () => {
  for (const wildShare of [0.05, 0.1]) {
    const { expected, ruled, inFull } = bothOf({ change: 0, wildShare });
    expect(Math.abs(ruled.blocks - expected.blocks)).toBeLessThan(2.5);
    expect(Math.abs(ruled.decided - expected.within)).toBeLessThan(0.05);
    expect(inFull.blocks).toBeGreaterThan(20);
    expect(inFull.within).toBeLessThan(0.6);
  }
});

test('a regression that must hold among twenty comparisons takes more blocks', () => {
  expect(forecast(0.04, Math.log(1.1), 0.05 / 20).blocks).toBeGreaterThan(forecast(0.04, Math.log(1.1)).blocks + 2);
});

test('phones that decide by their mean end as one phone that varies as their mean does', () => {
  const [together, one] = [forecast(0.06, 0, 0.05, 4), forecast(0.03, 0)];
  // The mean knows its own spread better: from 20 degrees of freedom at the first look instead of 5.
  expect(together.blocks).toBeLessThan(one.blocks);
  expect(together.blocks).toBeGreaterThan(one.blocks - 2);
  const atMargin = forecast(0.06, MARGIN, 0.05, 4);
  expect(Math.abs(atMargin.within - 0.05)).toBeLessThan(0.015);
  expect(Math.abs(atMargin.beyond - 0.05)).toBeLessThan(0.015);
});

test('a pass that wants twenty launches of each build ends at the first look that has them on all phones together', () => {
  const looks = { ...FOUR_LOOKS, fewestToPass: 20 };
  const blocksOf = (phones: number, change = 0): number =>
    expectedBlocks({ sd: 0.01, phones, change, margin: MARGIN, alpha: 0.05 }, looks, normal()).blocks;
  expect([1, 2, 4].map((phones) => blocksOf(phones))).toEqual([24, 12, 6]);
  // A regression waits for nothing.
  expect(blocksOf(1, Math.log(1.2))).toBe(6);
});

test('what does not vary is decided at the first look', () => {
  expect(forecast(0, 0)).toEqual({ blocks: 6, within: 1, beyond: 0 });
  expect(forecast(0, Math.log(1.1))).toEqual({ blocks: 6, within: 0, beyond: 1 });
});

test('fewer blocks than a verdict needs decide nothing', () => {
  const looks = { blocks: [1, 2], levels: [0.01, 0.05], overallP: (_: number, p: number) => p, fewestToPass: 0 };
  expect(expectedBlocks({ sd: 0, phones: 1, change: 0, margin: MARGIN, alpha: 0.05 }, looks, normal())).toEqual({
    blocks: 2,
    within: 0,
    beyond: 0,
  });
});

type Ruled = { readonly blocks: number; readonly decided: number };

/** What is expected of blocks whose launches vary by 2.8 %, and what the rule makes of 600 times 24 of them. */
function bothOf({ change, wildShare }: { readonly change: number; readonly wildShare: number }): {
  readonly expected: SequentialForecast;
  readonly inFull: SequentialForecast;
  readonly ruled: Ruled;
} {
  const looks = { ...takenLooks({ ...aPass('', []).protocol, blocks: 24, looks: [6, 12, 18] }, 24), fewestToPass: 0 };
  const random = createRandom(1, `${change}/${wildShare}`);
  const draw = standardNormal(random);
  const launch = (): number => Math.exp(0.028 * draw() + (random.next() < wildShare ? 0.4 : 0));
  const tally = { blocks: 0, decided: 0 };
  for (let trial = 0; trial < 600; trial += 1) {
    const blocks = Array.from({ length: 24 }, (_, block): Block => {
      const first = block % 2 === 0 ? 'baseline' : 'candidate';
      return { block, first, baseline: 100 * launch(), candidate: 100 * (1 + change) * launch() };
    });
    const judgements = compareRemeasured(aMargin('timeToFirstToken'), blocks, looks);
    const end = judgements.findIndex(({ verdict }) => verdict.kind !== 'inconclusive');
    tally.blocks += looks.blocks[end] ?? 24;
    if (end !== -1) tally.decided += 1;
  }
  const differences = Array.from({ length: 10_000 }, () => Math.log(launch()) - Math.log(launch()));
  const expectedOf = (share: number): SequentialForecast => {
    const sd = trimmedSpread(differences, share) ?? Number.NaN;
    return expectedBlocks({ sd, phones: 1, change: Math.log1p(change), margin: MARGIN, alpha: 0.05 }, looks, normal());
  };
  return {
    expected: expectedOf(TRIMMED_SHARE),
    inFull: expectedOf(0),
    ruled: { blocks: tally.blocks / 600, decided: tally.decided / 600 },
  };
}
