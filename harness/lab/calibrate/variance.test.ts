import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { iterationSpread, nestedSpread, sessionSpread } from './variance.ts';

/** Yields of six batches of an intermediate product, five samples each (Davies 1947, table 6.4). */
const DYESTUFF = [
  [1545, 1440, 1440, 1520, 1580],
  [1540, 1555, 1490, 1560, 1495],
  [1595, 1550, 1605, 1510, 1560],
  [1445, 1440, 1595, 1465, 1545],
  [1595, 1630, 1515, 1635, 1625],
  [1520, 1455, 1450, 1480, 1445],
];

const normal = (seed: number): (() => number) => standardNormal(createRandom(seed, 'variance'));

test('the components of a balanced sample are those that lme4 gives for the same data', () => {
  const { between, within } = nestedSpread(DYESTUFF);
  // Bates et al. 2015, "Fitting Linear Mixed-Effects Models Using lme4": variances 1764 and 2451.
  expect(between).toBeCloseTo(42.000595, 5);
  expect(within).toBeCloseTo(49.5101, 5);
});

test('groups that differ less than chance alone would make them have no spread of their own', () => {
  const groups = [
    [1, 9],
    [2, 8],
  ];
  expect(nestedSpread(groups).between).toBe(0);
});

test('one group says nothing of the spread between groups, one value a group nothing of the spread within', () => {
  expect(nestedSpread([[1, 2, 3]])).toEqual({ between: null, within: 1 });
  expect(nestedSpread([[1], [2]])).toEqual({ between: null, within: null });
});

test('scaling all values scales every spread', () => {
  const scaled = nestedSpread(DYESTUFF.map((batch) => batch.map((value) => value * 3)));
  expect(scaled.between).toBeCloseTo(126.001786, 4);
  expect(scaled.within).toBeCloseTo(148.530299, 4);
});

test('the spreads of simulated sessions and launches are found again, whatever the blocks have in common', () => {
  const draw = normal(1);
  const found = Array.from({ length: 400 }, () => {
    const sessions = Array.from({ length: 4 }, () => {
      const session = 0.03 * draw();
      return Array.from({ length: 24 }, (_, index) => {
        const block = index >> 1;
        return { block, value: 7 + session + 0.5 * Math.sin(block) + 0.02 * draw() };
      });
    });
    return sessionSpread(sessions);
  });
  const meanOf = (pick: (index: number) => number): number => found.reduce((sum, _, i) => sum + pick(i), 0) / 400;
  expect(Math.sqrt(meanOf((index) => (found[index]?.within ?? 0) ** 2))).toBeCloseTo(0.02, 3);
  expect(Math.sqrt(meanOf((index) => (found[index]?.between ?? 0) ** 2))).toBeCloseTo(0.03, 2);
});

test('the spread of iterations leaves out what a launch and what a question adds', () => {
  const draw = normal(2);
  const tables = Array.from({ length: 40 }, () => {
    const questions = Array.from({ length: 16 }, () => draw());
    return Array.from({ length: 4 }, () => {
      const launch = draw();
      return questions.map((question) => launch + question + 0.1 * draw());
    });
  });
  expect(iterationSpread(tables)).toBeCloseTo(0.1, 2);
});

test('a table of one launch or of one iteration has no spread', () => {
  expect(iterationSpread([[[1, 2, 3]], [[1], [2]], []])).toBeNull();
});
