import type { Device, DeviceState } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { InvalidReason, Launch } from '#harness/domain/launch.ts';
import { count } from '#harness/text/numbers.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { isAboutBuild, messageOf } from '#harness/domain/outcome.ts';

/** A phone that was not ready within its limit so often in a row is given up: nothing changes by waiting longer. */
const MAX_NOT_READY_IN_A_ROW = 2;
/** And so often in a run: what is left of the run would be mostly waiting. */
export const MAX_NOT_READY = 5;
/** Launches in a row that measured nothing, of all builds together or of one: two slots with all their tries. */
const MAX_WITHOUT_RESULT = 8;

const REMEDIES: Readonly<Record<InvalidReason, string>> = {
  thermal: 'Let the phone cool down: no case, no sun, no fast charging',
  lowPower: 'Switch off Low Power Mode (Settings > Battery)',
  battery: 'Bring the battery charge within the limits of the suite',
  supply:
    'Give the phone a power supply that the suite accepts and leave its cable alone (docs/iphone-setup.md, step 1)',
  otherSupply: 'Keep the phone on one power supply: a cable that comes and goes, or a weak hub, changes it',
  telemetry: 'Look at the phone with: fastvlm-bench devices energy-check ID',
  interrupted: 'Keep other apps, calls and alerts away from the phone',
};

/**
 * Why a device is not measured any further, from its launches since this measurement began; null to continue. Every way
 * to measure nothing has a limit, so that no phone keeps a run waiting for hours.
 */
export function reasonToGiveUp(device: Device, launches: readonly Launch[]): BenchError | null {
  const missed = launches.filter(wasNotReady);
  const last = launches.at(-1);
  if (last === undefined || isAboutBuild(last)) return null;
  const inARow = launches.slice(-MAX_NOT_READY_IN_A_ROW);
  const isStuck = inARow.length === MAX_NOT_READY_IN_A_ROW && inARow.every(wasNotReady);
  if (wasNotReady(last) && (isStuck || missed.length >= MAX_NOT_READY)) {
    return notReady(device, last, isStuck ? MAX_NOT_READY_IN_A_ROW : missed.length, isStuck);
  }
  return withoutResult(device, launches, null) ?? withoutResult(device, launches, last.slot.arm);
}

function notReady(device: Device, last: Launch, times: number, isInARow: boolean): BenchError {
  const waited = `${Math.round(last.timing.totalMs / 1000)} s`;
  const often = isInARow ? 'twice in a row' : `${times} times in this run`;
  return givenUp(
    `${device.id} was not ready within its limit ${often}; the last wait took ${waited}. ` +
      `The reason: ${messageOf(last)}${describeState(last.before)}.`,
    last,
  );
}

function withoutResult(device: Device, launches: readonly Launch[], arm: Arm | null): BenchError | null {
  const own = arm === null ? launches : launches.filter(({ slot }) => slot.arm === arm);
  const recent = own.slice(-MAX_WITHOUT_RESULT);
  const last = recent.at(-1);
  if (last === undefined || recent.length < MAX_WITHOUT_RESULT || recent.some(isAboutBuild)) return null;
  const kinds = Map.groupBy(recent, ({ outcome }) =>
    outcome.kind === 'failed' ? outcome.fault.code : `invalid (${outcome.kind === 'invalid' ? outcome.reason : ''})`,
  );
  const listed = [...kinds].map(([kind, of]) => `${of.length} × ${kind}`).join(', ');
  const whose = arm === null ? '' : ` of the ${arm}`;
  return givenUp(
    `${count(recent.length, 'launch', 'launches')}${whose} in a row measured nothing on ${device.id}: ${listed}. ` +
      `The last one: ${messageOf(last).replace(/\.$/, '')}.`,
    last,
  );
}

function givenUp(message: string, { outcome }: Launch): BenchError {
  const what = outcome.kind === 'invalid' ? REMEDIES[outcome.reason] : 'Remove the cause';
  return new BenchError('DEVICE_GIVEN_UP', message, { remedy: `${what}.` });
}

/** The limit of its readiness passed before the app was started. */
function wasNotReady({ outcome, timing }: Launch): boolean {
  return outcome.kind === 'invalid' && timing.appMs === 0;
}

function describeState(state: DeviceState | null): string {
  if (state === null) return '';
  const parts = [
    state.temperatureC === null ? null : `battery temperature ${state.temperatureC.toFixed(1)} °C`,
    state.batteryPercent === null ? null : `charge ${state.batteryPercent} %`,
    state.charging === true ? 'charging' : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
