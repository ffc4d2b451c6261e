import { expect, test } from 'vitest';
import type { Block } from './blocks.ts';
import { countOutliers, hasExcess } from './outliers.ts';
import { NOTHING_KNOWN } from './known-noise.ts';
import { takenLooks } from './looks.ts';
import { compareRemeasured } from './remeasured.ts';
import { marginOfSize } from './scale.ts';
import { aMargin, aPass, launchNoise } from '#harness/compare/run.fixture.ts';

/** 24 blocks with 2 % noise, in which the launches named of either arm take half as long again. */
function blocksOf(
  seed: number,
  slow: { readonly baseline?: readonly number[]; readonly candidate?: readonly number[] },
): readonly Block[] {
  const noise = launchNoise(seed, 0.02);
  const launch = (block: number, wild: readonly number[] = []): number =>
    100 * noise() * (wild.includes(block) ? 1.5 : 1);
  return Array.from({ length: 24 }, (_, block) => {
    const first = block % 2 === 0 ? 'baseline' : 'candidate';
    return { block, first, baseline: launch(block, slow.baseline), candidate: launch(block, slow.candidate) };
  });
}

const LOOKS = takenLooks({ ...aPass('p', []).protocol, blocks: 24, looks: [6, 12, 18] }, 24);
const outcomesOf = (blocks: readonly Block[]): readonly string[] =>
  compareRemeasured(aMargin('endToEnd'), blocks, LOOKS).map(({ verdict }) =>
    verdict.kind === 'inconclusive' ? verdict.reason : verdict.kind,
  );

test('launches that are far worse than the rest of their arm are counted, better ones are not', () => {
  const blocks = blocksOf(1, { baseline: [3], candidate: [1, 7, 9] });
  expect(countOutliers(marginOfSize('relative', 'endToEnd', 0.05), blocks)).toEqual({
    baseline: 1,
    candidate: 3,
    launches: 24,
  });
  expect(countOutliers(marginOfSize('relative', 'decodeRate', 0.05), blocks)).toMatchObject({
    baseline: 0,
    candidate: 0,
  });
});

test('a launch is an outlier beyond three robust standard deviations of its middle', () => {
  // Launches one unit above and below 100: their median deviation is 1, their robust standard deviation 1.4826.
  const blocksWith = (far: number): readonly Block[] =>
    Array.from({ length: 20 }, (_, block) => {
      const near = block % 2 === 0 ? 99 : 101;
      return { block, first: 'baseline', baseline: near, candidate: block === 1 ? far : near };
    });
  const outliersAt = (far: number): number =>
    countOutliers(marginOfSize('absolute', 'peakMemory', 0.1), blocksWith(far)).candidate;
  expect(outliersAt(100 + 3 * 1.4826 - 0.01)).toBe(0);
  expect(outliersAt(100 + 3 * 1.4826 + 0.01)).toBe(1);
});

test('what lies within the margin is not far, however calm the rest', () => {
  const blocks = blocksOf(1, { candidate: [1, 7, 9] });
  expect(countOutliers(marginOfSize('relative', 'endToEnd', 0.6), blocks)).toMatchObject({ candidate: 0 });
});

test('one more than the baseline goes on, and at the last look only more than chance is a doubt', () => {
  const [one, four] = [
    { baseline: 0, candidate: 1, launches: 24 },
    { baseline: 0, candidate: 4, launches: 24 },
  ];
  expect(hasExcess(one, NOTHING_KNOWN, false)).toBe(true);
  expect(hasExcess(one, NOTHING_KNOWN, true)).toBe(false);
  expect(hasExcess(four, NOTHING_KNOWN, true)).toBe(true);
  expect(hasExcess({ baseline: 4, candidate: 4, launches: 24 }, NOTHING_KNOWN, false)).toBe(false);
});

test('what a calibration knows of unchanged launches makes fewer outliers suspicious, on a day like its own', () => {
  const two = { baseline: 0, candidate: 2, launches: 24 };
  // scipy 1.17.1: fisher_exact([[2, 22], [0, 216 - 24]], alternative='greater') is .0119; of 24 launches each it is .245.
  expect(hasExcess(two, { farOut: 0, launches: 192 }, true)).toBe(true);
  expect(hasExcess(two, NOTHING_KNOWN, true)).toBe(false);
  // A phone on which one launch in ten is far out does not blame two of 24 on the build.
  expect(hasExcess(two, { farOut: 19, launches: 192 }, true)).toBe(false);
  // Today's baseline has far more than the calibration: the phone is another one today.
  expect(hasExcess({ baseline: 3, candidate: 4, launches: 24 }, { farOut: 0, launches: 192 }, true)).toBe(false);
});

test('a build that is slow in every fifth launch does not pass by its middle', () => {
  expect(outcomesOf(blocksOf(2, { candidate: [2, 8, 13, 17, 22] })).at(-1)).toBe('farOutLaunches');
});

test('a doubt that later blocks raise takes back what earlier ones have let pass', () => {
  expect(outcomesOf(blocksOf(2, { candidate: [8, 13, 17, 22] }))).toEqual([
    'noRegression',
    'farOutLaunches',
    'farOutLaunches',
    'farOutLaunches',
  ]);
});

test('a phone that is wild with either build lets an unchanged one pass', () => {
  expect(outcomesOf(blocksOf(3, { baseline: [1, 9, 20], candidate: [4, 11, 23] })).at(-1)).toBe('noRegression');
});
