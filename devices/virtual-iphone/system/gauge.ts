import type { SupplyState } from '#harness/domain/power.ts';

/**
 * The counters of the power telemetry, as five public dumps of AppleSmartBattery show them (Macs; no dump of an iPhone is
 * public). All of them are sums over ticks of whole milliwatts.
 */
export type Gauge = {
  readonly supply: SupplyState;
  readonly loadMilliwatts: number;
  readonly inputMilliwatts: number;
  /** Positive into the battery. */
  readonly batteryMilliwatts: number;
  readonly loadTicks: number;
  readonly accumulatedLoadMilliwatts: number;
  readonly inputTicks: number;
  readonly accumulatedInputMilliwatts: number;
  /** Microwatt-hours of the adapter's input, rounded down in each tick. It stands still on battery. */
  readonly consumedMicrowattHours: number;
  readonly chargeTicks: number;
  readonly accumulatedChargeMilliwatts: number;
  readonly dischargeTicks: number;
  /** Never positive. */
  readonly accumulatedDischargeMilliwatts: number;
  readonly errors: number;
};

/** One milliwatt for a second is this share of a microwatt-hour. */
const MILLIWATT_SECONDS_PER_MICROWATT_HOUR = 3.6;

export function newGauge(supply: SupplyState, loadMilliwatts: number): Gauge {
  const none = {
    loadTicks: 0,
    accumulatedLoadMilliwatts: 0,
    inputTicks: 0,
    accumulatedInputMilliwatts: 0,
    consumedMicrowattHours: 0,
    chargeTicks: 0,
    accumulatedChargeMilliwatts: 0,
    dischargeTicks: 0,
    accumulatedDischargeMilliwatts: 0,
    errors: 0,
  };
  return { ...none, supply, ...flows({ supply, loadMilliwatts, chargeMilliwatts: 0 }) };
}

export type Ticks = {
  readonly supply: SupplyState;
  readonly loadMilliwatts: number;
  /** What the adapter gives the battery beside the load; of no effect unless it charges. */
  readonly chargeMilliwatts: number;
};

/** The gauge so many equal ticks later. */
export function tick(gauge: Gauge, ticks: Ticks, count = 1): Gauge {
  const now = flows(ticks);
  const [isIn, isCharge, isDischarge] = [
    now.inputMilliwatts > 0,
    now.batteryMilliwatts > 0,
    now.batteryMilliwatts < 0,
  ].map((does) => (does ? count : 0)) as [number, number, number];
  return {
    ...gauge,
    ...now,
    supply: ticks.supply,
    loadTicks: gauge.loadTicks + count,
    accumulatedLoadMilliwatts: gauge.accumulatedLoadMilliwatts + count * now.loadMilliwatts,
    inputTicks: gauge.inputTicks + isIn,
    accumulatedInputMilliwatts: gauge.accumulatedInputMilliwatts + isIn * now.inputMilliwatts,
    consumedMicrowattHours: gauge.consumedMicrowattHours + isIn * consumedInATick(now.inputMilliwatts),
    chargeTicks: gauge.chargeTicks + isCharge,
    accumulatedChargeMilliwatts: gauge.accumulatedChargeMilliwatts + isCharge * now.batteryMilliwatts,
    dischargeTicks: gauge.dischargeTicks + isDischarge,
    accumulatedDischargeMilliwatts: gauge.accumulatedDischargeMilliwatts + isDischarge * now.batteryMilliwatts,
  };
}

function consumedInATick(inputMilliwatts: number): number {
  return Math.floor(inputMilliwatts / MILLIWATT_SECONDS_PER_MICROWATT_HOUR);
}

type Flows = Pick<Gauge, 'loadMilliwatts' | 'inputMilliwatts' | 'batteryMilliwatts'>;

/** What comes in is what is used and what goes into the battery. */
function flows({ supply, loadMilliwatts: load, chargeMilliwatts }: Ticks): Flows {
  const loadMilliwatts = Math.round(load);
  switch (supply) {
    case 'battery':
      return { loadMilliwatts, inputMilliwatts: 0, batteryMilliwatts: -loadMilliwatts };
    case 'held':
      return { loadMilliwatts, inputMilliwatts: loadMilliwatts, batteryMilliwatts: 0 };
    case 'charging': {
      const batteryMilliwatts = Math.max(0, Math.round(chargeMilliwatts));
      return { loadMilliwatts, inputMilliwatts: loadMilliwatts + batteryMilliwatts, batteryMilliwatts };
    }
  }
}

/** `PowerTelemetryData` of the battery's entry in the I/O registry. */
export function powerTelemetry(gauge: Gauge): Readonly<Record<string, number>> {
  return {
    SystemLoad: gauge.loadMilliwatts,
    SystemPowerIn: gauge.inputMilliwatts,
    BatteryPower: gauge.batteryMilliwatts,
    SystemEnergyConsumed: consumedInATick(gauge.inputMilliwatts),
    AccumulatedSystemLoad: gauge.accumulatedLoadMilliwatts,
    SystemLoadAccumulatorCount: gauge.loadTicks,
    AccumulatedSystemPowerIn: gauge.accumulatedInputMilliwatts,
    SystemPowerInAccumulatorCount: gauge.inputTicks,
    AccumulatedSystemEnergyConsumed: gauge.consumedMicrowattHours,
    AccumulatedBatteryPower: gauge.accumulatedChargeMilliwatts,
    BatteryPowerAccumulatorCount: gauge.chargeTicks,
    AccumulatedBatteryDischarge: gauge.accumulatedDischargeMilliwatts,
    BatteryDischargeAccumulatorCount: gauge.dischargeTicks,
    PowerTelemetryErrorCount: gauge.errors,
  };
}

export const TELEMETRY_TROUBLES = ['jumps', 'errors', 'standsStill', 'unbalanced'] as const;
/** What can go wrong with the counters; each has been seen on hardware, or would make energy wrong unnoticed. */
export type TelemetryTrouble = (typeof TELEMETRY_TROUBLES)[number];

/** Counters have been seen to jump by five orders of magnitude. */
const JUMP = 1e12;

/** The gauge as it renews with this trouble; `before` is what it was. */
export function troubled(trouble: TelemetryTrouble, before: Gauge, renewed: Gauge): Gauge {
  switch (trouble) {
    case 'jumps':
      return { ...renewed, accumulatedLoadMilliwatts: renewed.accumulatedLoadMilliwatts + JUMP };
    case 'errors':
      return { ...renewed, errors: renewed.errors + 1 };
    case 'standsStill':
      return { ...renewed, accumulatedLoadMilliwatts: before.accumulatedLoadMilliwatts };
    case 'unbalanced':
      return { ...renewed, loadMilliwatts: Math.round(renewed.loadMilliwatts * 1.1) };
  }
}
