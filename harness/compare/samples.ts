import type { Launch, Measured } from '#harness/domain/launch.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Side } from './sides.ts';
import { launchValue } from './values.ts';

export type CountedLaunch = Launch & { readonly outcome: Measured };

/** A launch's value of one metric and the block that it was measured in. */
export type Sample = { readonly block: number; readonly value: number };

/** One side's launches of one pass on one device that comparisons rest on, in the order they were measured. */
export type Cell = { readonly side: Side; readonly launches: readonly CountedLaunch[] };

/**
 * A launch counts when its slot is not for discarding, it is the slot's last attempt, and it was measured. Nothing
 * else may remove a launch: outliers stay.
 */
export function cellOf(side: Side, deviceId: string, passId: string): Cell {
  const last = new Map<number, Launch>();
  for (const launch of side.launches) {
    if (launch.deviceId !== deviceId || launch.slot.pass !== passId || launch.slot.discard) continue;
    const other = last.get(launch.slot.index);
    if (other === undefined || other.attempt <= launch.attempt) last.set(launch.slot.index, launch);
  }
  const launches = [...last.values()].filter(isMeasured).sort((a, b) => a.slot.index - b.slot.index);
  return { side, launches };
}

/** Launches that do not tell the metric have no sample. */
export function samplesOf(cell: Cell, metric: MetricId): readonly Sample[] {
  return cell.launches.flatMap((launch) => {
    const value = launchValue(metric, launch, cell.side.build);
    return value === null ? [] : [{ block: launch.slot.block, value }];
  });
}

export type Pair = { readonly baseline: number; readonly candidate: number };

/** Values that met in one block; a block in which an arm is missing is no pair. */
export function pairByBlock(baseline: readonly Sample[], candidate: readonly Sample[]): readonly Pair[] {
  const byBlock = new Map(baseline.map((sample) => [sample.block, sample.value]));
  return candidate.flatMap((sample) => {
    const partner = byBlock.get(sample.block);
    return partner === undefined ? [] : [{ baseline: partner, candidate: sample.value }];
  });
}

function isMeasured(launch: Launch): launch is CountedLaunch {
  return launch.outcome.kind === 'measured';
}
