import type { DeviceState } from '#harness/domain/device.ts';
import type { InvalidReason } from '#harness/domain/launch.ts';
import type { SupplyState } from '#harness/domain/power.ts';
import type { Readiness } from '#harness/domain/suite.ts';
import { SUPPLY_WORDS, suppliesText } from '#harness/text/supplies.ts';

export type ReadinessAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'notReady'; readonly reason: InvalidReason; readonly message: string };

/**
 * Whether a device may start a launch now. What a device does not report is no reason to wait.
 *
 * @param blockSupply what powered it in the other launch of the block; null where that is not known
 */
export function readiness(limits: Readiness, state: DeviceState, blockSupply: SupplyState | null): ReadinessAnswer {
  if (state.thermal !== null && state.thermal !== 'nominal')
    return notReady('thermal', `thermal state is ${state.thermal}`);
  if (state.lowPowerMode === true) return notReady('lowPower', 'Low Power Mode is on');
  const battery = state.batteryPercent;
  if (battery !== null && battery < limits.minBatteryPercent) {
    return notReady('battery', `battery is at ${battery} %, below ${limits.minBatteryPercent} %`);
  }
  if (battery !== null && battery > limits.maxBatteryPercent) {
    return notReady('battery', `battery is at ${battery} %, above ${limits.maxBatteryPercent} %`);
  }
  return supplyAnswer(limits, state.supply, blockSupply) ?? { kind: 'ready' };
}

function supplyAnswer(
  { supplies }: Readiness,
  supply: SupplyState | null,
  blockSupply: SupplyState | null,
): ReadinessAnswer | null {
  if (supply === null) return null;
  if (supplies !== undefined && !supplies.includes(supply)) {
    return notReady('supply', `the phone is ${SUPPLY_WORDS[supply]}; the suite wants it ${suppliesText(supplies)}`);
  }
  if (blockSupply === null || supply === blockSupply) return null;
  const other = SUPPLY_WORDS[blockSupply];
  return notReady(
    'otherSupply',
    `the phone is ${SUPPLY_WORDS[supply]}; in the other launch of the block it was ${other}`,
  );
}

function notReady(reason: InvalidReason, message: string): ReadinessAnswer {
  return { kind: 'notReady', reason, message };
}
