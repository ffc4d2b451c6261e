import { count, percentText, trimmed } from '#harness/text/numbers.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import { MEAN_TOLERANCE, meanImbalance } from './balance.ts';
import { type EnergySource, whyNoSource } from './renewal.ts';
import type { CheckOptions, SeenRenewal } from './seen-renewals.ts';
import { suppliesText } from '#harness/text/supplies.ts';
import { capital } from '#harness/text/sentences.ts';

/** One thing that has to be true of a phone's telemetry. */
export type Finding = {
  /** `needed`: without it a launch has no energy. `wanted`: without it energy is less certain, or a setting is wrong. */
  readonly weight: 'needed' | 'wanted';
  /** Null where nothing was seen that could show it. */
  readonly holds: boolean | null;
  readonly title: string;
  readonly detail: string;
  /** What to do where it does not hold, or could not be seen; null where nothing is to be done. */
  readonly remedy: string | null;
};

export type Seen = {
  readonly source: EnergySource | null;
  readonly readings: readonly PowerReading[];
  readonly renewals: readonly SeenRenewal[];
  readonly options: CheckOptions;
};

/** Fewer renewals do not show how far apart they lie. */
export const FEWEST_RENEWALS = 3;
/** How many times the configured interval a renewal may take before it counts as missing. */
const LATEST = 2;
/** How far the configured interval and tick may lie from those that were seen. */
const INTERVAL_TOLERANCE = 0.25;
const TICK_TOLERANCE = 0.2;
/** How far the battery's own volts and amperes, which are read at one moment, may lie from the mean load. */
const BATTERY_TOLERANCE = 0.15;
const REPORT_IT = 'Report it with the output of --json: energy of this model cannot be read yet.';

export function findingsOf(seen: Seen): readonly Finding[] {
  return [
    sourceFinding(seen),
    supplyFinding(seen),
    ...(seen.source === null ? [] : [renewalFinding(seen)]),
    ...(seen.source === 'load'
      ? [tickFinding(seen), counterFinding(seen), balanceFinding(seen), batteryFinding(seen)]
      : []),
  ];
}

function sourceFinding({ source, readings }: Seen): Finding {
  const title = 'The phone counts its own load';
  const [first] = readings;
  if (source === 'load') {
    const detail = 'AccumulatedSystemLoad and SystemLoadAccumulatorCount are there.';
    return { weight: 'wanted', holds: true, title, detail, remedy: null };
  }
  if (source === null) {
    const why = first === undefined ? 'the phone reported nothing' : whyNoSource(first);
    const remedy =
      'Unplug the phone and check again over Wi-Fi: on its battery energy may be derived from current and voltage.';
    return { weight: 'needed', holds: false, title, detail: `${capital(why)}.`, remedy };
  }
  const detail = `They are missing: energy is ${source === 'current' ? 'derived from voltage and current' : 'coarse, from the charge of the battery'}.`;
  const remedy = 'Measure on battery only: what flows into a battery is not consumption.';
  return { weight: 'wanted', holds: false, title, detail, remedy };
}

function supplyFinding({ readings }: Seen): Finding {
  const supplies = [...new Set(readings.flatMap(({ supply }) => supply ?? []))];
  const title = 'The power supply stays the same';
  if (supplies.length === 0)
    return { weight: 'wanted', holds: null, title, detail: 'The phone does not report it.', remedy: null };
  const detail = `The phone was ${suppliesText(supplies)}.`;
  if (supplies.length === 1) return { weight: 'needed', holds: true, title, detail, remedy: null };
  const remedy =
    'Use another cable and a powered hub, or reach the charge limit first: a launch in which it changes is invalid.';
  return { weight: 'needed', holds: false, title, detail, remedy };
}

function renewalFinding({ renewals, options, readings }: Seen): Finding {
  const title = 'The telemetry is renewed as the devices file says';
  const intervals = renewals.flatMap(({ intervalMs }) => intervalMs ?? []).toSorted((a, b) => a - b);
  const said = seconds(options.refreshMs);
  if (intervals.length < FEWEST_RENEWALS - 1) {
    const spanMs = (readings.at(-1)?.readMs ?? 0) - (readings[0]?.readMs ?? 0);
    const detail = `Only ${count(renewals.length, 'renewal')} in ${seconds(spanMs)}; the devices file says one in ${said}.`;
    // Renewals that are due and do not come are missing; before that there was no time to see them.
    const wereDue = spanMs >= FEWEST_RENEWALS * LATEST * options.refreshMs;
    const remedy = wereDue
      ? `Check "powerRefreshMs" in the devices file. ${REPORT_IT}`
      : 'Check for longer (--minutes).';
    return { weight: 'needed', holds: wereDue ? false : null, title, detail, remedy };
  }
  const at = (share: number): number => intervals[Math.round(share * (intervals.length - 1))] ?? 0;
  const median = at(0.5);
  const detail = `One in ${seconds(median)} (${seconds(at(0.05))} to ${seconds(at(0.95))}); the devices file says ${said}.`;
  // Where neither the phone nor the host keeps the beat, the interval of the devices file has to be among those that were seen.
  const isAmong = options.refreshMs >= at(0.05) && options.refreshMs <= at(0.95);
  const holds = isAmong || Math.abs(median / options.refreshMs - 1) <= INTERVAL_TOLERANCE;
  const remedy = holds ? null : `Set "powerRefreshMs": ${Math.round(median)} in the devices file.`;
  return { weight: 'wanted', holds, title, detail, remedy };
}

function tickFinding({ renewals, options }: Seen): Finding {
  const title = 'One tick of the load counter is as long as the devices file says';
  const counted = renewals.filter(({ ticks, intervalMs }) => ticks !== null && ticks > 0 && intervalMs !== null);
  const ticks = counted.reduce((sum, renewal) => sum + (renewal.ticks ?? 0), 0);
  const spanMs = counted.reduce((sum, { intervalMs }) => sum + (intervalMs ?? 0), 0);
  if (ticks === 0) return { weight: 'needed', holds: null, title, detail: 'No tick was counted.', remedy: null };
  const tickMs = spanMs / ticks;
  const holds = Math.abs(tickMs / options.tickMs - 1) <= TICK_TOLERANCE;
  const detail = `${count(ticks, 'tick')} in ${seconds(spanMs)}: one in ${seconds(tickMs)}; the devices file says ${seconds(options.tickMs)}.`;
  const remedy = holds
    ? null
    : `Set "powerTickMs": ${Number(tickMs.toPrecision(3))} in the devices file, and check again.`;
  return { weight: 'needed', holds, title, detail, remedy };
}

function counterFinding({ renewals }: Seen): Finding {
  const title = 'The counters advance, without errors or jumps';
  const odd = renewals.flatMap(({ breach, meanWatts, intervalMs, balance }) => {
    if (intervalMs !== null && (meanWatts === null || meanWatts <= 0)) return 'the load counter stood still';
    return breach?.kind === 'telemetry' && balance?.holds !== false ? breach.message : [];
  });
  const seen = renewals.filter(({ intervalMs }) => intervalMs !== null).length;
  if (seen === 0) return { weight: 'needed', holds: null, title, detail: 'Too few renewals to check.', remedy: null };
  const [first] = odd;
  if (first === undefined)
    return { weight: 'needed', holds: true, title, detail: `In ${seen} of ${seen} renewals.`, remedy: null };
  const detail = `Not in ${odd.length} of ${seen} renewals; the first time, ${first}.`;
  const remedy = `Restart the phone and check again: a launch in which this happens is invalid. ${REPORT_IT}`;
  return { weight: 'needed', holds: false, title, detail, remedy };
}

function balanceFinding({ renewals, readings, options }: Seen): Finding {
  const title = 'Power supplied is power used, within 2 %';
  const balances = renewals.flatMap(({ balance }) => balance ?? []);
  const broken = balances.filter(({ holds }) => !holds);
  const [first] = broken;
  if (balances.length === 0) {
    const detail = 'SystemLoad, SystemPowerIn and BatteryPower are not all there.';
    return { weight: 'wanted', holds: null, title, detail, remedy: null };
  }
  const all = `In ${balances.length} of ${balances.length} renewals.`;
  if (first === undefined) return { weight: 'needed', holds: true, title, detail: all, remedy: null };
  const seen = `Not in ${broken.length} of ${balances.length} renewals; the first time, ${watts(first.suppliedMilliwatts)} supplied and ${watts(first.usedMilliwatts)} used.`;
  const apart = meanImbalance(readings) ?? Number.POSITIVE_INFINITY;
  if (apart <= MEAN_TOLERANCE) return balanceOnAverage({ readings, options, seen, apart });
  const remedy = `Check again with the phone on its battery, and on an adapter with the charge limit reached. ${REPORT_IT}`;
  return { weight: 'needed', holds: false, title, detail: seen, remedy };
}

/** Keys that are renewed at different times contradict each other while the load changes, and on average hardly. */
function balanceOnAverage({
  readings,
  options,
  seen,
  apart,
}: Pick<Seen, 'readings' | 'options'> & { readonly seen: string; readonly apart: number }): Finding {
  const { together, changes } = changesOfPower(readings);
  const detail = `${seen} On average they are ${percentText(apart)} apart; SystemLoad and what it is compared with were renewed together in ${together} of ${count(changes, 'change')}.`;
  const title = 'Power supplied is power used, on average within 10 %';
  if (options.balance === 'mean') return { weight: 'needed', holds: true, title, detail, remedy: null };
  const remedy =
    'Set "powerBalance": "mean" in the devices file: launches are then checked by their means, and what these lie apart widens the stated error. Without it a launch in which this happens is invalid.';
  return { weight: 'needed', holds: false, title: 'Power supplied is power used, within 2 %', detail, remedy };
}

/** At how many readings the load or what it is compared with was renewed, and at how many both were. */
function changesOfPower(readings: readonly PowerReading[]): { readonly together: number; readonly changes: number } {
  const found = { together: 0, changes: 0 };
  for (const [index, now] of readings.entries()) {
    const before = readings[index - 1];
    if (before === undefined) continue;
    const isLoad = now.loadMilliwatts !== before.loadMilliwatts;
    const isOther =
      now.inputMilliwatts !== before.inputMilliwatts || now.batteryMilliwatts !== before.batteryMilliwatts;
    found.changes += Number(isLoad || isOther);
    found.together += Number(isLoad && isOther);
  }
  return found;
}

/** On battery, two ways to measure the same: it settles the unit of the counter. */
function batteryFinding({ renewals, readings }: Seen): Finding {
  const title = 'On battery, voltage times current is the load';
  const currents = readings.flatMap(({ supply, millivolts, milliamps }) =>
    supply === 'battery' && millivolts !== null && milliamps !== null && milliamps < 0
      ? [(-milliamps * millivolts) / 1e6]
      : [],
  );
  const means = renewals.flatMap(({ meanWatts }) => meanWatts ?? []);
  if (currents.length === 0 || means.length === 0) {
    const detail = 'The phone was not on its battery, so this was not checked.';
    return { weight: 'wanted', holds: null, title, detail, remedy: null };
  }
  const [byCurrent, byLoad] = [meanOf(currents), meanOf(means)];
  const apart = byCurrent / byLoad - 1;
  const holds = Math.abs(apart) <= BATTERY_TOLERANCE;
  const detail = `${watts(1000 * byCurrent)} by voltage and current, ${watts(1000 * byLoad)} by the load counter (${percentText(Math.abs(apart))} apart).`;
  const remedy = holds
    ? null
    : `Leave the phone alone and check for longer, because the two are read at different moments. ${REPORT_IT}`;
  return { weight: 'wanted', holds, title, detail, remedy };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function seconds(ms: number): string {
  return `${trimmed(ms / 1000, ms < 1000 ? 4 : 1)} s`;
}

function watts(milliwatts: number): string {
  return `${(milliwatts / 1000).toFixed(2)} W`;
}
