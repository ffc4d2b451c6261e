import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import { changeOf, type Scale } from '#harness/compare/change/scale.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import type { BlockSpread } from './block-spread.ts';
import { questionOf, type PowerTarget } from './metric-question.ts';
import { answeredRoom } from './needed-blocks.ts';

/** What so many blocks can say of one metric on the phones of a model. Changes and margins are as they are read, towards worse. */
export type Sensitivity = {
  readonly metric: MetricId;
  readonly scale: Scale;
  readonly isDeciding: boolean;
  readonly margin: number;
  /** The smallest margin that an unchanged build is shown to be within. */
  readonly shows: number;
  /** The smallest change for the worse that is found to be beyond the margin. */
  readonly finds: number;
};

/** @param blocks at least two */
export function sensitivityOf(
  spread: BlockSpread,
  pass: Pass,
  suite: Suite,
  target: PowerTarget,
  blocks: number,
): Sensitivity | null {
  const question = questionOf(spread, pass, suite, target);
  if (question === null) return null;
  const { metric, blockSd } = spread;
  const { phones } = target;
  const { scale, margin, room, isDeciding, power, showLevel, findLevel } = question;
  const towards = (distance: number): number => Math.abs(changeOf(scale, towardsWorse(metric, distance)));
  return {
    metric,
    scale,
    isDeciding,
    margin,
    shows: towards(answeredRoom({ sd: blockSd, phones, alpha: showLevel, power }, blocks)),
    finds: towards(room + answeredRoom({ sd: blockSd, phones, alpha: findLevel, power: target.power }, blocks)),
  };
}
