import { expect, test } from 'vitest';
import { aSimulation, aSmallSuite } from './simulation.fixture.ts';
import { simulateRun } from './simulate-run.ts';
import { stopEarly } from './stop-early.ts';

const RUN = simulateRun(
  aSimulation(aSmallSuite(['endToEnd'], { blocks: 12, looks: [4, 8], discardFirstLaunch: true })),
);

function blocksOf(run: typeof RUN): readonly number[] {
  return [...new Set(run.launches.filter(({ slot }) => !slot.discard).map(({ slot }) => slot.block))];
}

test('the rule is asked at each look, with all launches before it and none after, until it has seen enough', () => {
  const asked: number[] = [];
  const stopped = stopEarly(RUN, (_place, launches) => {
    asked.push(launches.length);
    return launches.length > 10;
  });
  // Two discarded launches and four, then eight, blocks of two.
  expect(asked).toEqual([10, 18]);
  expect(blocksOf(stopped)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(stopped.launches.filter(({ slot }) => slot.discard)).toHaveLength(2);
});

test('a rule that has never seen enough leaves the run whole', () => {
  expect(stopEarly(RUN, () => false)).toEqual(RUN);
});
