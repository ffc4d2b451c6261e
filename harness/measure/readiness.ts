import type { DeviceState } from '#harness/domain/device.ts';
import type { InvalidReason } from '#harness/domain/launch.ts';
import type { Readiness } from '#harness/domain/suite.ts';

export type ReadinessAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'notReady'; readonly reason: InvalidReason; readonly message: string };

/** Whether a device may start a launch now. What a device does not report is no reason to wait. */
export function readiness(limits: Readiness, state: DeviceState): ReadinessAnswer {
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
  return { kind: 'ready' };
}

function notReady(reason: InvalidReason, message: string): ReadinessAnswer {
  return { kind: 'notReady', reason, message };
}
