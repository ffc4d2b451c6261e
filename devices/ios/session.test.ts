import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { AppiumServer } from '#devices/appium/server.ts';
import { startXcuitest } from './xcuitest.ts';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { DEFAULT_COMPILE_MS } from '#devices/virtual-iphone/phone-spec.ts';
import {
  startVirtualLab,
  type VirtualIPhone,
  type VirtualLab,
  VIRTUAL_PHONES,
  virtualDriverConfig,
} from '#devices/virtual-iphone/lab.ts';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import { loadMsOf } from '#harness/measure/prepare.ts';
import type { DeviceDriver, DeviceSession, LaunchReport } from '#harness/ports/device.ts';
import type { IosDeviceConfig } from './device-config.ts';
import { iosDriver } from './driver.ts';

const MIB = 2 ** 20;
const NEVER = new AbortController().signal;
const specs = VIRTUAL_PHONES.slice(0, 1);
const DEVICE_ID = specs[0]?.id ?? '';
const { reference, questions } = await shapesVqa().load('smoke');
const folder = await mkdtemp(join(tmpdir(), 'ios-session-test-'));
const ipa = await packageBuild('reference', folder);

let lab: VirtualLab;
let phone: VirtualIPhone;
let driver: DeviceDriver;
/** The same phone, for what is only known after a limit. */
let impatient: DeviceDriver;
let server: AppiumServer | null = null;

beforeAll(async () => {
  lab = await startVirtualLab(specs);
  const [first] = lab.phones;
  if (first === undefined) throw new Error('the lab has no phone');
  phone = first;
  const start = async (): Promise<AppiumServer> => startXcuitest({ tunnelRegistryPort: lab.tunnelRegistryPort });
  const driverWith = (limits: Partial<IosDeviceConfig>, startServer: () => Promise<AppiumServer>): DeviceDriver =>
    iosDriver({
      devices: specs.map((spec) => ({
        ...virtualDriverConfig(spec),
        appTimeSeenMs: async (bundleId) =>
          (await lab.phones.find(({ udid }) => udid === spec.udid)?.appTimeSeenMs(bundleId)) ?? null,
        ...limits,
      })),
      tools: {},
      startServer,
    });
  driver = driverWith({}, async () => (server = await start()));
  impatient = driverWith({ wda: { startLimitMs: 3_000 }, installLimitMs: 2_000 }, start);
});
afterEach(() => {
  phone.heal();
  phone.setLowPowerMode(false);
  phone.setThermal('nominal');
});
afterAll(async () => {
  await driver.close();
  await impatient.close();
  await lab.close();
  await rm(folder, { recursive: true });
});

test('a launch leaves nothing on the phone but the images, which are not pushed again', async () => {
  const session = await open();
  await launch(session, { iterationsPerLaunch: 3 });
  const documents = join(phone.apps[0]?.container ?? '', 'Documents', 'bench');
  expect(await readdir(documents)).toEqual(['data']);
  const images = join(documents, 'data', reference.manifestSha256);
  const before = await pushedAt(images);
  expect(before.size).toBe(new Set(questions.slice(0, 3).map(({ imageSha256 }) => imageSha256)).size);

  const report = await launch(await reopen(session), { iterationsPerLaunch: 6 });
  expect(report.outcome.kind).toBe('measured');
  const after = await pushedAt(images);
  expect(after.size).toBe(new Set(questions.slice(0, 6).map(({ imageSha256 }) => imageSha256)).size);
  for (const [name, atMs] of before) expect(after.get(name)).toBe(atMs);
});

test('the first launch after an installation loads longer, and two bundle identifiers keep each other from installing', async () => {
  const beside = await packageBuild('rebuilt', folder, null, 'dev.fastvlmbench.beside');
  const other = await packageBuild('rebuilt', join(folder, 'other'));
  const session = await open();
  const reports: LaunchReport[] = [];
  for (const build of [ipa, beside, ipa, beside, other, ipa]) reports.push(await launch(session, {}, build));
  // The last two take each other's place.
  expect(reports.map(({ sinceInstall }) => sinceInstall)).toEqual([0, 0, 1, 1, 0, 0]);
  const loads = reports.map((report) => loadMsOf(report) ?? Number.NaN);
  const [first = 0, firstBeside = 0, later = 0, laterBeside = 0, anew = 0, back = 0] = loads;
  const shortest = Math.min(first, firstBeside, anew, back);
  expect(shortest - Math.max(later, laterBeside)).toBeGreaterThan(DEFAULT_COMPILE_MS / 2);
});

test('images that somebody removed are a fault of the infrastructure, and are pushed again', async () => {
  const session = await open();
  await launch(session);
  const images = join(phone.apps[0]?.container ?? '', 'Documents', 'bench', 'data', reference.manifestSha256);
  for (const name of (await pushedAt(images)).keys()) await rm(join(images, name));
  expect(await launch(session)).toMatchObject({
    isSessionLost: false,
    outcome: { kind: 'failed', fault: { kind: 'infrastructure', code: 'AGENT_DATA_MISSING' } },
  });
  expect((await launch(session)).outcome.kind).toBe('measured');
});

test('heat is told before, and in every iteration', async () => {
  phone.setThermal('serious');
  const session = await open();
  expect((await session.state()).thermal).toBe('serious');
  const { outcome } = await launch(session);
  if (outcome.kind !== 'measured') throw new Error(JSON.stringify(outcome));
  expect(new Set(outcome.iterations.map(({ thermal }) => thermal))).toEqual(new Set(['serious']));
});

test('low power mode makes a launch invalid', async () => {
  phone.setLowPowerMode(true);
  expect((await launch(await open())).outcome).toMatchObject({ kind: 'invalid', reason: 'lowPower' });
});

test('a build that the phone refuses is a product fault with the phone’s reason', async () => {
  await phone.inject({
    kind: 'installRefused',
    code: 'ApplicationVerificationFailed',
    description: '0xe8008015 (A valid provisioning profile for this executable was not found.)',
  });
  const report = await launch(await open());
  expect(report).toMatchObject({
    isSessionLost: false,
    fingerprint: null,
    outcome: { kind: 'failed', fault: { kind: 'product', code: 'INSTALL_REFUSED' } },
  });
  expect(report.outcome).toMatchObject({
    fault: { message: expect.stringContaining('ApplicationVerificationFailed') },
  });
  const said = report.evidence?.map(({ title, text }) => `${title}: ${text}`).join('\n');
  expect(said).toMatch(/^Log of Appium: [\s\S]*mobile: installApp[\s\S]*ApplicationVerificationFailed/);
});

test('a phone without free storage is trouble of the lab that names it, and the next launch works', async () => {
  await phone.inject({ kind: 'storageFull' });
  const session = await open();
  expect(await launch(session)).toMatchObject({
    isSessionLost: false,
    outcome: {
      fault: {
        kind: 'infrastructure',
        code: 'PHONE_FULL',
        message: expect.stringContaining('Free space on the phone'),
      },
    },
  });
  phone.heal();
  expect((await launch(session)).outcome.kind).toBe('measured');
});

test('an installation that never ends is given up by the driver, and the session goes on', async () => {
  const session = await open(impatient);
  await phone.inject({ kind: 'installSilent' });
  expect(await launch(session)).toMatchObject({
    isSessionLost: false,
    outcome: { kind: 'failed', fault: { kind: 'infrastructure', code: 'INSTALL_STALLED' } },
  });
  expect(await session.state()).toMatchObject({ batteryPercent: expect.any(Number) });
  phone.heal();
  expect((await launch(await reopen(session))).outcome.kind).toBe('measured');
});

test('when WebDriverAgent dies the session is lost, and a new session works', async () => {
  const session = await open();
  await phone.inject({ kind: 'wdaDies' });
  await expect(session.state()).rejects.toMatchObject({ code: 'DEVICE_LOST' });
  expect(await launch(session)).toMatchObject({
    isSessionLost: true,
    outcome: { fault: { kind: 'infrastructure', code: 'WDA_LOST' } },
  });
  expect((await launch(await reopen(session))).outcome.kind).toBe('measured');
});

test('a WebDriverAgent that does not start makes the device unavailable, with what to do', async () => {
  await phone.inject({ kind: 'wdaDeadAtStart' });
  await expect(impatient.open(DEVICE_ID, NEVER)).rejects.toMatchObject({
    code: 'DEVICE_UNAVAILABLE',
    message: expect.stringContaining('WDA_NOT_STARTED'),
    remedy: expect.stringContaining('WebDriverAgent'),
    evidence: [{ title: 'Log of Appium', text: expect.stringContaining('WebDriverAgent') }],
  });
});

test('a lost tunnel is told as what it is', async () => {
  const session = await open();
  await phone.inject({ kind: 'tunnelRemoved' });
  expect(await launch(session)).toMatchObject({
    isSessionLost: true,
    outcome: { fault: { kind: 'infrastructure', code: 'TUNNEL_LOST' } },
  });
});

test('a server that was killed costs the session, and the next device to be opened starts a new one', async () => {
  const session = await open();
  const killed = server;
  process.kill(killed?.pid ?? 0, 'SIGKILL');
  await expect.poll(() => killed?.death).toEqual(expect.any(String));
  expect(await launch(session)).toMatchObject({
    isSessionLost: true,
    outcome: { fault: { kind: 'infrastructure', code: 'SERVER_GONE' } },
  });
  expect((await launch(await reopen(session))).outcome.kind).toBe('measured');
  expect(server).not.toBe(killed);
});

test('opening a device is given up when the run is interrupted', async () => {
  const abort = new AbortController();
  const opening = driver.open(DEVICE_ID, abort.signal);
  abort.abort(new Error('enough'));
  await expect(opening).rejects.toThrow('enough');
  await open();
});

test('a result file of 60 MiB is measured', async () => {
  const report = await launch(await open(), {}, await wordy(60 * MIB));
  expect(report).toMatchObject({ isSessionLost: false, outcome: { kind: 'measured' } });
});

test('a result file that is larger than what is read is a product fault, and the next launch works', async () => {
  const session = await open();
  const report = await launch(session, {}, await wordy(80 * MIB));
  expect(report).toMatchObject({
    isSessionLost: false,
    outcome: { kind: 'failed', fault: { kind: 'product', code: 'EVENTS_TOO_LARGE' } },
  });
  expect((await launch(session)).outcome.kind).toBe('measured');
});

async function wordy(bytes: number): Promise<string> {
  return await packageBuild('reference', join(folder, `wordy-${bytes}`), { kind: 'wordy', bytes });
}

async function open(by = driver): Promise<DeviceSession> {
  const session = await by.open(DEVICE_ID, NEVER);
  onTestFinished(async () => await session.close());
  return session;
}

async function reopen(session: DeviceSession): Promise<DeviceSession> {
  await session.close();
  return await open();
}

async function launch(session: DeviceSession, protocol: Partial<Protocol> = {}, build = ipa): Promise<LaunchReport> {
  return await session.launch(
    {
      nonce: randomUUID(),
      build: await driver.inspect(build),
      pass: {
        id: 'pass',
        workload: {
          id: 'w',
          model: 'nano',
          dataset: reference.id,
          subset: reference.subset,
          promptTemplate: '{question}',
          imageSizePx: null,
          maxOutputTokens: 4,
        },
        protocol: {
          blocks: 1,
          looks: [],
          fewestToPass: 0,
          discardFirstLaunch: false,
          warmupIterations: 0,
          iterationsPerLaunch: 2,
          cycles: 1,
          footprintIntervalMs: null,
          energyRefreshes: null,
          launchTimeoutMs: 1_800_000,
          readiness: { minBatteryPercent: 0, maxBatteryPercent: 100, pollMs: 100, timeoutMs: 0 },
          ...protocol,
        },
        metrics: [],
      },
      dataset: reference,
      questions,
    },
    NEVER,
  );
}

async function pushedAt(images: string): Promise<ReadonlyMap<string, number>> {
  const names = (await readdir(images)).filter((name) => name.endsWith('.png'));
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await stat(join(images, name))).mtimeMs] as const)),
  );
}
