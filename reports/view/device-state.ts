import type { DeviceState } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { count, percentText, trimmed } from '#harness/text/numbers.ts';
import { SUPPLY_STATES } from '#harness/domain/power.ts';
import { bare } from '#harness/text/quantities.ts';
import type { StatePoint, StateView } from './chart-view.ts';
import type { Fact } from './fact.ts';
import { readable } from '#harness/text/sentences.ts';
import { SUPPLY_WORDS } from '#harness/text/supplies.ts';
import { duration } from '#harness/text/durations.ts';

/** What a device reported before and after each launch, along the run. Null where it reported nothing. */
export function stateView(launches: readonly Launch[], startedAt: string, device: string): StateView | null {
  const states = statesOf(launches)
    .map((state) => ({ state, atMs: Date.parse(state.at) }))
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ state }) => state);
  const first = states[0];
  const last = states.at(-1);
  if (first === undefined || last === undefined) return null;
  const facts = factsOf(states, launches);
  return {
    points: states.map((state) => point(state, startedAt)),
    facts,
    description: `${device}: ${facts.map((fact) => `${fact.label.toLowerCase()} ${fact.value}`).join('; ')}.`,
  };
}

function point(state: DeviceState, startedAt: string): StatePoint {
  const minute = (Date.parse(state.at) - Date.parse(startedAt)) / 60_000;
  return {
    minute: Number.isFinite(minute) ? minute : 0,
    batteryPercent: state.batteryPercent,
    temperatureC: state.temperatureC,
    thermal: state.thermal,
  };
}

function factsOf(states: readonly DeviceState[], launches: readonly Launch[]): readonly Fact[] {
  const temperatures = states.flatMap((state) => state.temperatureC ?? []);
  const hostTime = launches.reduce((sum, launch) => sum + launch.timing.totalMs, 0);
  return [
    {
      label: 'Battery',
      value: course(
        states.map((state) => state.batteryPercent),
        '%',
      ),
    },
    { label: 'Power supply', value: supplyCourse(states) },
    { label: 'Charging', value: claim(chargingOf(states, launches)) },
    ...brightnessFacts(launches),
    { label: 'Low Power Mode', value: claim(states.map((state) => state.lowPowerMode)) },
    { label: 'Thermal state', value: thermal(states.map((state) => state.thermal)) },
    {
      label: 'Temperature',
      value:
        temperatures.length === 0
          ? 'not reported by the device'
          : `${degrees(Math.min(...temperatures))} to ${degrees(Math.max(...temperatures))} °C`,
    },
    { label: 'Time in launches', value: readable(duration(hostTime)) },
  ];
}

/** As the phone says over the cable, or else as its apps do. */
function chargingOf(states: readonly DeviceState[], launches: readonly Launch[]): readonly (boolean | null)[] {
  const own = states.map(({ charging }) => charging);
  return own.some((value) => value !== null)
    ? own
    : launches.map(({ outcome }) => (outcome.kind === 'measured' ? (outcome.charging ?? null) : null));
}

/** None where no app reports it. */
function brightnessFacts(launches: readonly Launch[]): readonly Fact[] {
  const shares = launches.flatMap(({ outcome }) =>
    outcome.kind === 'measured' ? (outcome.display?.brightness ?? []) : [],
  );
  if (shares.length === 0) return [];
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map((share) => percentText(share));
  return [{ label: 'Screen brightness', value: least === most ? `${least}` : `${least} to ${most}` }];
}

function thermal(values: readonly DeviceState['thermal'][]): string {
  const known = values.filter((value) => value !== null);
  const warm = known.filter((value) => value !== 'nominal');
  if (known.length === 0) return 'not reported by the device';
  const of = count(known.length, 'reading');
  if (warm.length > 0) return `${[...new Set(warm)].join(', ')} in ${warm.length} of ${of}`;
  return known.length === values.length
    ? 'nominal throughout'
    : `nominal in all of ${of}, ${values.length - known.length} not reported`;
}

function course(values: readonly (number | null)[], unit: string): string {
  const known = values.flatMap((value) => value ?? []);
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return 'not reported by the device';
  return first === last ? `${trimmed(first)} ${unit}` : `${trimmed(first)} to ${trimmed(last)} ${unit}`;
}

function claim(values: readonly (boolean | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return 'not reported by the device';
  if (known.every((value) => value)) return 'yes';
  return known.some((value) => value) ? 'at times' : 'no';
}

/** The power supplies that were seen, in words; null where none was reported. */
export function supplyText(states: readonly DeviceState[]): string | null {
  const seen = SUPPLY_STATES.filter((supply) => states.some((state) => state.supply === supply));
  return seen.length === 0 ? null : seen.map((supply) => SUPPLY_WORDS[supply]).join(' and ');
}

function supplyCourse(states: readonly DeviceState[]): string {
  return supplyText(states) ?? 'not reported by the device';
}

export function statesOf(launches: readonly Launch[]): readonly DeviceState[] {
  return launches.flatMap(({ before, after }) => [before, after]).filter((state) => state !== null);
}

function degrees(value: number): string {
  return bare(value, { unit: '°C', divisor: 1, decimals: 1 });
}
