import { labOptions, chooseDevices, type DeviceOptions } from '#harness/workflow/choose.ts';
import { type Device, powerTickMs } from '#harness/domain/device.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import { energySource } from '#harness/energy/renewal.ts';
import { type CheckOptions, renewalsOf } from '#harness/energy/seen-renewals.ts';
import { checkTelemetry, type TelemetryCheck } from '#harness/energy/telemetry-check.ts';
import type { DeviceDriver, DeviceSession } from '#harness/ports.ts';
import { progressLine } from '#harness/cli/text/progress-line.ts';
import type { World } from '#harness/cli/world.ts';
import { checkText, renewalHead, renewalLine } from '#harness/cli/text/check-text.ts';

export type EnergyCheckOptions = DeviceOptions & {
  /** Of a phone's time: virtual phones, whose telemetry is renewed faster, take as many times less. */
  readonly minutes: number;
  readonly json?: boolean;
};

const EXIT_CODES: Readonly<Record<TelemetryCheck['verdict'], ExitCode>> = { ready: 0, limited: 3, unusable: 4 };
const TICKS_A_MINUTE = 60;
/** Asking more often would load the phone that is looked at. */
const MIN_LOOK_MS = 20;
const MAX_LOOK_MS = 1000;

/** Reads the power telemetry of one phone for some minutes and says whether energy can be measured on it. */
export async function energyCheckCommand(id: string, options: EnergyCheckOptions, world: World): Promise<ExitCode> {
  const lab = await world.lab(labOptions(options, world.cwd));
  const [device] = chooseDevices(lab, [id]);
  const driver = lab.drivers.find((candidate) => candidate.devices().some((known) => known.id === id));
  if (device === undefined || driver === undefined) throw new Error(`no driver for ${id}`);
  const release = driver.claim([id], 'an energy check');
  try {
    const { check, readings } = await checkDevice(device, driver, options, world);
    world.terminal.write(options.json === true ? jsonText(device, check, readings) : checkText(check, device));
    return EXIT_CODES[check.verdict];
  } finally {
    release();
  }
}

type Checked = { readonly check: TelemetryCheck; readonly readings: readonly PowerReading[] };

async function checkDevice(
  device: Device,
  driver: DeviceDriver,
  options: EnergyCheckOptions,
  world: World,
): Promise<Checked> {
  const { signal } = world;
  const isQuiet = options.json === true;
  if (!isQuiet) world.terminal.write(`Opening ${device.label} …\n`);
  const session = await driver.open(device.id, signal).catch((error: unknown) => {
    throw signal.aborted ? interrupted() : error;
  });
  try {
    return await readAndCheck(session, device, options, world);
  } catch (error) {
    throw signal.aborted ? interrupted() : error;
  } finally {
    await session.close();
  }
}

async function readAndCheck(
  session: DeviceSession,
  device: Device,
  { minutes, json }: EnergyCheckOptions,
  world: World,
): Promise<Checked> {
  const { clock, terminal, signal } = world;
  const tickMs = powerTickMs(device);
  const lookMs = Math.min(MAX_LOOK_MS, Math.max(MIN_LOOK_MS, tickMs));
  const checked: CheckOptions = { refreshMs: device.powerRefreshMs, tickMs, lookMs };
  const spanMs = minutes * TICKS_A_MINUTE * tickMs;
  const readings: PowerReading[] = [];
  const progress = json === true ? null : progressLine(world);
  const startMs = clock.monotonicMs();
  let shown = 0;
  if (json !== true) terminal.write(renewalHead(spanMs));
  for (;;) {
    signal.throwIfAborted();
    const reading = await session.power();
    if (reading === null) throw withoutTelemetry(device);
    readings.push(reading);
    const spentMs = clock.monotonicMs() - startMs;
    const source = energySource(readings[0] ?? reading);
    const renewals = json === true || source === null ? [] : renewalsOf(source, readings, checked);
    for (const renewal of renewals.slice(shown)) {
      progress?.clear();
      terminal.write(renewalLine(renewal));
    }
    shown = renewals.length;
    progress?.show(`${Math.round(spentMs / 1000)} of ${Math.round(spanMs / 1000)} s`, false);
    if (spentMs >= spanMs) break;
    await clock.sleep(Math.min(lookMs, spanMs - spentMs), signal);
  }
  progress?.clear();
  return { check: checkTelemetry(readings, checked), readings };
}

function withoutTelemetry({ id }: Device): BenchError {
  return new BenchError('USAGE', `${id} has no power telemetry to check.`, {
    remedy: 'Choose a device that reports what it draws.',
  });
}

function interrupted(): BenchError {
  return new BenchError('INTERRUPTED', 'The energy check was stopped before its end. Nothing was kept.', {
    remedy: 'Run it again; --minutes makes it shorter.',
  });
}

function jsonText(device: Device, check: TelemetryCheck, readings: readonly PowerReading[]): string {
  const { id, model, osVersion, osBuild, provenance, powerRefreshMs } = device;
  const phone = { id, model, osVersion, osBuild, provenance, powerRefreshMs, powerTickMs: powerTickMs(device) };
  return `${JSON.stringify({ schemaVersion: 1, device: phone, check, readings }, null, 2)}\n`;
}
