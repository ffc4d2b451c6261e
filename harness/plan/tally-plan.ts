import type { Arm, Plan, Slot } from '#harness/domain/plan.ts';
import { baselineBuild } from '#harness/domain/reference.ts';
import { bothStay, type ToInstall } from './both-stay.ts';

/** What a device's order of launches comes to. */
export type PlanTally = {
  readonly deviceId: string;
  readonly launches: number;
  readonly passes: readonly PassTally[];
  /** Launches before which their build must be installed, the first one included. */
  readonly installs: number;
};

export type PassTally = {
  readonly passId: string;
  readonly blocks: number;
  /** Launches that are compared. */
  readonly launches: number;
  /** First launches, which are discarded. */
  readonly discarded: number;
  /** The order of the arms, block by block. */
  readonly order: readonly (readonly Arm[])[];
};

/** Counts what a plan will do on each device if no session is lost and no look ends a pass. */
export function tallyPlan(plan: Plan, builds: ToInstall): readonly PlanTally[] {
  return plan.devices.map(({ deviceId, slots }) => ({
    deviceId,
    launches: slots.length,
    passes: [...Map.groupBy(slots, (slot) => slot.pass)].map(([passId, own]) => tallyPass(passId, own)),
    installs: bothStay(builds) ? buildsIn(slots, builds) : changesIn(slots),
  }));
}

/** Two builds of one bundle identifier are installed anew at every change of arms. */
function changesIn(slots: readonly Slot[]): number {
  return slots.filter((slot, index) => slot.arm !== slots[index - 1]?.arm).length;
}

function buildsIn(slots: readonly Slot[], { candidate, reference }: ToInstall): number {
  const baseline = reference === undefined ? null : baselineBuild({ reference });
  return new Set(slots.map(({ arm }) => (arm === 'baseline' ? baseline : candidate)?.id)).size;
}

function tallyPass(passId: string, slots: readonly Slot[]): PassTally {
  const counted = slots.filter((slot) => !slot.discard);
  const blocks = [...Map.groupBy(counted, (slot) => slot.block).values()];
  return {
    passId,
    blocks: blocks.length,
    launches: counted.length,
    discarded: slots.length - counted.length,
    order: blocks.map((block) => block.map((slot) => slot.arm)),
  };
}
