import { expect, test } from 'vitest';
import { takenLooks } from './looks.ts';
import { aPass } from '#harness/compare/run.fixture.ts';

const protocol = (blocks: number, looks: readonly number[]) => ({ ...aPass('p', []).protocol, blocks, looks });

test('one look errs in five of a hundred, and is given a little less where pairing is chosen by the values', () => {
  const [five, all] = [takenLooks(protocol(24, []), 5), takenLooks(protocol(24, []), 24)];
  expect(five).toMatchObject({ blocks: [5], planned: 1 });
  expect(five.levels[0]).toBeCloseTo(0.05, 9);
  expect(five.overallP(0, 0.03)).toBeCloseTo(0.03, 9);
  expect(all.levels[0]).toBeCloseTo(0.0425, 9);
  expect(all.overallP(0, 0.0425)).toBeCloseTo(0.05, 9);
});

test('four looks at 24 blocks err little at first and never more than one look would', () => {
  const { blocks, levels } = takenLooks(protocol(24, [6, 12, 18]), 24);
  expect(blocks).toEqual([6, 12, 18, 24]);
  expect(levels).toEqual(levels.toSorted((a, b) => a - b));
  // 85 % of the levels .0051, .0101, .0201 and .0385 that Hwang, Shih and DeCani's γ = −2 gives at α = .05, or a little less.
  for (const [look, level] of [0.0051, 0.0101, 0.0201, 0.0385].entries()) {
    expect((levels[look] ?? 0) / level).toBeGreaterThan(0.83);
    expect((levels[look] ?? 0) / level).toBeLessThan(0.86);
  }
});

test('looks that have not come yet change nothing of those taken', () => {
  const all = takenLooks(protocol(24, [6, 12, 18]), 24);
  const some = takenLooks(protocol(24, [6, 12, 18]), 12);
  expect(some.blocks).toEqual([6, 12]);
  expect(some.planned).toBe(4);
  for (const [look, level] of some.levels.entries()) expect(level).toBeCloseTo(all.levels[look] ?? 0, 9);
});

test('a measurement that ended between two looks is looked at where it ended', () => {
  const { blocks, levels } = takenLooks(protocol(24, [6, 12, 18]), 15);
  expect(blocks).toEqual([6, 12, 15]);
  expect(levels[2]).toBeLessThan(0.019);
});

test('a p at a look is that of all looks: its own level is worth five of a hundred', () => {
  const { levels, overallP } = takenLooks(protocol(24, [6, 12, 18]), 24);
  for (const [look, level] of levels.entries()) expect(overallP(look, level)).toBeCloseTo(0.05, 3);
});

test('what an early look of few blocks may err does not depend on how many blocks followed', () => {
  const planned = protocol(12, [3, 4, 7]);
  const [then, now] = [takenLooks(planned, 3), takenLooks(planned, 12)];
  expect(now.levels[0]).toBeCloseTo(then.levels[0] ?? 0, 12);
  expect(now.overallP(0, 0.01)).toBeCloseTo(then.overallP(0, 0.01), 12);
});
