import { type Device, PHONE_TICK_MS, THERMAL_STATES, type ThermalState } from './device.ts';
import type { Measured } from './measured.ts';
import type { Protocol } from './suite.ts';

const MS_PER_SECOND = 1000;

/**
 * A time of a protocol on a device, in ms: a tick of a virtual phone stands for a second of a phone, so that what takes
 * minutes on one takes seconds on the other.
 */
export function onDeviceMs(ms: number, device: Device): number {
  return device.provenance === 'virtual'
    ? (ms * (device.capabilities.energy?.tickMs ?? PHONE_TICK_MS)) / MS_PER_SECOND
    : ms;
}

/** How long a launch asks question after question on the device, in ms; null where it asks each of its questions once. */
export function sustainForMs(protocol: Protocol, device: Device): number | null {
  const { energyRefreshes, sustainMs } = protocol;
  const windowMs = (energyRefreshes ?? 0) * (device.capabilities.energy?.refreshMs ?? 0);
  const loadMs = sustainMs === undefined ? 0 : onDeviceMs(sustainMs, device);
  const longestMs = Math.max(windowMs, loadMs);
  return longestMs === 0 ? null : longestMs;
}

/**
 * What it means that a phone leaves the nominal thermal state while a launch runs. It makes the launch `invalid` where times
 * are measured, is a `doubt` where energy is, and is `data` where the load goes on for so long that phones grow warm, or
 * where a state is forced.
 */
export function heatDuring({ sustainMs, forcedThermal, energyRefreshes }: Protocol): 'invalid' | 'doubt' | 'data' {
  if (sustainMs !== undefined || forcedThermal !== undefined) return 'data';
  return energyRefreshes === null ? 'invalid' : 'doubt';
}

/**
 * A cooler state than the one that its pass forces, as the app reported it: then part of the launch was not under the forced state,
 * and no part of it counts as being under it. Null without one; an app that reports no states is believed to have run under it.
 */
export function coolerThanForced({ forcedThermal }: Protocol, outcome: Measured): ThermalState | null {
  if (forcedThermal === undefined) return null;
  const forced = THERMAL_STATES.indexOf(forcedThermal);
  return statesOf(outcome).find((state) => THERMAL_STATES.indexOf(state) < forced) ?? null;
}

/** The first thermal state above nominal that the app reported, with a question or between two; null without one. */
export function heatOf(outcome: Measured): ThermalState | null {
  return statesOf(outcome).find((state) => state !== 'nominal') ?? null;
}

function statesOf({ iterations, thermalChanges = [] }: Measured): readonly ThermalState[] {
  return [...thermalChanges.map(({ state }) => state), ...iterations.flatMap(({ thermal }) => thermal ?? [])];
}
