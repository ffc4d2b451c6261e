import type { Arm, Plan } from '#harness/domain/plan.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import { makePlan } from '#harness/plan/make-plan.ts';
import { createRandom } from '#harness/stats/random.ts';

/** The header holds all that the plan follows from, so a run that is gone on with keeps its plan. */
export function planOf({ baseline, ...header }: Pick<RunHeader, 'suite' | 'devices' | 'baseline' | 'seed'>): Plan {
  return planLaunches(header, baseline === null ? ['candidate'] : ['baseline', 'candidate']);
}

/** The seeded order of launches of each device. */
export function planLaunches(
  { suite, devices, seed }: Pick<RunHeader, 'suite' | 'devices' | 'seed'>,
  arms: readonly Arm[],
): Plan {
  return makePlan({
    suite,
    deviceIds: devices.map((device) => device.id),
    arms,
    seed,
    chance: (from, deviceId) => {
      const random = createRandom(from, `plan/${deviceId}`);
      return () => random.next();
    },
  });
}
