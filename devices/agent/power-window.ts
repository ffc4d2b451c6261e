import { setTimeout as sleep } from 'node:timers/promises';
import { Patience } from '#devices/patience/patience.ts';
import type { EnergyCapability } from '#harness/domain/device.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import type { AlignedReading, Stretch } from '#harness/energy/aligned.ts';
import { type EnergyReading, launchEnergy } from '#harness/energy/launch-energy.ts';
import { energySource, type EnergySource, isRenewed, whyNoSource } from '#harness/energy/renewal.ts';
import { IDLE_RENEWALS } from '#harness/energy/stated-error.ts';
import type { PowerTelemetry } from './app-host.ts';

/** Looks for each renewal: the moment of one is known to half of this share of the time between two. */
const LOOKS_PER_RENEWAL = 10;
const MIN_LOOK_MS = 10;
const MAX_LOOK_MS = 500;
/** A source that has not been renewed after so many intervals, and PATIENCE_MS, is taken for dead. */
const PATIENCE_RENEWALS = 3;
const PATIENCE_MS = 15_000;

/**
 * The energy of one launch: a window from a renewal of the telemetry to another, between two stretches of the idle device.
 * Everywhere the device is asked once a renewal, so that what asking costs is in the idle power too.
 */
export class PowerWindow {
  readonly #telemetry: PowerTelemetry;
  readonly #energy: EnergyCapability;
  #source: EnergySource | null = null;
  #before: Stretch | null = null;
  #trail: Trail | null = null;
  #missing = 'the window was not opened';

  constructor(telemetry: PowerTelemetry, energy: EnergyCapability) {
    this.#telemetry = telemetry;
    this.#energy = energy;
  }

  /** Measures the idle device over some renewals and opens the window at the last of them. */
  async open(signal: AbortSignal): Promise<void> {
    const first = await this.#telemetry.read();
    this.#source = energySource(first);
    if (this.#source === null) {
      this.#missing = whyNoSource(first);
      return;
    }
    const idle = await this.#idle(this.#source, signal);
    if (idle === null) return;
    this.#before = idle;
    this.#trail = this.#follow(signal);
  }

  /** Ends the window at the next renewal. `makeIdle` brings the device back to what it was before the launch. */
  async close(makeIdle: () => Promise<unknown>, signal: AbortSignal): Promise<EnergyReading> {
    const between = (await this.#trail?.end()) ?? [];
    const [source, before] = [this.#source, this.#before];
    if (source === null || before === null) return this.#nothing();
    const end = await this.#awaitRenewal(source, signal);
    if (end === null) return this.#nothing();
    await makeIdle();
    const after = await this.#idle(source, signal);
    if (after === null) return this.#nothing();
    return launchEnergy({
      source,
      before,
      window: { start: before.end, between, end },
      after,
      refreshMs: this.#energy.refreshMs,
      tickMs: this.#energy.tickMs,
      balance: this.#energy.balance,
    });
  }

  /** Ends what a window that is never closed has begun. */
  async abandon(): Promise<void> {
    await this.#trail?.end().catch(() => []);
  }

  #nothing(): EnergyReading {
    return { kind: 'missing', reason: this.#missing };
  }

  async #idle(source: EnergySource, signal: AbortSignal): Promise<Stretch | null> {
    const start = await this.#awaitRenewal(source, signal);
    if (start === null) return null;
    const trail = this.#follow(signal);
    await sleep(this.#energy.refreshMs * (IDLE_RENEWALS - 0.5), undefined, { signal }).catch(async (error: unknown) => {
      await trail.end();
      throw error;
    });
    const between = await trail.end();
    const end = await this.#awaitRenewal(source, signal);
    return end === null ? null : { start, between, end };
  }

  /** Reads once a renewal until it is ended. */
  #follow(signal: AbortSignal): Trail {
    const readings: PowerReading[] = [];
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const reading = (async () => {
      while (!either.aborted) {
        await sleep(this.#energy.refreshMs, undefined, { signal: either }).catch(() => {});
        if (!either.aborted) readings.push(await this.#telemetry.read());
      }
    })();
    // It fails for whoever ends the trail.
    reading.catch(() => {});
    return {
      end: async () => {
        stop.abort();
        await reading;
        return readings;
      },
    };
  }

  async #awaitRenewal(source: EnergySource, signal: AbortSignal): Promise<AlignedReading | null> {
    const { refreshMs } = this.#energy;
    const lookMs = Math.min(MAX_LOOK_MS, Math.max(MIN_LOOK_MS, refreshMs / LOOKS_PER_RENEWAL));
    const patience = new Patience();
    const limitMs = PATIENCE_RENEWALS * refreshMs + PATIENCE_MS;
    const old = await this.#telemetry.read();
    let beforeMs = performance.now();
    while (patience.spentMs() < limitMs) {
      await sleep(lookMs, undefined, { signal });
      const reading = await this.#telemetry.read();
      const nowMs = performance.now();
      if (isRenewed(source, old, reading)) {
        return { reading, atMs: (beforeMs + nowMs) / 2, uncertainMs: nowMs - beforeMs };
      }
      beforeMs = nowMs;
    }
    this.#missing = `the telemetry was not renewed within ${Math.round(limitMs / 1000)} s`;
    return null;
  }
}

type Trail = { readonly end: () => Promise<readonly PowerReading[]> };
