import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AppiumServer } from '#devices/appium/server.ts';
import { startXcuitest } from './xcuitest.ts';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import {
  startVirtualLab,
  type VirtualIPhone,
  type VirtualLab,
  VIRTUAL_PHONES,
  virtualDriverConfig,
} from '#devices/virtual-iphone/lab.ts';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import type { DeviceDriver, DeviceSession, LaunchReport } from '#harness/ports/device.ts';
import { iosDriver } from './driver.ts';
import { BARE_PROTOCOL } from '#harness/domain/protocol.fixture.ts';

const MIB = 2 ** 20;
const NEVER = new AbortController().signal;
// Most tests install the build: to compile for it is proved elsewhere.
const [spec, otherSpec] = VIRTUAL_PHONES.slice(0, 2).map((shipped) => ({ ...shipped, compileMs: 0 }));
if (spec === undefined || otherSpec === undefined) throw new Error('two phones are needed');
const impatientSpec = { ...otherSpec, conditionInducer: 'refusing' } as const;
/** On this one what never comes is waited for no longer than a few seconds. */
const SHORT_LIMITS = { wda: { startLimitMs: 3_000 }, installLimitMs: 2_000, forcingLimitMs: 500 };
const { reference, questions } = await shapesVqa().load('smoke');
const folder = await mkdtemp(join(tmpdir(), 'ios-session-test-'));
const ipa = await packageBuild('reference', folder);
/** Never gets onto the phone. */
const refused = await packageBuild('rebuilt', folder);

let lab: VirtualLab;
let phone: VirtualIPhone;
let impatient: VirtualIPhone;
let driver: DeviceDriver;
let server: AppiumServer | null = null;
/** The phones' sessions that are open. Tests share them, as opening one costs more than most tests do. */
const sessions = new Map<string, DeviceSession>();

beforeAll(async () => {
  lab = await startVirtualLab([spec, impatientSpec]);
  const [first, second] = lab.phones;
  if (first === undefined || second === undefined) throw new Error('the lab lacks a phone');
  [phone, impatient] = [first, second];
  driver = iosDriver({
    devices: [
      { ...virtualDriverConfig(spec), appTimeSeenMs: async (bundleId) => await first.appTimeSeenMs(bundleId) },
      { ...virtualDriverConfig(impatientSpec), ...SHORT_LIMITS },
    ],
    tools: {},
    startServer: async () => (server = await startXcuitest({ tunnelRegistryPort: lab.tunnelRegistryPort })),
  });
});
afterEach(() => {
  for (const each of lab.phones) each.heal();
  phone.setThermal('nominal');
});
afterAll(async () => {
  await driver.close();
  await lab.close();
  await rm(folder, { recursive: true });
});

test('a launch leaves nothing on the phone but the images, which are not pushed again', async () => {
  await launch(await sessionOn(phone), { iterationsPerLaunch: 3 });
  const documents = join(phone.apps[0]?.container ?? '', 'Documents', 'bench');
  expect(await readdir(documents)).toEqual(['data']);
  const images = join(documents, 'data', reference.manifestSha256);
  const before = await pushedAt(images);
  expect(before.size).toBe(new Set(questions.slice(0, 3).map(({ imageSha256 }) => imageSha256)).size);

  const report = await launch(await reopen(phone), { iterationsPerLaunch: 6 });
  expect(report.outcome.kind).toBe('measured');
  const after = await pushedAt(images);
  expect(after.size).toBe(new Set(questions.slice(0, 6).map(({ imageSha256 }) => imageSha256)).size);
  for (const [name, atMs] of before) expect(after.get(name)).toBe(atMs);
});

test('heat is told before, and in every iteration', async () => {
  phone.setThermal('serious');
  const session = await sessionOn(phone);
  expect((await session.state()).thermal).toBe('serious');
  const { outcome } = await launch(session);
  if (outcome.kind !== 'measured') throw new Error(JSON.stringify(outcome));
  expect(new Set(outcome.iterations.map(({ thermal }) => thermal))).toEqual(new Set(['serious']));
});

test('a launch under a forced state is slower and sees that state throughout; before and after it the phone is nominal', async () => {
  const session = await sessionOn(phone);
  expect(await session.forcedThermals()).toEqual(['fair', 'serious', 'critical']);
  const before = await launch(session);
  const forced = await launch(session, { forcedThermal: 'serious' });
  expect((await session.state()).thermal).toBe('nominal');
  const after = await launch(session);
  expect([before, after].flatMap(thermalsOf)).toEqual(['nominal', 'nominal', 'nominal', 'nominal']);
  expect(thermalsOf(forced)).toEqual(['serious', 'serious']);
  // By the model of the phone 1 / 0.7 of the time; a busy host blurs it.
  expect(workMs(forced)).toBeGreaterThan(1.15 * Math.min(workMs(before), workMs(after)));
});

test('a build that the phone refuses is a product fault with the phone’s reason', async () => {
  await phone.inject({
    kind: 'installRefused',
    code: 'ApplicationVerificationFailed',
    description: '0xe8008015 (A valid provisioning profile for this executable was not found.)',
  });
  const report = await launch(await sessionOn(phone), {}, refused);
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
  const session = await sessionOn(phone);
  expect(await launch(session, {}, refused)).toMatchObject({
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
  const session = await sessionOn(impatient);
  await impatient.inject({ kind: 'installSilent' });
  expect(await launch(session)).toMatchObject({
    isSessionLost: false,
    outcome: { kind: 'failed', fault: { kind: 'infrastructure', code: 'INSTALL_STALLED' } },
  });
  impatient.heal();
  expect(await session.state()).toMatchObject({ batteryPercent: expect.any(Number) });
});

test('a phone that does not take a forced state on is trouble of the lab', async () => {
  const { outcome } = await launch(await sessionOn(impatient), { forcedThermal: 'serious' });
  const message = expect.stringContaining('told to pretend serious and reports nominal');
  expect(outcome).toMatchObject({ fault: { kind: 'infrastructure', code: 'THERMAL_NOT_FORCED', message } });
  expect(impatient.thermal).toBe('nominal');
});

test('when WebDriverAgent dies the session is lost, and a new session works', async () => {
  const session = await sessionOn(phone);
  await phone.inject({ kind: 'wdaDies' });
  await expect(session.state()).rejects.toMatchObject({ code: 'DEVICE_LOST' });
  expect(await launch(session)).toMatchObject({
    isSessionLost: true,
    outcome: { fault: { kind: 'infrastructure', code: 'WDA_LOST' } },
  });
  phone.heal();
  expect(await (await reopen(phone)).state()).toMatchObject({ batteryPercent: expect.any(Number) });
});

test('a WebDriverAgent that does not start makes the device unavailable, with what to do', async () => {
  await close(impatient);
  await impatient.inject({ kind: 'wdaDeadAtStart' });
  await expect(driver.open(impatient.id, NEVER)).rejects.toMatchObject({
    code: 'DEVICE_UNAVAILABLE',
    message: expect.stringContaining('WDA_NOT_STARTED'),
    remedy: expect.stringContaining('WebDriverAgent'),
    evidence: [{ title: 'Log of Appium', text: expect.stringContaining('WebDriverAgent') }],
  });
});

test('a lost tunnel is told as what it is, also when the connection to WebDriverAgent has ended with it', async () => {
  const session = await sessionOn(phone);
  await phone.inject({ kind: 'tunnelRemoved' });
  await phone.inject({ kind: 'wdaDies' });
  expect(await launch(session)).toMatchObject({
    isSessionLost: true,
    outcome: { fault: { kind: 'infrastructure', code: 'TUNNEL_LOST' } },
  });
  await close(phone);
});

test('a server that was killed costs the session, and the next device to be opened starts a new one', async () => {
  const session = await sessionOn(phone);
  const killed = server;
  const launching = launch(session, { forcedThermal: 'critical', iterationsPerLaunch: 300 });
  await expect.poll(() => phone.thermal).toBe('critical');
  process.kill(killed?.pid ?? 0, 'SIGKILL');
  await expect.poll(() => killed?.death).toEqual(expect.any(String));
  // The connection that forced the state has ended with the server.
  await expect.poll(() => phone.thermal).toBe('nominal');
  // Whether the launch itself failed depends on whether the server was still needed for it.
  expect(await launching).toMatchObject({ isSessionLost: true });
  expect(await launch(session)).toMatchObject({
    isSessionLost: true,
    outcome: { fault: { kind: 'infrastructure', code: 'SERVER_GONE' } },
  });
  await close(impatient);
  expect((await launch(await reopen(phone))).outcome.kind).toBe('measured');
  expect(server).not.toBe(killed);
});

test('opening a device is given up when the run is interrupted', async () => {
  await close(phone);
  const abort = new AbortController();
  const opening = driver.open(phone.id, abort.signal);
  abort.abort(new Error('enough'));
  await expect(opening).rejects.toThrow('enough');
  await sessionOn(phone);
});

test('a result file of 60 MiB is measured', async () => {
  const wordy = await packageBuild('reference', folder, { kind: 'wordy', bytes: 60 * MIB });
  const report = await launch(await sessionOn(phone), {}, wordy);
  expect(report).toMatchObject({ isSessionLost: false, outcome: { kind: 'measured' } });
});

async function sessionOn({ id }: VirtualIPhone): Promise<DeviceSession> {
  const session = sessions.get(id) ?? (await driver.open(id, NEVER));
  sessions.set(id, session);
  return session;
}

async function reopen(one: VirtualIPhone): Promise<DeviceSession> {
  await close(one);
  return await sessionOn(one);
}

async function close({ id }: VirtualIPhone): Promise<void> {
  await sessions.get(id)?.close();
  sessions.delete(id);
}

async function launch(session: DeviceSession, protocol: Partial<Protocol> = {}, build = ipa): Promise<LaunchReport> {
  return await session.launch(
    {
      nonce: randomUUID(),
      build: await driver.inspect(build),
      artefact: build,
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
          ...BARE_PROTOCOL,
          iterationsPerLaunch: 2,
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

function thermalsOf({ outcome }: LaunchReport): readonly unknown[] {
  if (outcome.kind !== 'measured') throw new Error(JSON.stringify(outcome));
  return outcome.iterations.map(({ thermal }) => thermal);
}

/** What the app says that the questions of a launch took. */
function workMs({ outcome }: LaunchReport): number {
  if (outcome.kind !== 'measured') throw new Error(JSON.stringify(outcome));
  const spans = outcome.iterations.flatMap((iteration) => iteration.spans);
  return spans.reduce((sum, { startNs, endNs }) => sum + (endNs - startNs) / 1e6, 0);
}

async function pushedAt(images: string): Promise<ReadonlyMap<string, number>> {
  const names = (await readdir(images)).filter((name) => name.endsWith('.png'));
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await stat(join(images, name))).mtimeMs] as const)),
  );
}
