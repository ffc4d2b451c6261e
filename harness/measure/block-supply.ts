import type { Launch } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';
import type { SupplyState } from '#harness/domain/power.ts';

/**
 * What powered the device in the launch of the other arm of the block, if that was measured. A launch beside it on another
 * supply would differ for that reason alone.
 */
export function blockSupply(slot: Slot, launches: readonly Launch[]): SupplyState | null {
  const other = launches.findLast(
    ({ slot: { pass, block, arm }, outcome }) =>
      pass === slot.pass && block === slot.block && arm !== slot.arm && outcome.kind === 'measured',
  );
  return other?.before?.supply ?? null;
}
