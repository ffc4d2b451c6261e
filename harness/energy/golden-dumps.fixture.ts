import type { PowerReading } from '#harness/domain/power.ts';
import { aReading } from './readings.fixture.ts';

/**
 * Numbers of public dumps of AppleSmartBattery on Macs, from issues and tests in public repositories. In all of them the
 * instant values balance to a milliwatt.
 */
export const HELD: PowerReading = aReading({
  supply: 'held',
  loadMilliwatts: 13_177,
  inputMilliwatts: 13_177,
  batteryMilliwatts: 0,
  accumulatedLoadMilliwatts: 2_118_775_727,
  loadTicks: 167_702,
});

/** The same MacBook Pro twice: charging, and a good 19 hours later held. */
export const CHARGING: PowerReading = aReading({
  supply: 'charging',
  millivolts: 11_928,
  milliamps: 1926,
  loadMilliwatts: 19_852,
  inputMilliwatts: 42_825,
  batteryMilliwatts: 22_973,
  accumulatedLoadMilliwatts: 1_362_141_123,
  loadTicks: 74_966,
  errors: 0,
});
export const HELD_LATER: PowerReading = aReading({
  supply: 'held',
  loadMilliwatts: 14_960,
  inputMilliwatts: 14_960,
  batteryMilliwatts: 0,
  accumulatedLoadMilliwatts: 2_545_485_601,
  loadTicks: 144_519,
  errors: 0,
});

/** Input accumulated, its ticks, and what the counter of consumed energy made of them, of two Macs and of one between two dumps. */
export const CONSUMED = [
  { inputMilliwatts: 2_111_167_537, ticks: 153_016, counter: 586_363_042 },
  // Ticks of the load: the dump was cut before those of the input, which can only be fewer.
  { inputMilliwatts: 1_063_944_651, ticks: 144_067, counter: 295_472_594 },
  {
    inputMilliwatts: 5_461_302_275_044 - 5_460_213_012_752,
    ticks: 99_684 - 54_538,
    counter: 1_517_028_346_160 - 1_516_725_794_712,
  },
] as const;
