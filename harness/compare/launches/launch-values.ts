import type { Run } from '#harness/domain/run.ts';
import { applicableMetrics } from '#harness/domain/applicable.ts';
import { armsOf } from '#harness/domain/whole-blocks.ts';
import type { LaunchValue } from '#harness/ports/store.ts';
import { countedAmong } from './launch-group.ts';
import { launchValue } from './values.ts';
import { baselineBuild } from '#harness/domain/reference.ts';

/** One number for every launch that counts and every metric of its pass, of both arms. Launches without one are left out. */
export function launchValuesOf(run: Run): readonly LaunchValue[] {
  const { suite, devices, candidate } = run;
  const baseline = baselineBuild(run);
  const arms = armsOf(run);
  return suite.passes.flatMap((pass) =>
    devices.flatMap(({ id, capabilities }) =>
      arms.flatMap((arm) => {
        const build = arm === 'candidate' ? candidate : (baseline ?? candidate);
        const attempts = run.launches.filter(
          ({ deviceId, slot }) => deviceId === id && slot.pass === pass.id && slot.arm === arm && !slot.discard,
        );
        return countedAmong(attempts).flatMap((launch) =>
          applicableMetrics(pass, { capabilities }).flatMap((metric) => {
            const value = launchValue(metric, launch, build);
            if (value === null || !Number.isFinite(value)) return [];
            return [{ deviceId: id, passId: pass.id, metric, arm, block: launch.slot.block, value }];
          }),
        );
      }),
    ),
  );
}
