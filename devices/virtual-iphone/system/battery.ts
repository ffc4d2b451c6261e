import type { SupplyState } from '#harness/domain/power.ts';
import { type Gauge, newGauge, powerTelemetry, type TelemetryTrouble, tick, troubled } from './gauge.ts';
import { tickMs, type VirtualPhoneSpec } from '#devices/virtual-iphone/phone-spec.ts';
import { advancePower, chargeWatts, initialPower, type PowerState, volts } from './power.ts';

/** CPU time of the phone's apps, looked up afresh. */
export interface CpuMeter {
  sample(): Promise<void>;
  readonly totalCpuMs: number;
}

/** Battery states as UIDevice counts them. */
const BATTERY_STATE = { battery: 1, charging: 2, held: 3 } as const;
/** Voltage and current are renewed more often than the counters: after so many ticks. */
const CURRENT_TICKS = 5;
const CURRENT_RIPPLE_MILLIAMPS = 3;

export type TelemetryFault = { readonly how: TelemetryTrouble; readonly everyRenewals: number };

/** The battery and its gauge. Its counters change only when the telemetry is renewed, every `powerRefreshMs`. */
export class Battery {
  readonly #spec: VirtualPhoneSpec;
  readonly #meter: CpuMeter;
  readonly #fault: () => TelemetryFault | null;
  readonly #timer: NodeJS.Timeout;
  #power: PowerState;
  #gauge: Gauge;
  #supply: SupplyState;
  #renewals = 0;
  #lastMs = performance.now();
  #lastCpuMs = 0;
  #isRenewing = false;

  constructor(spec: VirtualPhoneSpec, meter: CpuMeter, fault: () => TelemetryFault | null = () => null) {
    this.#spec = spec;
    this.#meter = meter;
    this.#fault = fault;
    this.#supply = spec.supply ?? 'battery';
    this.#power = initialPower(Date.now(), (spec.batteryMilliampHours * spec.batteryPercent) / 100);
    this.#gauge = newGauge(this.#supply, this.#power.loadMilliwatts);
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

  get supply(): SupplyState {
    return this.#supply;
  }

  /** As if somebody moved the cable. The telemetry shows it from the next renewal on. */
  setSupply(supply: SupplyState): void {
    this.#supply = supply;
  }

  /** All energy the phone has used since it started, as last renewed. */
  get energyMillijoules(): number {
    return this.#power.energyMillijoules;
  }

  /** What UIDevice reports to an app: a level in whole percent. */
  summary(): { readonly level: number; readonly state: number } {
    return { level: Math.round(this.percent) / 100, state: BATTERY_STATE[this.#gauge.supply] };
  }

  /** The IOPMPowerSource entry of the I/O registry. */
  registryEntry(): Readonly<Record<string, unknown>> {
    const power = this.#power;
    const { supply, batteryMilliwatts } = this.#gauge;
    const capacity = this.#spec.batteryMilliampHours;
    const millivolts = Math.round(volts(power, capacity) * 1000);
    const milliamps = Math.round((batteryMilliwatts / millivolts) * 1000) + this.#ripple();
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
      Temperature: this.#spec.hidesTemperature === true ? 0 : Math.round(power.temperatureC * 100),
      IsCharging: supply === 'charging',
      ExternalConnected: supply !== 'battery',
      AppleRawExternalConnected: supply !== 'battery',
      FullyCharged: false,
      AtCriticalLevel: this.percent < 1,
      Serial: 'VIRTUAL',
      ...(this.#spec.hidesTelemetry === true ? {} : { PowerTelemetryData: powerTelemetry(this.#gauge) }),
    };
  }

  /** A current that flows never stands still; it changes by a rhythm of its own. */
  #ripple(): number {
    if (this.#gauge.batteryMilliwatts === 0) return 0;
    const isOdd = Math.floor(performance.now() / (CURRENT_TICKS * tickMs(this.#spec))) % 2 === 1;
    return isOdd ? CURRENT_RIPPLE_MILLIAMPS : 0;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    try {
      await this.#meter.sample();
      // Ticks are whole; what is left of the time belongs to the next renewal.
      const ticks = Math.floor((performance.now() - this.#lastMs) / tickMs(this.#spec));
      if (ticks === 0) return;
      const elapsedMs = ticks * tickMs(this.#spec);
      const cpuMs = this.#meter.totalCpuMs;
      this.#power = advancePower(this.#power, {
        elapsedMs,
        cpuMs: Math.max(0, cpuMs - this.#lastCpuMs),
        capacityMilliampHours: this.#spec.batteryMilliampHours,
        supply: this.#supply,
      });
      this.#gauge = this.#renewed(ticks);
      this.#lastMs += elapsedMs;
      this.#lastCpuMs = cpuMs;
    } finally {
      this.#isRenewing = false;
    }
  }

  #renewed(ticks: number): Gauge {
    const { loadMilliwatts } = this.#power;
    const chargeMilliwatts = chargeWatts(loadMilliwatts / 1000) * 1000;
    const renewed = tick(this.#gauge, { supply: this.#supply, loadMilliwatts, chargeMilliwatts }, ticks);
    this.#renewals += 1;
    const fault = this.#fault();
    const isTroubled = fault !== null && this.#renewals % fault.everyRenewals === 0;
    return isTroubled ? troubled(fault.how, this.#gauge, renewed) : renewed;
  }
}
