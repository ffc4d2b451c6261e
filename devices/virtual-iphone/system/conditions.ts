import { renameSync, writeFileSync } from 'node:fs';
import type { ThermalState } from '#harness/domain/device.ts';
import { DEFAULT_COMPILE_MS, jetsamLimit, type VirtualPhoneSpec } from '#devices/virtual-iphone/phone-spec.ts';

/** How much a hot phone slows down. Invented for the virtual phone; real ones throttle by model and load. */
const THERMAL_SPEED: Readonly<Record<ThermalState, number>> = {
  nominal: 1,
  fair: 1,
  serious: 0.7,
  critical: 0.4,
};

/** What an app on the phone may know of it, as the state file holds it. */
type PhoneState = {
  readonly thermal: ThermalState;
  readonly lowPowerMode: boolean;
  /** The phone's speed beside the host, thermal throttling included. */
  readonly speedFactor: number;
  readonly model: string;
  readonly osVersion: string;
  readonly osBuild: string;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number;
  readonly compileMs: number;
};

function phoneState(spec: VirtualPhoneSpec, thermal: ThermalState, lowPowerMode: boolean, clock: number): PhoneState {
  return {
    thermal,
    lowPowerMode,
    speedFactor: spec.speedFactor * Math.min(clock, THERMAL_SPEED[thermal]),
    model: spec.model,
    osVersion: spec.osVersion,
    osBuild: spec.osBuild,
    memoryBytes: spec.memoryBytes,
    memoryLimitBytes: jetsamLimit(spec),
    compileMs: spec.compileMs ?? DEFAULT_COMPILE_MS,
  };
}

/** The phone's surroundings. Every change is in the state file, whole, before the setter returns. */
export class PhoneConditions {
  readonly stateFile: string;
  readonly #spec: VirtualPhoneSpec;
  #thermal: ThermalState = 'nominal';
  /** A state that a condition inducer pretends; it hides the real one while it lasts. */
  #inducedThermal: ThermalState | null = null;
  #lowPowerMode = false;
  /** Share of the full clock that heat leaves, 0 to 1. */
  #clock = 1;

  constructor(spec: VirtualPhoneSpec, stateFile: string) {
    this.#spec = spec;
    this.stateFile = stateFile;
    this.#write();
  }

  get thermal(): ThermalState {
    return this.#inducedThermal ?? this.#thermal;
  }

  /** Null where the state is the real one. */
  get inducedThermal(): ThermalState | null {
    return this.#inducedThermal;
  }

  /** The phone's speed beside the host, thermal throttling included. */
  get speedFactor(): number {
    return this.#state.speedFactor;
  }

  get lowPowerMode(): boolean {
    return this.#lowPowerMode;
  }

  setThermal(state: ThermalState): void {
    this.#thermal = state;
    this.#write();
  }

  /** What the heat model says; it is written only when it has changed. */
  setHeat({ thermal, clock }: { readonly thermal: ThermalState; readonly clock: number }): void {
    if (thermal === this.#thermal && clock === this.#clock) return;
    [this.#thermal, this.#clock] = [thermal, clock];
    this.#write();
  }

  induceThermal(state: ThermalState | null): void {
    this.#inducedThermal = state;
    this.#write();
  }

  setLowPowerMode(isOn: boolean): void {
    this.#lowPowerMode = isOn;
    this.#write();
  }

  get #state(): PhoneState {
    return phoneState(this.#spec, this.thermal, this.#lowPowerMode, this.#clock);
  }

  #write(): void {
    // A reader sees the old file or the new one, never a part of either.
    const next = `${this.stateFile}.next`;
    writeFileSync(next, JSON.stringify(this.#state));
    renameSync(next, this.stateFile);
  }
}
