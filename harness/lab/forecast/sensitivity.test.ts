import { expect, test } from 'vitest';
import { aPass, aSuite } from '#harness/compare/run.fixture.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { type Sensitivity, sensitivityOf } from './sensitivity.ts';

const PASS = aPass('latency', ['timeToFirstToken', 'decodeRate']);
const SUITE = aSuite([PASS]);

const sensitivity = (metric: MetricId, deciding = 1, blocks = 8): Sensitivity | null =>
  sensitivityOf({ metric, blockSd: 0.04, level: null }, PASS, SUITE, { power: 0.9, deciding, phones: 1 }, blocks);

test('so many blocks find what needed blocks were computed for', () => {
  const own = sensitivity('timeToFirstToken');
  // scipy 1.17.1: expm1((t.ppf(.9575, 7) + t.ppf(.9, 7)) · .04 / √8)
  expect(own?.shows).toBeCloseTo(0.04955, 4);
  expect(own?.finds).toBeCloseTo(1.05 * 1.04955 - 1, 4);
});

test('where higher is better the same distance is a smaller loss', () => {
  expect(sensitivity('decodeRate')?.shows).toBeCloseTo(1 - 1 / 1.04955, 4);
});

test('the more comparisons decide together, the less the same blocks find', () => {
  const [alone, among] = [sensitivity('timeToFirstToken'), sensitivity('timeToFirstToken', 20)];
  expect(among?.finds).toBeGreaterThan(alone?.finds ?? 1);
  expect(among?.shows).toBeGreaterThan(alone?.shows ?? 1);
});

test('a metric without a margin has no sensitivity', () => {
  const bare = { ...SUITE, margins: [] };
  const spread = { metric: 'timeToFirstToken', blockSd: 0.04, level: null } as const;
  expect(sensitivityOf(spread, PASS, bare, { power: 0.9, deciding: 1, phones: 1 }, 8)).toBeNull();
});
