import { canMeasure } from '#harness/domain/applicable.ts';
import type { Device } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Arm, Plan, Slot } from '#harness/domain/plan.ts';
import { ORDER_VERSION, type RunHeader } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { armsOf } from '#harness/domain/whole-blocks.ts';
import { createRandom } from '#harness/stats/random.ts';
import { makePlan } from './make-plan.ts';

type Planned = Pick<RunHeader, 'suite' | 'devices' | 'seed' | 'orderVersion'>;

/** The header holds all that the plan follows from, so a resumed run keeps its plan. */
export function planOf(header: Planned & Pick<RunHeader, 'reference'>): Plan {
  return planLaunches(header, armsOf(header));
}

/**
 * The seeded order of launches of each device. Each pass draws from a stream of its own, so that nothing which happens
 * in time with one order comes back with the next pass. Runs without an order version drew all passes of a device from
 * equal streams.
 */
export function planLaunches({ suite, devices, seed, orderVersion }: Planned, arms: readonly Arm[]): Plan {
  const plan = makePlan({
    suite,
    deviceIds: devices.map((device) => device.id),
    arms,
    seed,
    chance: (from, deviceId, passId) => {
      const random = createRandom(from, orderVersion === undefined ? `plan/${deviceId}` : `plan/${deviceId}/${passId}`);
      return () => random.next();
    },
  });
  return { ...plan, devices: plan.devices.map((own) => ({ ...own, slots: measurableSlots(own, suite, devices) })) };
}

/** The slots of the passes that can be measured on a device; each keeps its place in the order, whatever is left out before it. */
export function measurableSlots(
  { deviceId, slots }: Plan['devices'][number],
  { passes }: Suite,
  devices: readonly Device[],
): readonly Slot[] {
  const device = devices.find(({ id }) => id === deviceId);
  if (device === undefined) throw new Error(`the plan names a device that the run lacks: ${deviceId}`);
  const left = new Set(passes.filter((pass) => !canMeasure(pass, device)).map(({ id }) => id));
  return slots.filter(({ pass }) => !left.has(pass));
}

/** Throws RUN_INVALID where launches that were made stand in another order than the plan: two orders are never mixed. */
export function refuseOtherOrder(plan: Plan, launches: readonly Launch[], { orderVersion }: Planned): void {
  const isPlanned = ({ deviceId, slot }: Launch): boolean => {
    const own = plan.devices.find((device) => device.deviceId === deviceId)?.slots;
    const planned = own?.find(({ index }) => index === slot.index);
    return (
      planned?.pass === slot.pass &&
      planned.block === slot.block &&
      planned.arm === slot.arm &&
      planned.discard === slot.discard
    );
  };
  if ((orderVersion ?? ORDER_VERSION) <= ORDER_VERSION && launches.every(isPlanned)) return;
  throw new BenchError('RUN_INVALID', 'This version would continue the run in another order of launches.', {
    remedy: 'Resume the run with the version of fastvlm-bench that started it, or measure again.',
  });
}
