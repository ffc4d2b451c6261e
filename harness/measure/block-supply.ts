import type { Launch } from '#harness/domain/launch.ts';
import { isMeasured } from '#harness/domain/outcome.ts';
import type { Slot } from '#harness/domain/plan.ts';
import type { SupplyState } from '#harness/domain/power.ts';

/**
 * What powered the device in the launch of the other arm of the block, if that was measured. A launch beside it on another
 * supply would differ for that reason alone.
 */
export function blockSupply(slot: Slot, launches: readonly Launch[]): SupplyState | null {
  const other = launches.findLast(
    (launch) =>
      launch.slot.pass === slot.pass &&
      launch.slot.block === slot.block &&
      launch.slot.arm !== slot.arm &&
      isMeasured(launch),
  );
  return other?.before?.supply ?? null;
}
