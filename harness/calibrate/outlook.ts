import { ALPHA } from '#harness/compare/judgement.ts';
import { takenLooks } from '#harness/compare/looks.ts';
import { changeOf, marginOn, type Scale, scaleOf, towardsWorse, worseDistance } from '#harness/compare/scale.ts';
import { decidingMetrics } from '#harness/compare/stopping.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { METRICS, type MetricId } from '#harness/domain/metric.ts';
import type { Margin, Pass, Suite } from '#harness/domain/suite.ts';
import { expectedBlocks, type SequentialOutlook } from '#harness/plan/expected-blocks.ts';
import { answeredRoom, neededBlocks } from '#harness/plan/needed-blocks.ts';

/** What is known of a metric before it is measured: how its blocks vary on the analysis scale, and where it lies. */
export type Expectation = {
  readonly metric: MetricId;
  /** Of the difference of a block. */
  readonly blockSd: number;
  /** In the metric's unit; null where nobody has measured it. */
  readonly level: number | null;
};

export type Wishes = {
  /** Chance that an unchanged build is shown unharmed in everything that can fail a gate, and that a change is found. */
  readonly power: number;
  /** The change to find, as a fraction; null for twice the margin of each metric. */
  readonly change: number | null;
  /** Comparisons of the run that can fail a gate, of all devices. */
  readonly deciding: number;
};

/** What it takes to say something of one metric on one device. Changes and margins are as they are read, towards worse. */
export type MetricOutlook = {
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
  readonly unchanged: SequentialOutlook;
  readonly change: number;
  /** Blocks that find the change and let it hold among all comparisons that decide. */
  readonly toFind: number;
  readonly changed: SequentialOutlook;
};

/** @param normal makes a new source of standard normal numbers */
export function outlookOf(
  expected: Expectation,
  pass: Pass,
  suite: Suite,
  wishes: Wishes,
  normal: () => () => number,
): MetricOutlook | null {
  const question = questionOf(expected, pass, suite, wishes);
  if (question === null) return null;
  const { metric, blockSd } = expected;
  const { scale, limit, room, isDeciding, power, alpha } = question;
  const change = scale === 'relative' && wishes.change !== null ? wishes.change : 2 * limit;
  const distance = worseDistance(scale, metric, change);
  const looks = takenLooks(pass.protocol, pass.protocol.blocks);
  const sequential = { sd: blockSd, margin: room, alpha };
  return {
    metric,
    scale,
    blockSd,
    margin: limit,
    isDeciding,
    power,
    toShow: neededBlocks({ sd: blockSd, room, alpha: ALPHA, power }),
    unchanged: expectedBlocks({ ...sequential, change: 0 }, looks, normal()),
    change,
    toFind: neededBlocks({ sd: blockSd, room: distance - room, alpha, power: wishes.power }),
    changed: expectedBlocks({ ...sequential, change: distance }, looks, normal()),
  };
}

/** What so many blocks can say of one metric on one device. */
export type Reach = {
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
export function reachOf(
  expected: Expectation,
  pass: Pass,
  suite: Suite,
  wishes: Omit<Wishes, 'change'>,
  blocks: number,
): Reach | null {
  const question = questionOf(expected, pass, suite, wishes);
  if (question === null) return null;
  const { metric, blockSd } = expected;
  const { scale, limit, room, isDeciding, power, alpha } = question;
  const towards = (distance: number): number => Math.abs(changeOf(scale, towardsWorse(metric, distance)));
  return {
    metric,
    scale,
    isDeciding,
    margin: limit,
    shows: towards(answeredRoom({ sd: blockSd, alpha: ALPHA, power }, blocks)),
    finds: towards(room + answeredRoom({ sd: blockSd, alpha, power: wishes.power }, blocks)),
  };
}

/** What a calibration knows; null where it had too few blocks to know how they vary. */
export function expectationOf({ metric, blockSd, level }: Calibration): Expectation | null {
  return blockSd === null ? null : { metric, blockSd, level };
}

/** The same of every metric whose changes are ratios, when somebody says how blocks vary without having measured it. */
export function assumedExpectations(pass: Pass, suite: Suite, blockSd: number): readonly Expectation[] {
  return noisyMargins(pass, suite)
    .filter((margin) => scaleOf(margin) === 'relative')
    .map(({ metric }) => ({ metric, blockSd, level: null }));
}

/** The margins of the metrics of a pass that vary by chance. */
function noisyMargins(pass: Pass, suite: Suite): readonly Margin[] {
  return suite.margins.filter(({ metric }) => pass.metrics.includes(metric) && METRICS[metric].spread === 'noisy');
}

type Question = {
  readonly scale: Scale;
  readonly limit: number;
  readonly room: number;
  readonly isDeciding: boolean;
  readonly power: number;
  readonly alpha: number;
};

/**
 * Showing asks everything that decides at 5 % each, for a gate passes when all of it does: nothing is corrected, but all must
 * succeed, so that each may fail in its share of what is allowed. Finding must hold among all that decide (Holm): the
 * first of m is held against a share of 1/m of 5 %.
 */
function questionOf(
  { metric, level }: Expectation,
  pass: Pass,
  suite: Suite,
  { power, deciding }: Pick<Wishes, 'power' | 'deciding'>,
): Question | null {
  const margin = suite.margins.find((entry) => entry.metric === metric);
  if (margin === undefined) return null;
  const scale = scaleOf(margin);
  const limit = marginOn(scale, margin, level ?? 0);
  const isDeciding = decidingMetrics(pass, suite).includes(metric);
  const together = isDeciding ? Math.max(1, deciding) : 1;
  return {
    scale,
    limit,
    room: worseDistance(scale, metric, limit),
    isDeciding,
    power: 1 - (1 - power) / together,
    alpha: ALPHA / together,
  };
}
