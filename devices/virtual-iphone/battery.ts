import { advancePower, initialPower, type PowerState, volts } from './power.ts';
import type { VirtualPhoneSpec } from './phone-spec.ts';

/** CPU time of the phone's apps, looked up afresh. */
export interface CpuMeter {
  sample(): Promise<void>;
  readonly totalCpuMs: number;
}

/** Battery states as UIDevice counts them. */
const UNPLUGGED = 1;
const CHARGING = 2;
const CHARGER_MILLIWATTS = 10_000;

/** The battery and its gauge. What it tells changes only when the telemetry is renewed, every `powerRefreshMs`. */
export class Battery {
  readonly #spec: VirtualPhoneSpec;
  readonly #meter: CpuMeter;
  readonly #timer: NodeJS.Timeout;
  #power: PowerState;
  #isCharging = false;
  #lastMs = performance.now();
  #lastCpuMs = 0;
  #isRenewing = false;

  constructor(spec: VirtualPhoneSpec, meter: CpuMeter) {
    this.#spec = spec;
    this.#meter = meter;
    this.#power = initialPower(Date.now(), (spec.batteryMilliampHours * spec.batteryPercent) / 100);
    this.#timer = setInterval(() => void this.#renew(), spec.powerRefreshMs).unref();
  }

  /** State of charge, 0 to 100. */
  get percent(): number {
    return Math.min(100, (this.#power.chargeMilliampHours / this.#spec.batteryMilliampHours) * 100);
  }

  setPercent(percent: number): void {
    const chargeMilliampHours = (this.#spec.batteryMilliampHours * Math.min(100, Math.max(0, percent))) / 100;
    this.#power = { ...this.#power, chargeMilliampHours };
  }

  get isCharging(): boolean {
    return this.#isCharging;
  }

  setCharging(isCharging: boolean): void {
    this.#isCharging = isCharging;
  }

  /** All energy the phone has used since it started, as last renewed. */
  get energyMillijoules(): number {
    return this.#power.energyMillijoules;
  }

  /** What UIDevice tells an app: a level in whole percent. */
  summary(): { readonly level: number; readonly state: number } {
    return { level: Math.round(this.percent) / 100, state: this.#isCharging ? CHARGING : UNPLUGGED };
  }

  /** The IOPMPowerSource entry of the I/O registry. */
  registryEntry(): Readonly<Record<string, unknown>> {
    const power = this.#power;
    const capacity = this.#spec.batteryMilliampHours;
    const millivolts = Math.round(volts(power, capacity) * 1000);
    const batteryMilliwatts = this.#isCharging ? power.loadMilliwatts - CHARGER_MILLIWATTS : power.loadMilliwatts;
    const milliamps = -Math.round((batteryMilliwatts / millivolts) * 1000);
    const rawCharge = Math.round(power.chargeMilliampHours);
    return {
      BatteryInstalled: true,
      // Seconds since 1970. A fraction, because the virtual phone renews more often than once a second.
      UpdateTime: power.atMs / 1000,
      CurrentCapacity: Math.round(this.percent),
      MaxCapacity: 100,
      AppleRawCurrentCapacity: rawCharge,
      AppleRawMaxCapacity: capacity,
      NominalChargeCapacity: capacity,
      DesignCapacity: capacity,
      CycleCount: 0,
      Voltage: millivolts,
      AppleRawBatteryVoltage: millivolts,
      InstantAmperage: milliamps,
      Amperage: milliamps,
      Temperature: Math.round(power.temperatureC * 100),
      IsCharging: this.#isCharging,
      ExternalConnected: this.#isCharging,
      AppleRawExternalConnected: this.#isCharging,
      FullyCharged: false,
      AtCriticalLevel: this.percent < 1,
      Serial: 'VIRTUAL',
      PowerTelemetryData: {
        SystemLoad: Math.round(power.loadMilliwatts),
        BatteryPower: Math.round(batteryMilliwatts),
        SystemPowerIn: this.#isCharging ? CHARGER_MILLIWATTS : 0,
        AccumulatedSystemEnergyConsumed: Math.round(power.energyMillijoules),
        AccumulatedSystemLoad: Math.round(power.accumulatedLoadMilliwatts),
        SystemLoadAccumulatorCount: power.loadSamples,
      },
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    try {
      await this.#meter.sample();
      const nowMs = performance.now();
      const cpuMs = this.#meter.totalCpuMs;
      this.#power = advancePower(this.#power, {
        elapsedMs: nowMs - this.#lastMs,
        cpuMs: Math.max(0, cpuMs - this.#lastCpuMs),
        capacityMilliampHours: this.#spec.batteryMilliampHours,
        isCharging: this.#isCharging,
      });
      this.#lastMs = nowMs;
      this.#lastCpuMs = cpuMs;
    } finally {
      this.#isRenewing = false;
    }
  }
}
