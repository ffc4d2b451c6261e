import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { pairedInterval } from '#harness/stats/intervals/t-interval.ts';
import { answeredRoom, neededBlocks, powerOfBlocks } from './needed-blocks.ts';

const FIVE_PERCENT = Math.log(1.05);
const alpha = (level: number) => (): number => level;
const byBlocks = (blocks: number): number => (blocks < 6 ? 0.05 : 0.0425);
const question = { sd: 0.04, phones: 1, room: FIVE_PERCENT, alpha: alpha(0.05), power: 0.9 };

test('blocks that vary by 4 % show a margin of 5 % with power .9 in six by the normal quantiles, in eight by those of t', () => {
  // (1.6449 + 1.2816)² · .0016 / .00238 = 5.8; the power of eight by scipy 1.17.1, stats.nct: .926, of seven .882.
  expect(neededBlocks(question)).toBe(8);
});

test.each([
  { sd: 0.02, level: 0.05, power: 0.9, blocks: 4 },
  { sd: 0.04, level: 0.05, power: 0.98, blocks: 12 },
  { sd: 0.1, level: 0.05, power: 0.9, blocks: 38 },
  { sd: 0.04, level: 0.005, power: 0.9, blocks: 14 },
])('the answer to $sd at level $level with power $power is that of scipy 1.17.1 by the same formula', (asked) => {
  expect(neededBlocks({ ...asked, phones: 1, room: FIVE_PERCENT, alpha: alpha(asked.level) })).toBe(asked.blocks);
});

test('where few blocks may err more often, few can be enough that would not be at the level of many', () => {
  const asked = { ...question, sd: 0.029 };
  // scipy 1.17.1 by the same formula: 5 at .05, 6 at .0425.
  expect(neededBlocks({ ...asked, alpha: byBlocks })).toBe(5);
  expect(neededBlocks({ ...asked, alpha: alpha(0.0425) })).toBe(6);
});

test('a room next to none takes billions of blocks, which are not counted one by one', () => {
  // scipy 1.17.1: (norm.ppf(.9575) + norm.ppf(.9))² · (.04 / 1e-6)²
  expect(neededBlocks({ ...question, room: 1e-6, alpha: byBlocks }) / 14437805156.153732).toBeCloseTo(1, 8);
});

test('what does not vary needs as many blocks as any verdict', () => {
  expect(neededBlocks({ ...question, sd: 0 })).toBe(3);
});

test('a change as large as the margin is never distinguished from it', () => {
  expect(neededBlocks({ ...question, room: 0 })).toBe(Number.POSITIVE_INFINITY);
});

test('half the room takes four times the blocks, where blocks are many', () => {
  const many = { ...question, sd: 0.5 };
  expect(neededBlocks({ ...many, room: FIVE_PERCENT / 2 }) / neededBlocks(many)).toBeCloseTo(4, 1);
});

test('the room that the needed blocks answer in is the room that was asked for, or a little less', () => {
  const blocks = neededBlocks(question);
  expect(answeredRoom(question, blocks)).toBeLessThanOrEqual(question.room);
  expect(answeredRoom(question, blocks - 1)).toBeGreaterThan(question.room);
  // scipy 1.17.1: (t.ppf(.95, 23) + t.ppf(.9, 23)) · .04 / √24
  expect(answeredRoom(question, 24)).toBeCloseTo(0.024767050170348172, 12);
});

test('of 2,000 simulated comparisons as many find the truth as the power says', () => {
  const normal = standardNormal(createRandom(1, 'needed blocks'));
  const blocks = neededBlocks(question);
  let shown = 0;
  for (let trial = 0; trial < 2000; trial += 1) {
    const draws = Array.from({ length: blocks }, () => question.sd * normal());
    if ((pairedInterval(draws, 0.9)?.high ?? 1) < question.room) shown += 1;
  }
  // The exact chance is .926; three standard errors are .018.
  expect(shown / 2000).toBeGreaterThan(0.908);
  expect(shown / 2000).toBeLessThan(0.944);
  // scipy 1.17.1: t.cdf(√8 · ln 1.05 / .04 − t.ppf(.95, 7), 7)
  expect(powerOfBlocks(question, blocks)).toBeCloseTo(0.9180996215937429, 10);
});

test('blocks that do not vary give the true answer always, or never where there is no room', () => {
  expect(powerOfBlocks({ ...question, sd: 0 }, 3)).toBe(1);
  expect(powerOfBlocks({ ...question, sd: 0, room: -0.01 }, 3)).toBe(0);
});

test('four phones that decide by their mean need about a quarter of the blocks each', () => {
  const alone = { ...question, sd: 0.2 };
  expect(neededBlocks(alone) / neededBlocks({ ...alone, phones: 4 })).toBeCloseTo(4, 0);
  // t of 8 degrees of freedom from a table: (1.860 + 1.397)² · (.04 / ln 1.05)² / 4 = 1.8, so the fewest, 3.
  expect(neededBlocks({ ...question, phones: 4 })).toBe(3);
});
