import type { SupplyState } from '#harness/domain/power.ts';

/**
 * The power model of a virtual phone. All its constants are invented: they have the size of a real phone's, so that
 * margins and windows meet plausible numbers, and they say nothing about any real phone.
 */

/** Power with the screen on and no app at work. */
export const IDLE_WATTS = 0.8;
/** Energy of one second of one core, above idle. */
export const JOULES_PER_CPU_SECOND = 2.5;
/** What the adapter delivers at most. */
export const ADAPTER_WATTS = 10;
export const EMPTY_VOLTS = 3.5;
export const FULL_VOLTS = 4.3;
export const AMBIENT_C = 24;
/** Warming above the ambient temperature per watt, once it has settled. */
export const KELVIN_PER_WATT = 2.5;
/** Time in which the temperature covers 63 % of the way to where it settles. */
const THERMAL_TIME_CONSTANT_MS = 240_000;

const JOULES_PER_MILLIAMP_HOUR_VOLT = 3.6;

/** The phone at one renewal of the telemetry. */
export type PowerState = {
  readonly atMs: number;
  readonly chargeMilliampHours: number;
  readonly temperatureC: number;
  /** Mean power since the renewal before. */
  readonly loadMilliwatts: number;
  /** All energy since the phone started. */
  readonly energyMillijoules: number;
};

export type PowerStep = {
  readonly elapsedMs: number;
  /** CPU time of all apps in this step. */
  readonly cpuMs: number;
  readonly capacityMilliampHours: number;
  readonly supply: SupplyState;
};

export function initialPower(atMs: number, chargeMilliampHours: number): PowerState {
  return {
    atMs,
    chargeMilliampHours,
    temperatureC: AMBIENT_C + IDLE_WATTS * KELVIN_PER_WATT,
    loadMilliwatts: IDLE_WATTS * 1000,
    energyMillijoules: 0,
  };
}

/** Energy of a step in joules: idle power over its time and a fixed energy for each CPU second. */
export function stepJoules(step: Pick<PowerStep, 'elapsedMs' | 'cpuMs'>): number {
  return (IDLE_WATTS * step.elapsedMs + JOULES_PER_CPU_SECOND * step.cpuMs) / 1000;
}

/** The state one step later. The battery drains, is held or is charged; everything else goes on. */
export function advancePower(state: PowerState, step: PowerStep): PowerState {
  if (step.elapsedMs <= 0) return state;
  const joules = stepJoules(step);
  const seconds = step.elapsedMs / 1000;
  const loadWatts = joules / seconds;
  const settledC = AMBIENT_C + loadWatts * KELVIN_PER_WATT;
  const remaining = Math.exp(-step.elapsedMs / THERMAL_TIME_CONSTANT_MS);
  const intoBatteryJoules =
    step.supply === 'battery' ? -joules : step.supply === 'charging' ? chargeWatts(loadWatts) * seconds : 0;
  const gained = intoBatteryJoules / (volts(state, step.capacityMilliampHours) * JOULES_PER_MILLIAMP_HOUR_VOLT);
  const chargeMilliampHours = Math.min(step.capacityMilliampHours, Math.max(0, state.chargeMilliampHours + gained));
  return {
    atMs: state.atMs + step.elapsedMs,
    chargeMilliampHours,
    temperatureC: settledC + (state.temperatureC - settledC) * remaining,
    loadMilliwatts: loadWatts * 1000,
    energyMillijoules: state.energyMillijoules + joules * 1000,
  };
}

/** What the adapter has left for the battery beside the load. */
export function chargeWatts(loadWatts: number): number {
  return Math.max(0, ADAPTER_WATTS - loadWatts);
}

/** Battery voltage, rising in a straight line with the charge. */
export function volts(state: PowerState, capacityMilliampHours: number): number {
  const fraction = Math.min(1, state.chargeMilliampHours / capacityMilliampHours);
  return EMPTY_VOLTS + (FULL_VOLTS - EMPTY_VOLTS) * fraction;
}
