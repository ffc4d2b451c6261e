import { expect, test } from 'vitest';
import type { ShortPlan } from '#harness/domain/assessment.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { aDevice, aMargin, aPass, aSuite, LATENCY } from '#harness/compare/run.fixture.ts';
import { shortPlans } from './short-plans.ts';

type Planned = {
  readonly blocks: number;
  readonly looks?: readonly number[];
  /** The model of each phone. */
  readonly models?: readonly string[];
};

function shortOf(
  { blocks, looks = [], models = ['iPhone17,1'] }: Planned,
  metrics: readonly MetricId[] = LATENCY,
): readonly ShortPlan[] {
  const pass = aPass('latency', metrics);
  const suite = aSuite([{ ...pass, protocol: { ...pass.protocol, blocks, looks } }]);
  const devices = models.map((model, index) => aDevice(`${index}`, { model }));
  return shortPlans({ suite, devices }, null);
}

test('fewer than three blocks find nothing in what varies', () => {
  for (const blocks of [1, 2]) expect(shortOf({ blocks })).toEqual([{ passId: 'latency', blocks, fewest: 3 }]);
  for (const blocks of [3, 4, 5, 6, 24]) expect(shortOf({ blocks })).toEqual([]);
});

test('what does not vary, and what only warns, needs no number of blocks', () => {
  expect(shortOf({ blocks: 1 }, ['modelSize', 'answerAccuracy'])).toEqual([]);
  expect(shortOf({ blocks: 1 }, ['interTokenP50'])).toEqual([]);
  const pass = aPass('latency', ['endToEnd']);
  const short = { ...pass, protocol: { ...pass.protocol, blocks: 1 } };
  const suite = aSuite([short], [aMargin('endToEnd', { severity: 'warn' })]);
  expect(shortPlans({ suite, devices: [aDevice('one')] }, null)).toEqual([]);
});

test('six blocks compared by ranks have a smallest p, which must hold among all comparisons that decide', () => {
  const models = Array.from({ length: 8 }, (_, index) => `iPhone17,${index}`);
  // 1 of 924 ways, spent at 85 %, among 5 comparisons a model: .05 is passed at the eighth model.
  expect(shortOf({ blocks: 6, models: models.slice(1) })).toEqual([]);
  expect(shortOf({ blocks: 6, models })).toEqual([{ passId: 'latency', blocks: 6, fewest: 7 }]);
});

test('the mean of several phones is compared by no ranks, so it has no smallest p', () => {
  const models = Array.from({ length: 16 }, (_, index) => `iPhone17,${index % 8}`);
  expect(shortOf({ blocks: 6, models })).toEqual([]);
});

test('of stored launches the arm with fewer of them counts', () => {
  const pass = aPass('latency', LATENCY);
  const few = { suite: aSuite([{ ...pass, protocol: { ...pass.protocol, blocks: 2 } }]) };
  const header = { suite: aSuite([pass]), devices: [aDevice('one')] };
  expect(shortPlans(header, few)).toEqual([{ passId: 'latency', blocks: 2, fewest: 3 }]);
});
