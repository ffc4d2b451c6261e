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
  /** Every one of them, those for discarding and earlier attempts too. */
  readonly all: readonly Launch[];
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
  const all = launchesByPlace(armLaunches).get(deviceId)?.get(passId) ?? [];
  const attempts = all.filter(({ slot }) => !slot.discard);
  return { armLaunches, all, launches: countedAmong(attempts), attempts };
}

type LaunchesByPlace = ReadonlyMap<string, ReadonlyMap<string, readonly Launch[]>>;

/** A run asks for the launches of each of its passes on each of its devices: to go through all of them every time is dear. */
const remembered = new WeakMap<ArmLaunches, LaunchesByPlace>();

function launchesByPlace(armLaunches: ArmLaunches): LaunchesByPlace {
  const known = remembered.get(armLaunches);
  if (known !== undefined) return known;
  const byDevice = Map.groupBy(armLaunches.launches, ({ deviceId }) => deviceId);
  const byPlace = new Map(
    [...byDevice].map(([deviceId, own]) => [deviceId, Map.groupBy(own, ({ slot }) => slot.pass)] as const),
  );
  remembered.set(armLaunches, byPlace);
  return byPlace;
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
  const samples: Sample[] = [];
  for (const launch of group.launches) {
    const value = launchValue(metric, launch, group.armLaunches.build);
    if (value !== null) samples.push({ block: launch.slot.block, index: launch.slot.index, value });
  }
  return samples;
}
