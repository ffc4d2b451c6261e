import type { Energy } from '#harness/domain/measured.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import { lengthMs, readingsOf, type Stretch } from './aligned.ts';
import type { EnergySource } from './renewal.ts';

/** The mean power of the phone over a stretch, or why there is none. */
export type MeanPower =
  | { readonly kind: 'known'; readonly watts: number; readonly confidence: Energy['confidence'] }
  | { readonly kind: 'missing'; readonly reason: string };

/** A milliampere-hour at one volt. */
const JOULES_PER_MILLIAMP_HOUR_VOLT = 3.6;

/**
 * Mean power from renewal to renewal:
 *
 * - `load`: Δ AccumulatedSystemLoad / Δ SystemLoadAccumulatorCount, in milliwatts; the counter sums the load once a tick.
 * - `current`: the integral of voltage times current by trapezoids, of current out of the battery only. Current into it is
 *   charge, not consumption.
 * - `capacity`: the lost charge times the mean voltage. It counts in steps of a milliampere-hour.
 *
 * Never zero or negative: no phone that answers uses nothing.
 */
export function meanPower(source: EnergySource, stretch: Stretch): MeanPower {
  switch (source) {
    case 'load':
      return meanLoad(stretch.start.reading, stretch.end.reading);
    case 'current':
      return meanDischarge(stretch);
    case 'capacity':
      return lostCharge(stretch);
  }
}

function meanLoad(start: PowerReading, end: PowerReading): MeanPower {
  const [from, to] = [start.accumulatedLoadMilliwatts, end.accumulatedLoadMilliwatts];
  if (from === null || to === null || start.loadTicks === null || end.loadTicks === null) {
    return missing('the phone no longer reported its load counter');
  }
  const [ticks, sum] = [end.loadTicks - start.loadTicks, to - from];
  if (ticks === 0 || sum === 0) return missing('the load counter stood still');
  if (ticks < 0 || sum < 0) return missing('the load counter fell back');
  return { kind: 'known', watts: sum / ticks / 1000, confidence: 'measured' };
}

function meanDischarge(stretch: Stretch): MeanPower {
  const readings = readingsOf(stretch);
  const charging = missing('current flowed into the battery, which is not consumption');
  let joules = 0;
  let before: { readonly atMs: number; readonly watts: number } | null = null;
  for (const reading of readings) {
    const { millivolts, milliamps } = reading;
    if (reading.supply !== 'battery') return charging;
    if (millivolts === null || milliamps === null) return missing('the phone no longer reported voltage and current');
    if (milliamps >= 0) return charging;
    const watts = (-milliamps * millivolts) / 1e6;
    if (before !== null) joules += (((before.watts + watts) / 2) * (reading.readMs - before.atMs)) / 1000;
    before = { atMs: reading.readMs, watts };
  }
  const spanMs = stretch.end.reading.readMs - stretch.start.reading.readMs;
  if (spanMs <= 0) return missing('no time passed');
  return positive(joules / (spanMs / 1000), 'derived', 'the phone reported no power');
}

function lostCharge(stretch: Stretch): MeanPower {
  const [start, end] = [stretch.start.reading, stretch.end.reading];
  if (readingsOf(stretch).some(({ supply }) => supply !== 'battery')) {
    return missing('the phone was not on its battery, so its charge does not show what it used');
  }
  if (
    start.milliampHours === null ||
    end.milliampHours === null ||
    start.millivolts === null ||
    end.millivolts === null
  ) {
    return missing('the phone no longer reported the charge of its battery');
  }
  const volts = (start.millivolts + end.millivolts) / 2000;
  const joules = (start.milliampHours - end.milliampHours) * volts * JOULES_PER_MILLIAMP_HOUR_VOLT;
  const spanMs = lengthMs(stretch);
  return spanMs <= 0
    ? missing('no time passed')
    : positive(joules / (spanMs / 1000), 'coarse', 'the charge of the battery did not fall');
}

function positive(watts: number, confidence: Energy['confidence'], otherwise: string): MeanPower {
  return watts > 0 ? { kind: 'known', watts, confidence } : missing(otherwise);
}

function missing(reason: string): MeanPower {
  return { kind: 'missing', reason };
}
