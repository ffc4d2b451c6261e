import { setTimeout as sleep } from 'node:timers/promises';
import { Patience } from '#devices/appium/patience.ts';
import type { PhoneSession } from '#devices/appium/phone-session.ts';
import { type PowerReading, powerReading } from '#devices/appium/telemetry.ts';
import type { Energy } from '#harness/domain/launch.ts';
import type { IosDeviceConfig } from './device-config.ts';

/** A reading at the moment in which the device renewed its telemetry, known to half of `uncertainMs`. */
export type AlignedReading = { readonly atMs: number; readonly uncertainMs: number; readonly reading: PowerReading };

/** Looks for each renewal: the moment of one is known to half of this share of the time between two. */
const LOOKS_PER_RENEWAL = 10;
const MIN_LOOK_MS = 10;
const MAX_LOOK_MS = 500;
const IDLE_RENEWALS = 4;
/** Telemetry that has not been renewed after so many intervals, and PATIENCE_MS, is taken for dead. */
const PATIENCE_RENEWALS = 3;
const PATIENCE_MS = 15_000;

/** The energy of a device over a time that begins and ends with a renewal of its telemetry. */
export class PowerWindow {
  readonly #phone: PhoneSession;
  readonly #config: IosDeviceConfig;
  readonly #samples: AlignedReading[] = [];
  #idleWatts: number | null = null;
  #start: AlignedReading | null = null;
  #latest: PowerReading | null = null;

  constructor(phone: PhoneSession, config: IosDeviceConfig) {
    this.#phone = phone;
    this.#config = config;
  }

  /** Measures the idle device over some renewals and opens the window at the last of them. */
  async open(signal: AbortSignal): Promise<void> {
    const first = await this.#awaitRenewal(signal);
    if (first === null) return;
    // Nobody asks the phone anything while it idles: answering costs energy too.
    await sleep(this.#config.device.powerRefreshMs * (IDLE_RENEWALS - 0.5), undefined, { signal });
    const last = await this.#awaitRenewal(signal);
    if (last === null) return;
    const idle = joulesBetween(first, last, [first, last], this.#config.energyCounterJoules);
    if (idle === null) return;
    this.#idleWatts = (idle.joules / windowBetween(first, last)) * 1000;
    this.#start = last;
    this.#samples.push(last);
  }

  /**
   * Without an energy counter, power has to be sampled while the app runs. With one this is false, and the battery is
   * left alone from the opening of the window to its end.
   */
  get needsSamples(): boolean {
    return this.#start !== null && this.#start.reading.energyCounter === null;
  }

  async sample(): Promise<void> {
    this.#samples.push({ reading: await this.#read(), atMs: performance.now(), uncertainMs: 0 });
  }

  /** Null when the device tells too little; nothing is ever filled in. */
  async close(signal: AbortSignal): Promise<Energy | null> {
    if (this.#start === null || this.#idleWatts === null) return null;
    const end = await this.#awaitRenewal(signal);
    if (end === null) return null;
    const total = joulesBetween(this.#start, end, [...this.#samples, end], this.#config.energyCounterJoules);
    if (total === null) return null;
    const windowMs = windowBetween(this.#start, end);
    return {
      totalJoules: total.joules,
      windowMs,
      idleWatts: this.#idleWatts,
      refreshes: Math.round(windowMs / this.#config.device.powerRefreshMs),
      confidence: total.confidence,
    };
  }

  async #awaitRenewal(signal: AbortSignal): Promise<AlignedReading | null> {
    const { powerRefreshMs } = this.#config.device;
    const lookMs = Math.min(MAX_LOOK_MS, Math.max(MIN_LOOK_MS, powerRefreshMs / LOOKS_PER_RENEWAL));
    const patience = new Patience();
    const limitMs = PATIENCE_RENEWALS * powerRefreshMs + PATIENCE_MS;
    const { renewal } = await this.#read();
    if (renewal === null) return null;
    let beforeMs = performance.now();
    while (patience.spentMs() < limitMs) {
      await sleep(lookMs, undefined, { signal });
      const reading = await this.#read();
      const nowMs = performance.now();
      if (reading.renewal !== renewal) {
        return { reading, atMs: (beforeMs + nowMs) / 2, uncertainMs: nowMs - beforeMs };
      }
      beforeMs = nowMs;
    }
    return null;
  }

  async #read(): Promise<PowerReading> {
    this.#latest = powerReading(await this.#phone.run('batteryInfo'), this.#latest);
    return this.#latest;
  }
}

/**
 * Time between two renewals, by the clock that knows it better: the host's, which saw each between two looks, or the
 * device's, which stamps most often whole seconds. On a busy machine the looks lie far apart.
 */
export function windowBetween(start: AlignedReading, end: AlignedReading): number {
  const [from, to] = [start.reading.renewedMs, end.reading.renewedMs];
  const hostMs = end.atMs - start.atMs;
  if (from === null || to === null || to <= from) return hostMs;
  const stepMs = from % 1000 === 0 && to % 1000 === 0 ? 1000 : 1;
  return 2 * stepMs < start.uncertainMs + end.uncertainMs ? to - from : hostMs;
}

type Joules = { readonly joules: number; readonly confidence: Energy['confidence'] };

/**
 * Energy between two readings, by the best way the device offers: the difference of its counter; power integrated over
 * the samples (trapezoids); the charge that the battery lost. Null when it offers none.
 */
export function joulesBetween(
  start: AlignedReading,
  end: AlignedReading,
  samples: readonly AlignedReading[],
  counterJoules: number,
): Joules | null {
  const [from, to] = [start.reading, end.reading];
  if (from.energyCounter !== null && to.energyCounter !== null) {
    const counts = to.energyCounter - from.energyCounter;
    // A counter that falls was reset: what it counted before is unknown.
    return counts < 0 ? null : { joules: counts * counterJoules, confidence: 'measured' };
  }
  const integral = integrate(samples);
  if (integral !== null) return { joules: integral, confidence: 'derived' };
  if (from.remainingJoules === null || to.remainingJoules === null) return null;
  const spent = from.remainingJoules - to.remainingJoules;
  return spent < 0 ? null : { joules: spent, confidence: 'coarse' };
}

function integrate(samples: readonly AlignedReading[]): number | null {
  let joules = 0;
  let before: { readonly atMs: number; readonly watts: number } | null = null;
  for (const { atMs, reading } of samples) {
    if (reading.watts === null) return null;
    if (before !== null) joules += (((before.watts + reading.watts) / 2) * (atMs - before.atMs)) / 1000;
    before = { atMs, watts: reading.watts };
  }
  return samples.length < 2 ? null : joules;
}
