import { takenLooks } from '#harness/compare/change/looks.ts';
import { type Scale, worseDistance } from '#harness/compare/change/scale.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import type { BlockSpread } from './block-spread.ts';
import { expectedBlocks, type SequentialForecast } from './expected-blocks.ts';
import { questionOf, type PowerTarget } from './metric-question.ts';
import { neededBlocks } from './needed-blocks.ts';

/**
 * What it takes to say something of one metric on the phones of a model. Changes and margins are as they are read, towards worse.
 */
export type MetricForecast = {
  readonly metric: MetricId;
  readonly scale: Scale;
  readonly blockSd: number;
  readonly margin: number;
  readonly isDeciding: boolean;
  /** The power that this one metric needs for all that decide to be shown unharmed together. */
  readonly power: number;
  /** Blocks that show an unchanged build to be within its margin, looked at once. */
  readonly toShow: number;
  /** What becomes of an unchanged build with the blocks and looks of the suite. */
  readonly unchanged: SequentialForecast;
  readonly change: number;
  /** Blocks that find the change and let it hold among all comparisons that decide. */
  readonly toFind: number;
  readonly changed: SequentialForecast;
};

/**
 * @param change the change to find, as a fraction; null for twice the margin
 * @param normal makes a new source of standard normal numbers
 */
export function forecastOf(
  spread: BlockSpread,
  pass: Pass,
  suite: Suite,
  target: PowerTarget & { readonly change: number | null },
  normal: () => () => number,
): MetricForecast | null {
  const question = questionOf(spread, pass, suite, target);
  if (question === null) return null;
  const { metric, blockSd } = spread;
  const { scale, margin, room, isDeciding, power, showLevel, findLevel, alpha } = question;
  const change = scale === 'relative' && target.change !== null ? target.change : 2 * margin;
  const distance = worseDistance(scale, metric, change);
  const looks = { ...takenLooks(pass.protocol, pass.protocol.blocks), fewestToPass: pass.protocol.fewestToPass };
  const { phones } = target;
  const sequential = { sd: blockSd, phones, margin: room, alpha };
  return {
    metric,
    scale,
    blockSd,
    margin,
    isDeciding,
    power,
    toShow: neededBlocks({ sd: blockSd, phones, room, alpha: showLevel, power }),
    unchanged: expectedBlocks({ ...sequential, change: 0 }, looks, normal()),
    change,
    toFind: neededBlocks({ sd: blockSd, phones, room: distance - room, alpha: findLevel, power: target.power }),
    changed: expectedBlocks({ ...sequential, change: distance }, looks, normal()),
  };
}
