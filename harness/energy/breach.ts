import { count, percentText, trimmed } from '#harness/text/numbers.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import { balanceOf, MEAN_TOLERANCE, meanImbalance } from './balance.ts';
import { SUPPLY_WORDS } from '#harness/text/supplies.ts';

/** Why readings cannot be used. `supply`: the cable was moved. `telemetry`: the phone's numbers contradict each other. */
export type Breach = { readonly kind: 'supply' | 'telemetry'; readonly message: string };

/** More than any iPhone can use; counters have been seen to jump by five orders of magnitude. */
const MOST_WATTS = 40;
/** How far ticks and time may lie apart: a share of the time, and two ticks. */
const TICK_TOLERANCE = 0.2;
const TICK_SLACK = 2;

export type BreachOptions = {
  /** Time of one tick; 1000 on a phone. */
  readonly tickMs: number;
  /** How far the host's times of the two readings may lie from the renewals that they show. */
  readonly slackMs: number;
  /** `mean`: readings balance on average, and not one by one. */
  readonly balance?: 'mean' | undefined;
};

/** What is wrong with a reading by itself; null where nothing is. */
export function unbalanced(reading: PowerReading): Breach | null {
  const balance = balanceOf(reading);
  if (balance === null || balance.holds) return null;
  const { supply, suppliedMilliwatts, usedMilliwatts } = balance;
  return telemetry(
    `power supplied and power used differ by more than 2 % (${watts(suppliedMilliwatts)} and ${watts(usedMilliwatts)}, ${SUPPLY_WORDS[supply]})`,
  );
}

/** The same of many readings together. */
function unbalancedOnAverage(readings: readonly PowerReading[]): Breach | null {
  const apart = meanImbalance(readings);
  if (apart === null || apart <= MEAN_TOLERANCE) return null;
  return telemetry(
    `power supplied and power used differ by ${percentText(apart)} on average over ${count(readings.length, 'reading')}, more than ${percentText(MEAN_TOLERANCE)}`,
  );
}

/** What happened between two readings that keeps energy from being read across them; null where nothing did. */
export function breachBetween(before: PowerReading, after: PowerReading, options: BreachOptions): Breach | null {
  return (
    supplyChange(before, after) ??
    errorsBetween(before, after) ??
    counterBreach(before, after, options) ??
    (options.balance === 'mean' ? null : unbalanced(after))
  );
}

/**
 * The first breach along readings in the order of time; null where there is none. A cable that was moved comes first: it
 * explains what else is odd in that moment.
 */
export function firstBreach(readings: readonly PowerReading[], options: BreachOptions): Breach | null {
  const [first] = readings;
  if (first === undefined) return null;
  return (
    alongPairs(readings, supplyChange) ??
    (options.balance === 'mean' ? unbalancedOnAverage(readings) : unbalanced(first)) ??
    alongPairs(readings, (before, after) => breachBetween(before, after, options))
  );
}

function alongPairs(
  readings: readonly PowerReading[],
  breach: (before: PowerReading, after: PowerReading) => Breach | null,
): Breach | null {
  for (const [index, after] of readings.entries()) {
    const before = readings[index - 1];
    const found = before === undefined ? null : breach(before, after);
    if (found !== null) return found;
  }
  return null;
}

function supplyChange({ supply: before }: PowerReading, { supply: after }: PowerReading): Breach | null {
  if (before === after || before === null || after === null) return null;
  const message = `the power supply changed from ${SUPPLY_WORDS[before]} to ${SUPPLY_WORDS[after]}`;
  return { kind: 'supply', message };
}

function errorsBetween({ errors: before }: PowerReading, { errors: after }: PowerReading): Breach | null {
  if (before === null || after === null || before === after) return null;
  return telemetry(`the phone counted errors of its power telemetry (${before} before, ${after} after)`);
}

function counterBreach(before: PowerReading, after: PowerReading, { tickMs, slackMs }: BreachOptions): Breach | null {
  const [sumBefore, sumAfter] = [before.accumulatedLoadMilliwatts, after.accumulatedLoadMilliwatts];
  if (sumBefore === null || sumAfter === null || before.loadTicks === null || after.loadTicks === null) return null;
  const [ticks, sum] = [after.loadTicks - before.loadTicks, sumAfter - sumBefore];
  if (ticks < 0 || sum < 0) return telemetry('the load counter fell back');
  if (ticks === 0) return null;
  const elapsedMs = after.readMs - before.readMs;
  const isPlausible = (spanMs: number): boolean =>
    Math.abs(ticks * tickMs - spanMs) <= TICK_TOLERANCE * spanMs + TICK_SLACK * tickMs + slackMs;
  // A busy host reads late, and the phone's own time may be renewed by another rhythm: one of them has to agree.
  if (!isPlausible(elapsedMs) && !isPlausible(phoneMs(before, after) ?? elapsedMs)) {
    return telemetry(
      `the load counter advanced by ${trimmed(ticks)} ticks of ${trimmed(tickMs / 1000, 4)} s in ${(elapsedMs / 1000).toFixed(1)} s`,
    );
  }
  const mean = sum / ticks;
  return mean > MOST_WATTS * 1000 ? telemetry(`the load counter jumped: ${watts(mean)} on average`) : null;
}

function phoneMs({ renewedMs: from }: PowerReading, { renewedMs: to }: PowerReading): number | null {
  return from === null || to === null || to <= from ? null : to - from;
}

function telemetry(message: string): Breach {
  return { kind: 'telemetry', message };
}

function watts(milliwatts: number): string {
  return `${(milliwatts / 1000).toFixed(2)} W`;
}
