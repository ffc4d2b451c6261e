import type { ThroughputCourse } from '#harness/domain/throughput-course.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import { median } from '#harness/stats/quantile.ts';
import { launchGroupOf } from './launch-group.ts';
import type { ArmLaunches, Arms } from './arms.ts';
import { throughputOf } from './throughput.ts';

/** The course of throughput in each pass that measures what is left of it, by device and arm. */
export function throughputCourses(
  devices: readonly Device[],
  { passes }: Suite,
  { baseline, candidate }: Arms,
): readonly ThroughputCourse[] {
  const arms = [...(baseline === null ? [] : [baseline]), candidate];
  const own = passes.filter(({ metrics }) => metrics.includes('sustainedThroughput'));
  return devices.flatMap(({ id }) =>
    own.flatMap((pass) => arms.flatMap((armLaunches) => courseOf(id, pass, armLaunches) ?? [])),
  );
}

function courseOf(deviceId: string, pass: Pass, armLaunches: ArmLaunches): ThroughputCourse | null {
  const curves = launchGroupOf(armLaunches, deviceId, pass.id).launches.flatMap(
    ({ outcome }) => throughputOf(outcome.iterations) ?? [],
  );
  const [first] = curves;
  if (first === undefined) return null;
  return {
    deviceId,
    passId: pass.id,
    arm: armLaunches.arm,
    launches: curves.length,
    lengthMs: median(curves.map(({ lengthMs }) => lengthMs)) ?? first.lengthMs,
    windows: first.windows.map((_, part) => {
      const rates = curves.map(({ windows }) => windows[part] ?? 0);
      return { least: Math.min(...rates), middle: median(rates) ?? 0, most: Math.max(...rates) };
    }),
  };
}
