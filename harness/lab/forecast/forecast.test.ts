import { expect, test } from 'vitest';
import { aPass, aSuite } from '#harness/compare/run.fixture.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { forecastOf } from './forecast.ts';

const METRICS: readonly MetricId[] = ['timeToFirstToken', 'decodeRate', 'interTokenP50', 'leakPerCycle', 'modelSize'];
const PASS = aPass('latency', METRICS, {
  protocol: { ...aPass('', []).protocol, blocks: 24, looks: [6, 12, 18] },
});
const SUITE = aSuite([PASS]);
const WISHES = { power: 0.9, change: null, deciding: 1, phones: 1 };
type PowerTarget = Parameters<typeof forecastOf>[3];
const normal = (): (() => number) => standardNormal(createRandom(1, 'outlook'));

const forecast = (metric: MetricId, target: Partial<PowerTarget> = {}, blockSd = 0.04): ReturnType<typeof forecastOf> =>
  forecastOf({ metric, blockSd, level: null }, PASS, SUITE, { ...WISHES, ...target }, normal);

test('an unchanged build with blocks that vary by 4 % is shown within 5 % by eight blocks, with looks by about eleven', () => {
  const own = forecast('timeToFirstToken');
  expect(own).toMatchObject({ toShow: 8, margin: 0.05, isDeciding: true });
  // At levels that keep 5 % over all looks it takes more blocks on average than one look at eight.
  expect(own?.unchanged.blocks).toBeGreaterThan(9);
  expect(own?.unchanged.blocks).toBeLessThan(12.5);
  expect(own?.unchanged.within).toBeGreaterThan(0.98);
});

test('one look errs as often as the gate lets it, so that many noisy blocks take a few more than at 5 %', () => {
  // scipy 1.17.1 by the formula of needed-blocks at .0425 and at .0425 / 20; at .05 it gives 38, at .05 / 20 16.
  expect(forecast('timeToFirstToken', {}, 0.1)?.toShow).toBe(40);
  expect(forecast('timeToFirstToken', { deciding: 20 })?.toFind).toBe(17);
});

test('the change to find is twice the margin unless another is named', () => {
  expect(forecast('timeToFirstToken')?.change).toBe(0.1);
  expect(forecast('timeToFirstToken', { change: 0.2 })).toMatchObject({ change: 0.2 });
  expect(forecast('timeToFirstToken', { change: 0.2 })?.toFind).toBeLessThan(forecast('timeToFirstToken')?.toFind ?? 0);
});

test('the more comparisons decide together, the more blocks each needs, to show as to find', () => {
  const [alone, among] = [forecast('timeToFirstToken'), forecast('timeToFirstToken', { deciding: 20 })];
  expect(among?.power).toBeCloseTo(0.995, 12);
  expect(among?.toShow).toBeGreaterThan(alone?.toShow ?? 0);
  expect(among?.toFind).toBeGreaterThan(alone?.toFind ?? 0);
});

test('a metric that decides nothing is planned by itself', () => {
  expect(forecast('interTokenP50', { deciding: 20 })).toMatchObject({ isDeciding: false, power: 0.9 });
});

test('where higher is better a loss of 5 % is further on logarithms than a gain, so that it takes no more blocks', () => {
  expect(forecast('decodeRate')?.toShow).toBeLessThanOrEqual(forecast('timeToFirstToken')?.toShow ?? 0);
});

test('a metric whose change is no ratio is planned in its unit', () => {
  const leak = forecast('leakPerCycle', { change: 0.1 }, 300_000);
  expect(leak).toMatchObject({ scale: 'absolute', margin: 2 ** 20, change: 2 ** 21 });
  expect(leak?.toShow).toBeLessThan(8);
});

test('a metric without a margin has no forecast', () => {
  const bare = { ...SUITE, margins: [] };
  expect(forecastOf({ metric: 'timeToFirstToken', blockSd: 0.04, level: null }, PASS, bare, WISHES, normal)).toBeNull();
});
