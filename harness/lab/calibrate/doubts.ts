import { ALPHA } from '#harness/compare/levels.ts';
import { changeOf, type MarginOnScale } from '#harness/compare/change/scale.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { marginText, roughText } from '#harness/text/quantities.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import { calibratedSpread } from '#harness/lab/forecast/block-spread.ts';
import { neededBlocks, powerOfBlocks } from '#harness/lab/forecast/needed-blocks.ts';
import { singleLookLevel } from '#harness/lab/forecast/single-look.ts';
import { mean } from '#harness/stats/moments.ts';
import { MIN_FOR_LAG } from './lag-one.ts';
import { sizeText } from './size-text.ts';

/**
 * In what share of sessions of an unchanged build an interval may at most leave out that nothing changed. Not the 8.5 %
 * that its own confidence says: what is held back there is used up by choosing between ranks and pairs. With
 * independent normal launches about 10 % do so at eight blocks and at twelve (benchmarks/commands/kinds-of-noise.ts).
 */
export const NOMINAL_ZERO_EXCLUDED = 2 * ALPHA;

/** Less than this is a toss: most sessions of an unchanged build would end inconclusive or wrong. */
const MIN_POWER = 0.5;
const WANTED_POWER = 0.9;

/** At this correlation of neighbours intervals that take blocks as independent miss the truth twice as often as due. */
const STRONG_LAG = 0.3;

/** What doubts of one metric on one device rest on, beside its calibration. */
export type Facts = Pick<MarginOnScale, 'margin' | 'room'> & {
  /** How the suite plans to measure the metric. */
  readonly protocol: Protocol;
  /** The mean of each session's launches on the analysis scale, in the order of the sessions. */
  readonly sessionMeans: readonly number[];
};

/** Why verdicts of a metric on a device are not to be trusted, in sentences. */
export function doubtsOf(calibration: Omit<Calibration, 'doubts'>, facts: Facts): readonly string[] {
  return [falseAlarm, zeroExcluded, tooNoisy, correlated, sessionsApart, firstDiffers]
    .flatMap((rule) => rule(calibration, facts) ?? [])
    .map((doubt) => `${METRICS[calibration.metric].label} (${calibration.passId}): ${doubt}`);
}

type Rule = (calibration: Omit<Calibration, 'doubts'>, facts: Facts) => string | null;

const falseAlarm: Rule = ({ falseAlarms: { hits, trials } }) =>
  hits === 0 ? null : `the unchanged build was called changed beyond its margin in ${hits} of ${trials} sessions`;

const zeroExcluded: Rule = ({ zeroExcluded: { hits, trials, low } }) =>
  low <= NOMINAL_ZERO_EXCLUDED
    ? null
    : `in ${hits} of ${trials} sessions the interval excluded zero although nothing had changed, where it may in at most one of ten`;

/** Seven blocks or fewer know their spread to a factor of two at best, and accuse nobody of it. */
const tooNoisy: Rule = (calibration, { room, margin, protocol }) => {
  const { metric, scale } = calibration;
  const { blocks } = protocol;
  const spread = calibratedSpread(calibration, protocol);
  if (spread === null || calibration.blocks < MIN_FOR_LAG || blocks < 2) return null;
  const { blockSd } = spread;
  const alpha = singleLookLevel(protocol);
  const power = powerOfBlocks({ sd: blockSd, phones: 1, room, alpha }, blocks);
  if (power >= MIN_POWER) return null;
  const needed = neededBlocks({ sd: blockSd, phones: 1, room, alpha, power: WANTED_POWER });
  return (
    `blocks differ by ${sizeText(metric, scale, blockSd)}, so that ${blocks} of them show an unchanged build to be within ` +
    `${marginText(margin, { metric, scale })} in ${Math.floor(100 * power)} of 100 runs; it takes ${needed}`
  );
};

const correlated: Rule = ({ lag1, blocks }) =>
  lag1 === null || lag1 < STRONG_LAG || lag1 <= 2 / Math.sqrt(blocks)
    ? null
    : `neighbouring blocks resemble each other (lag-1 correlation ${lag1.toFixed(2)}), so that intervals are too narrow`;

const sessionsApart: Rule = ({ metric, scale, sessionSd }, { room, margin }) =>
  sessionSd === null || sessionSd <= room
    ? null
    : `sessions lie ${sizeText(metric, scale, sessionSd)} apart, more than the margin of ${marginText(margin, { metric, scale })}: ` +
      'only builds that are measured together can be compared';

/**
 * The first session stands out when it is further from every other than those are from each other, and by more than
 * half the margin. Two sessions cannot tell which of them is the odd one.
 */
const firstDiffers: Rule = ({ metric, scale }, { room, sessionMeans: [first, ...others] }) => {
  if (first === undefined || others.length < 2) return null;
  const gap = Math.min(...others.map((other) => Math.abs(first - other)));
  if (gap <= Math.max(...others) - Math.min(...others) || gap <= room / 2) return null;
  const distance = first - (mean(others) ?? first);
  const side = distance < 0 ? 'below' : 'above';
  return `the first session lies ${roughText(Math.abs(changeOf(scale, distance)), { metric, scale })} ${side} the others: let the phone settle before it counts`;
};
