import { worseEnds } from '#harness/domain/deciding.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import type { IntervalLine } from './matrix-view.ts';
import type { Judged, JudgedDeviceModel } from './judgement.ts';

export type Found = Judged | JudgedDeviceModel;

/** The worse end of the interval, in multiples of the margin. A metric without an interval counts as the worst. */
export function worstMultiple(found: Pick<Found, 'metric' | 'change' | 'margin'>): number {
  if (found.change === null) return Number.POSITIVE_INFINITY;
  return Math.max(...worseEnds(found)) / Math.max(found.margin, Number.MIN_VALUE);
}

/** Drawn at the edge: nothing may change, so that any change is beyond all multiples. */
const BEYOND = 1e6;

/** The change in multiples of its margin; null where nothing varies or nothing is known. */
export function intervalLine({ metric, change, margin }: Found): IntervalLine | null {
  if (change === null || change.low === change.high) return null;
  const multiple = (value: number): number => {
    const worse = towardsWorse(metric, value);
    return margin > 0 ? worse / margin : Math.sign(worse) * BEYOND;
  };
  const [low = 0, high = 0] = [multiple(change.low), multiple(change.high)].toSorted((a, b) => a - b);
  return { low, estimate: multiple(change.estimate), high };
}
