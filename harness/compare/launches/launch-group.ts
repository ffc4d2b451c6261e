import type { Launch } from '#harness/domain/launch.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { ArmLaunches } from './arms.ts';
import { launchValue } from './values.ts';
import { isMeasured, type MeasuredLaunch } from '#harness/domain/outcome.ts';

/** A launch's value of one metric, the block that it was measured in, and its place in the device's order. */
export type Sample = { readonly block: number; readonly index: number; readonly value: number };

/** One side's launches of one pass on one device. */
export type LaunchGroup = {
  readonly armLaunches: ArmLaunches;
  /** The ones that comparisons rest on, in the order they were measured. */
  readonly launches: readonly MeasuredLaunch[];
  /** Every attempt at every slot that is not for discarding. */
  readonly attempts: readonly Launch[];
};

/**
 * A launch counts when its slot is not for discarding, it is the slot's last attempt, and it was measured. Nothing
 * else may remove a launch: outliers stay.
 */
export function launchGroupOf(armLaunches: ArmLaunches, deviceId: string, passId: string): LaunchGroup {
  const attempts = armLaunches.launches.filter(
    (launch) => launch.deviceId === deviceId && launch.slot.pass === passId && !launch.slot.discard,
  );
  return { armLaunches, launches: countedAmong(attempts), attempts };
}

/** Of all attempts at slots that are not for discarding, the launches that count, in the order of their slots. */
export function countedAmong(attempts: readonly Launch[]): readonly MeasuredLaunch[] {
  const last = new Map<number, Launch>();
  for (const launch of attempts) {
    const other = last.get(launch.slot.index);
    if (other === undefined || other.attempt <= launch.attempt) last.set(launch.slot.index, launch);
  }
  return [...last.values()].filter(isMeasured).sort((a, b) => a.slot.index - b.slot.index);
}

/** Launches that do not report the metric have no sample. */
export function samplesOf(group: LaunchGroup, metric: MetricId): readonly Sample[] {
  return group.launches.flatMap((launch) => {
    const value = launchValue(metric, launch, group.armLaunches.build);
    return value === null ? [] : [{ block: launch.slot.block, index: launch.slot.index, value }];
  });
}
