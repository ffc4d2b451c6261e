import type { PowerReading, SupplyState } from '#harness/domain/power.ts';

/** How far the two sides may lie apart, as a share of the larger one. */
const TOLERANCE = 0.02;
/** Whole milliwatts on either side, of a phone that does nearly nothing. */
const ROUNDING_MILLIWATTS = 5;

export type Balance = {
  readonly supply: SupplyState;
  /** What comes in, and what it should be by the other two keys. */
  readonly suppliedMilliwatts: number;
  readonly usedMilliwatts: number;
  readonly holds: boolean;
};

/**
 * Whether power in equals power used: `SystemPowerIn = SystemLoad + BatteryPower`, where power into the battery counts as
 * used. Worked out on public dumps of AppleSmartBattery, where it holds to a milliwatt (42,825 = 19,852 + 22,973 while
 * charging; 13,177 = 13,177 + 0 while held). The sign that `BatteryPower` has is not the same everywhere, so the supply
 * state gives it: on battery the battery delivers the load and what `SystemPowerIn` still shows is old. Null where a key is
 * missing.
 */
export function balanceOf(reading: PowerReading): Balance | null {
  const { supply, loadMilliwatts, inputMilliwatts, batteryMilliwatts } = reading;
  if (supply === null || loadMilliwatts === null || batteryMilliwatts === null) return null;
  const battery = Math.abs(batteryMilliwatts);
  if (supply === 'battery') return compared(supply, battery, loadMilliwatts);
  if (inputMilliwatts === null) return null;
  if (supply === 'charging') return compared(supply, inputMilliwatts, loadMilliwatts + battery);
  // A battery that is held gives or takes a little.
  const given = compared(supply, inputMilliwatts + battery, loadMilliwatts);
  return given.holds ? given : compared(supply, inputMilliwatts, loadMilliwatts + battery);
}

/** How far the means of what was supplied and used may lie apart where readings do not balance one by one. */
export const MEAN_TOLERANCE = 0.1;

/**
 * How far power supplied and power used lie apart on average, as a share of the larger mean; null where no reading has all keys.
 * Where a phone renews the keys at different times, readings contradict each other while its load changes, and their means
 * hardly do.
 */
export function meanImbalance(readings: readonly PowerReading[]): number | null {
  const balances = readings.flatMap((reading) => balanceOf(reading) ?? []);
  if (balances.length === 0) return null;
  const sum = (of: (balance: Balance) => number): number => balances.reduce((total, own) => total + of(own), 0);
  const [supplied, used] = [sum((own) => own.suppliedMilliwatts), sum((own) => own.usedMilliwatts)];
  const larger = Math.max(Math.abs(supplied), Math.abs(used));
  return larger === 0 ? 0 : Math.abs(supplied - used) / larger;
}

function compared(supply: SupplyState, suppliedMilliwatts: number, usedMilliwatts: number): Balance {
  const apart = Math.abs(suppliedMilliwatts - usedMilliwatts);
  const larger = Math.max(Math.abs(suppliedMilliwatts), Math.abs(usedMilliwatts));
  const holds = apart <= Math.max(ROUNDING_MILLIWATTS, TOLERANCE * larger);
  return { supply, suppliedMilliwatts, usedMilliwatts, holds };
}
