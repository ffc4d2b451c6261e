import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { aLaunch, aMeasured, anIteration, aRun } from '#harness/compare/run.fixture.ts';
import { launchGroupOf } from './launch-group.ts';
import { driftInsideLaunches } from './steadiness.ts';
import { comparedArms } from './compared-arms.ts';

const TOLERATED = 0.025;
const ITERATIONS = 10;
const BLOCKS = 12;

/** Launches of both arms whose iterations vary by 4 % and move by `trend` from the first to the last. */
function drawn(trend: number, normal: () => number): ReturnType<typeof driftInsideLaunches> {
  const slots = Array.from({ length: BLOCKS }, (_, block) => block).flatMap((block) =>
    (['baseline', 'candidate'] as const).map((arm) => ({ deviceId: 'one', pass: 'latency', block, arm })),
  );
  const launches = slots.map((place, index) => {
    const iterations = Array.from({ length: ITERATIONS }, (_, at) => {
      const factor = (1 + (trend * at) / (ITERATIONS - 1)) * Math.exp(0.04 * normal());
      return anIteration({ preprocessMs: 0, prefillMs: 0, visionEncodeMs: 100 * factor }, { index: at });
    });
    const launch = aLaunch(place, aMeasured({ iterations }));
    return { ...launch, slot: { ...launch.slot, index } };
  });
  const arms = comparedArms({ ...aRun(), launches }, null, []);
  const groups = [arms.baseline, arms.candidate].flatMap((armLaunches) =>
    armLaunches === null ? [] : [launchGroupOf(armLaunches, 'one', 'latency')],
  );
  return driftInsideLaunches(groups, TOLERATED);
}

test('steady launches whose iterations vary are hardly ever called unsteady', () => {
  const normal = standardNormal(createRandom(11, 'steady'));
  const called = Array.from({ length: 200 }, () => drawn(0, normal)).filter((drift) => drift !== null);
  expect(called.length).toBeLessThanOrEqual(2);
});

test('launches that slow down or speed up by four times what is tolerated are called unsteady, with how much', () => {
  const normal = standardNormal(createRandom(12, 'unsteady'));
  const slower = Array.from({ length: 20 }, () => drawn(0.15, normal));
  const faster = Array.from({ length: 20 }, () => drawn(-0.15, normal));
  for (const drift of slower) expect(drift?.low).toBeGreaterThan(TOLERATED);
  for (const drift of faster) expect(drift?.high).toBeLessThan(-TOLERATED);
});

test('a few launches do not show it', () => {
  const arms = comparedArms(aRun({ blocks: 2 }), null, []);
  const groups = arms.baseline === null ? [] : [launchGroupOf(arms.baseline, 'one', 'latency')];
  expect(driftInsideLaunches(groups, 0)).toBeNull();
});
