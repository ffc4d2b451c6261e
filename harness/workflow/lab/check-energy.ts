import type { Device } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import { energySource } from '#harness/energy/renewal.ts';
import { type CheckOptions, renewalsOf, type SeenRenewal } from '#harness/energy/seen-renewals.ts';
import { checkTelemetry, type TelemetryCheck } from '#harness/energy/telemetry-check.ts';
import type { DeviceDriver, DeviceSession } from '#harness/ports/device.ts';
import { chooseDevices } from '#harness/workflow/choose.ts';
import type { Host, LabOptions } from '#harness/workflow/host.ts';

export type EnergyCheckRequest = {
  readonly lab?: LabOptions;
  readonly device: string;
  /** Of a phone's time: virtual phones, whose telemetry is renewed faster, take as many times less. */
  readonly minutes: number;
};

export type EnergyEvent =
  | { readonly kind: 'opening'; readonly device: Device }
  | { readonly kind: 'reading'; readonly spanMs: number }
  | { readonly kind: 'renewed'; readonly renewal: SeenRenewal }
  | { readonly kind: 'read'; readonly spentMs: number; readonly spanMs: number }
  /** The last reading was made. */
  | { readonly kind: 'checked' };

/** Whoever asked: hears each renewal, and may stop it. */
export type EnergyCaller = { readonly onEvent: (event: EnergyEvent) => void; readonly signal: AbortSignal };

export type CheckedEnergy = {
  readonly device: Device;
  readonly check: TelemetryCheck;
  readonly readings: readonly PowerReading[];
};

const TICKS_A_MINUTE = 60;
/** Asking more often would load the phone that is looked at. */
const MIN_LOOK_MS = 20;
const MAX_LOOK_MS = 1000;

/** Reads the power telemetry of one phone for some minutes and says whether energy can be measured on it. */
export async function checkEnergy(
  { lab: options, device: id, minutes }: EnergyCheckRequest,
  host: Host,
  caller: EnergyCaller,
): Promise<CheckedEnergy> {
  const lab = await host.lab(options ?? {});
  const [device] = chooseDevices(lab, [id]);
  const driver = lab.drivers.find((candidate) => candidate.devices().some((known) => known.id === id));
  if (device === undefined || driver === undefined) throw new Error(`no driver for ${id}`);
  const release = driver.claim([id], 'an energy check');
  try {
    return await checkDevice(device, driver, minutes, host, caller);
  } finally {
    release();
  }
}

async function checkDevice(
  device: Device,
  driver: DeviceDriver,
  minutes: number,
  host: Host,
  caller: EnergyCaller,
): Promise<CheckedEnergy> {
  const { signal } = caller;
  caller.onEvent({ kind: 'opening', device });
  const session = await driver.open(device.id, signal).catch((error: unknown) => {
    throw signal.aborted ? interrupted() : error;
  });
  try {
    return await readAndCheck(session, device, minutes, host, caller);
  } catch (error) {
    throw signal.aborted ? interrupted() : error;
  } finally {
    await session.close();
  }
}

async function readAndCheck(
  session: DeviceSession,
  device: Device,
  minutes: number,
  { clock }: Host,
  { signal, onEvent }: EnergyCaller,
): Promise<CheckedEnergy> {
  const { energy } = device.capabilities;
  if (energy === null) throw withoutTelemetry(device);
  const { refreshMs, tickMs, balance } = energy;
  const lookMs = Math.min(MAX_LOOK_MS, Math.max(MIN_LOOK_MS, tickMs));
  const checked: CheckOptions = { refreshMs, tickMs, lookMs, balance };
  const spanMs = minutes * TICKS_A_MINUTE * tickMs;
  const readings: PowerReading[] = [];
  const startMs = clock.monotonicMs();
  let shown = 0;
  onEvent({ kind: 'reading', spanMs });
  for (;;) {
    signal.throwIfAborted();
    const reading = await session.power();
    if (reading === null) throw withoutTelemetry(device);
    readings.push(reading);
    const spentMs = clock.monotonicMs() - startMs;
    const source = energySource(readings[0] ?? reading);
    const renewals = source === null ? [] : renewalsOf(source, readings, checked);
    for (const renewal of renewals.slice(shown)) onEvent({ kind: 'renewed', renewal });
    shown = renewals.length;
    onEvent({ kind: 'read', spentMs, spanMs });
    if (spentMs >= spanMs) break;
    await clock.sleep(Math.min(lookMs, spanMs - spentMs), signal);
  }
  onEvent({ kind: 'checked' });
  return { device, check: checkTelemetry(readings, checked), readings };
}

function withoutTelemetry({ id }: Device): BenchError {
  return new BenchError('USAGE', `${id} has no power telemetry to check.`, {
    remedy: 'Choose a device that has power telemetry.',
  });
}

function interrupted(): BenchError {
  return new BenchError('INTERRUPTED', 'The energy check was stopped before its end. Nothing was kept.', {
    remedy: 'Run it again; --minutes makes it shorter.',
  });
}
