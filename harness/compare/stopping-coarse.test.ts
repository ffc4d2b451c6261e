import { expect, test } from 'vitest';
import type { Outcome } from '#harness/domain/launch.ts';
import type { Energy } from '#harness/domain/measured.ts';
import type { Run } from '#harness/domain/run.ts';
import { assess } from './assess.ts';
import { aMeasured, anIteration, aPass, aRun, launchNoise, type Place } from './run.fixture.ts';
import { stoppingRule } from './stopping.ts';

const PASS = aPass('latency', ['endToEnd', 'energyPerAnswer']);
const PASSES = [{ ...PASS, protocol: { ...PASS.protocol, blocks: 24, looks: [6, 12] } }];

/** Times that vary by 1 %, and energy of each launch. */
function aRunOf(blocks: number, joules: (place: Place) => number, confidence: Energy['confidence'] = 'measured'): Run {
  const noise = launchNoise(5, 0.01);
  const outcome = (place: Place): Outcome =>
    aMeasured({
      iterations: [anIteration({ visionEncodeMs: 50 * noise(), tokenGapMs: 10 * noise() })],
      energy: { totalJoules: joules(place), windowMs: 1000, idleWatts: 0, refreshes: 20, confidence },
    });
  return aRun({ blocks, passes: PASSES, outcome });
}

const isSettled = (run: Run): boolean => {
  const blocks = Math.max(...run.launches.map(({ slot }) => slot.block + 1));
  return stoppingRule(run)({ deviceIds: ['one'], passId: 'latency', blocks }, run.launches);
};
/** In steps of a tenth, of which the arms have now one and now the next. */
const inTenths = ({ block, arm }: Place): number => 10 + ((block + (arm === 'candidate' ? 1 : 0)) % 2);

test('a look does not wait for a metric whose steps no number of blocks makes finer, and the record says so', () => {
  const run = aRunOf(6, inTenths);
  expect(isSettled(run)).toBe(true);
  const { looks, comparisons } = assess({ run, baselineRun: null, seed: 1 });
  expect(looks).toMatchObject([{ taken: [{ blocks: 6, undecided: [] }], neverDecided: ['energyPerAnswer'] }]);
  expect(comparisons[1]?.verdict).toEqual({ kind: 'inconclusive', reason: 'tooCoarse' });
});

test('it waits where the blocks so far may only have been few', () => {
  const noise = launchNoise(7, 0.06);
  const run = aRunOf(6, () => 10 * noise());
  expect(isSettled(run)).toBe(false);
  expect(assess({ run, baselineRun: null, seed: 1 }).looks[0]?.neverDecided).toBeUndefined();
});

test('energy that is read from the charge of the battery is not waited for: it never decides', () => {
  const noise = launchNoise(7, 0.06);
  const run = aRunOf(6, () => 10 * noise(), 'coarse');
  expect(isSettled(run)).toBe(true);
  expect(assess({ run, baselineRun: null, seed: 1 }).looks[0]?.neverDecided).toEqual(['energyPerAnswer']);
});
