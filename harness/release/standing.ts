import type { Bound } from '#harness/domain/release-plan.ts';
import type { Level, Standing } from '#harness/domain/scorecard.ts';

/** A value that was measured exactly has an interval of no width. */
export function standingOf(level: Level | null, bound: Bound | null): Standing {
  if (level === null) return 'notMeasured';
  if (bound === null) return 'noTarget';
  if (level.low === null || level.high === null) return 'notProven';
  const [worse, better] = 'below' in bound ? [level.high, level.low] : [level.low, level.high];
  if (isRight(worse, bound)) return 'met';
  return isRight(better, bound) ? 'notProven' : 'missed';
}

/** On the right side of the bound; the bound itself is not. */
export function isRight(value: number, bound: Bound): boolean {
  return 'below' in bound ? value < bound.below : value > bound.above;
}

/** The bound itself, in the unit of its target. */
export function limitOf(bound: Bound): number {
  return 'below' in bound ? bound.below : bound.above;
}

/** Of the levels of several phones the one that stands worst: a phone that proves nothing must not hide behind one that does. */
export function worstOf(levels: readonly Level[], bound: Bound | null): Level | null {
  const isLowBetter = bound === null || 'below' in bound;
  const weight = (level: Level): number => WEIGHTS[standingOf(level, bound)];
  const key = (level: Level): number => (isLowBetter ? (level.high ?? level.estimate) : -(level.low ?? level.estimate));
  return levels.reduce<Level | null>(
    (worst, level) =>
      worst === null || weight(level) > weight(worst) || (weight(level) === weight(worst) && key(level) > key(worst))
        ? level
        : worst,
    null,
  );
}

const WEIGHTS: Readonly<Record<Standing, number>> = { noTarget: 0, met: 0, notMeasured: 1, notProven: 1, missed: 2 };

/** The median of fewer launches has no interval that holds with 90 % (Thompson 1936). */
const FEWEST_LAUNCHES = 5;

/** Reserve for chance: the estimate moves with the blocks to come. */
const MORE_THAN_NEEDED = 1.2;

/**
 * How many blocks prove a target if the estimate is true: half the interval must fit between estimate and bound, and it shrinks with
 * the root of the number of blocks. Where there is no interval yet, as many as give one. Null where the estimate is on the wrong side.
 */
export function blocksToProve(level: Level, bound: Bound, blocks: number): number | null {
  if (level.low === null || level.high === null) return Math.max(1, FEWEST_LAUNCHES - blocks);
  if (!isRight(level.estimate, bound) || blocks === 0) return null;
  const half = 'below' in bound ? level.high - level.estimate : level.estimate - level.low;
  const room = Math.abs(limitOf(bound) - level.estimate);
  return Math.max(1, Math.ceil(blocks * (half / room) ** 2 * MORE_THAN_NEEDED) - blocks);
}
