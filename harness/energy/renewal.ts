import type { PowerReading } from '#harness/domain/power.ts';
import { SUPPLY_WORDS } from '#harness/text/supplies.ts';

/** What energy is read from, best first: the accumulated load, current and voltage, the charge of the battery. */
export type EnergySource = 'load' | 'current' | 'capacity';

/**
 * The best source that a reading offers; null where it offers none. The load counts whatever supplies the phone. Current
 * and charge say what the phone uses only while it runs on its battery.
 */
export function energySource(reading: PowerReading): EnergySource | null {
  if (reading.accumulatedLoadMilliwatts !== null && reading.loadTicks !== null) return 'load';
  if (reading.supply !== 'battery' || reading.millivolts === null) return null;
  if (reading.milliamps !== null) return 'current';
  return reading.milliampHours === null ? null : 'capacity';
}

/**
 * The key that changes when a source is renewed. Only this one counts: a phone renews other keys at other times, and an
 * edge of a window that is no renewal of the source is off by up to one interval.
 */
export function renewalKey(source: EnergySource, reading: PowerReading): number | null {
  switch (source) {
    case 'load':
      return reading.loadTicks;
    case 'current':
      return reading.milliamps;
    case 'capacity':
      return reading.milliampHours;
  }
}

/** Whether the source was renewed between two readings. */
export function isRenewed(source: EnergySource, before: PowerReading, after: PowerReading): boolean {
  return renewalKey(source, before) !== renewalKey(source, after);
}

/** Why energy cannot be read from a phone that reports this. */
export function whyNoSource({ supply }: PowerReading): string {
  const missing = 'the phone reports no load counter (AccumulatedSystemLoad)';
  if (supply === null) return `${missing} and no power supply`;
  if (supply === 'battery') return `${missing}, current or charge`;
  return `${missing}, and is ${SUPPLY_WORDS[supply]}: what flows into a battery is not consumption`;
}
