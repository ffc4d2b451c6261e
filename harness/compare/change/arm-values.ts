import type { Arm } from '#harness/domain/plan.ts';
import { type BothOrders, inBothOrders } from '#harness/stats/sorted-values.ts';
import type { Block } from './blocks.ts';
import { analysisValue, type Scale } from './scale.ts';

/** The values of each arm, in the order of the blocks, and sorted once for all that asks for their ranks. */
export type ArmValues = Readonly<Record<Arm, BothOrders>>;

export function armValuesOf(blocks: readonly Block[]): ArmValues {
  return {
    baseline: inBothOrders(blocks.map(({ baseline }) => baseline)),
    candidate: inBothOrders(blocks.map(({ candidate }) => candidate)),
  };
}

/** The same as analysis values. */
export function armsOnScale(scale: Scale, arms: ArmValues): ArmValues {
  if (scale === 'absolute') return arms;
  const onScale = ({ values }: BothOrders): BothOrders =>
    inBothOrders(values.map((value) => analysisValue(scale, value)));
  return { baseline: onScale(arms.baseline), candidate: onScale(arms.candidate) };
}
