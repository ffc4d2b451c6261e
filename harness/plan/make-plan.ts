import type { Arm, Plan, Slot } from '#harness/domain/plan.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';

/** Uniform in [0, 1). */
type Chance = () => number;

export type PlanRequest = {
  readonly suite: Suite;
  readonly deviceIds: readonly string[];
  /** One arm measures a build alone; two are interleaved on each device. */
  readonly arms: readonly Arm[];
  readonly seed: number;
  /** Makes the source of chance of one pass on one device. */
  readonly chance: (seed: number, deviceId: string, passId: string) => Chance;
};

/**
 * The order of launches of each device. Both arms of a block stand back to back on the same device, and in every two
 * blocks each arm goes first once, so that drift of the device over the run weighs on both arms alike. Which of the two
 * blocks starts with which arm is drawn: a fixed alternation could beat in time with something on the device.
 */
export function makePlan(request: PlanRequest): Plan {
  return {
    seed: request.seed,
    devices: request.deviceIds.map((deviceId) => ({
      deviceId,
      slots: numbered(
        request.suite.passes.flatMap((pass) =>
          slotsOf(pass, request.arms, request.chance(request.seed, deviceId, pass.id)),
        ),
      ),
    })),
  };
}

type UnnumberedSlot = Omit<Slot, 'index'>;

function slotsOf(pass: Pass, arms: readonly Arm[], chance: Chance): readonly UnnumberedSlot[] {
  const discarded = pass.protocol.discardFirstLaunch
    ? arms.map((arm) => ({ pass: pass.id, block: 0, arm, discard: true }))
    : [];
  const blocks = ordersOf(pass.protocol.blocks, arms, chance).flatMap((order, block) =>
    order.map((arm) => ({ pass: pass.id, block, arm, discard: false })),
  );
  return [...discarded, ...blocks];
}

function ordersOf(blocks: number, arms: readonly Arm[], chance: Chance): readonly (readonly Arm[])[] {
  const reversed = arms.toReversed();
  const orders: (readonly Arm[])[] = [];
  while (orders.length < blocks) orders.push(...(chance() < 0.5 ? [arms, reversed] : [reversed, arms]));
  return orders.slice(0, blocks);
}

function numbered(slots: readonly UnnumberedSlot[]): readonly Slot[] {
  return slots.map((slot, index) => ({ index, ...slot }));
}
