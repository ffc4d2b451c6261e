/** The real Appium server, the real XCUITest driver and the real WebdriverIO against virtual iPhones. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Browser, remote } from 'webdriverio';
import { FreePorts } from '#devices/appium/free-port.ts';
import type { AppiumServer } from '#devices/appium/server.ts';
import { startXcuitest } from '#devices/ios/xcuitest.ts';
import { startVirtualLab, type VirtualIPhone, type VirtualLab } from './lab.ts';
import { BUNDLE_ID, eventually, isAlive, packedApp, specOf } from './virtual-iphone.fixture.ts';

const MIB = 2 ** 20;
const NOT_RUNNING = 1;
const FOREGROUND = 4;
const ports = new FreePorts();

let lab: VirtualLab;
let appium: AppiumServer;
let phone: VirtualIPhone;
let other: VirtualIPhone;
let browser: Browser;

beforeAll(async () => {
  lab = await startVirtualLab([
    specOf({ jetsamLimitBytes: 400 * MIB }),
    specOf({ id: 'other', label: 'Other', udid: '00008120-00000000000F00FF', model: 'iPhone15,4', osVersion: '18.5' }),
  ]);
  [phone, other] = lab.phones as [VirtualIPhone, VirtualIPhone];
  appium = await startXcuitest({ tunnelRegistryPort: lab.tunnelRegistryPort });
  browser = await openSession(phone);
});

afterAll(async () => {
  await browser?.deleteSession();
  await appium?.stop();
  await lab?.close();
});

async function openSession(target: VirtualIPhone, more: object = {}): Promise<Browser> {
  const [wdaLocalPort, wdaRemotePort, mjpegServerPort] = await ports.find(3);
  return await remote({
    hostname: appium.host,
    port: appium.port,
    logLevel: 'silent',
    connectionRetryCount: 0,
    connectionRetryTimeout: 900_000,
    capabilities: {
      platformName: 'iOS',
      'appium:automationName': 'XCUITest',
      'appium:udid': target.udid,
      'appium:platformVersion': target.spec.osVersion,
      'appium:usePreinstalledWDA': true,
      'appium:wdaLocalPort': wdaLocalPort,
      'appium:wdaRemotePort': wdaRemotePort,
      'appium:mjpegServerPort': mjpegServerPort,
      'appium:skipLogCapture': true,
      'appium:newCommandTimeout': 900,
      'appium:wdaLaunchTimeout': 600_000,
      'appium:wdaConnectionTimeout': 600_000,
      'wdio:enforceWebDriverClassic': true,
      ...more,
    } as WebdriverIO.Capabilities,
  });
}

async function mobile<T>(command: string, parameters: object = {}): Promise<T> {
  return await browser.executeScript(`mobile: ${command}`, [parameters]);
}

/** Installs the app without the files of the one before it. */
async function installAfresh(script: string): Promise<void> {
  await mobile('removeApp', { bundleId: BUNDLE_ID });
  await install(script);
}

async function install(script: string, manifest: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await mobile('installApp', { app: await packedApp({ script, manifest }) });
}

async function pull(name: string): Promise<string> {
  const content = await mobile<string>('pullFile', { remotePath: `@${BUNDLE_ID}:documents/${name}` });
  return Buffer.from(content, 'base64').toString('utf8');
}

const TICKS_A_RENEWAL = 20;

/** The load counter: milliwatts summed over ticks. */
async function telemetry(): Promise<{ milliwatts: number; ticks: number }> {
  const { advanced } = await mobile<{ advanced: { PowerTelemetryData: Record<string, number> } }>('batteryInfo');
  const data = advanced.PowerTelemetryData;
  return { milliwatts: data['AccumulatedSystemLoad'] ?? 0, ticks: data['SystemLoadAccumulatorCount'] ?? 0 };
}

const WRITE_SURROUNDINGS = `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { PNG } from 'pngjs';
  writeFileSync(process.env.HOME + '/Documents/surroundings.json', JSON.stringify({
    run: process.env.RUN_ID, parameters: process.argv.slice(2), cwd: process.cwd(), png: typeof PNG,
    state: JSON.parse(readFileSync(process.env.VIRTUAL_IPHONE_STATE, 'utf8')),
    foreign: process.env.APPIUM_HOME ?? process.env.USER ?? null,
  }));`;

async function surroundings(): Promise<unknown> {
  return await eventually(async () => {
    const text = await pull('surroundings.json').catch(() => '');
    return text.endsWith('}') ? (JSON.parse(text) as unknown) : null;
  });
}

test('an app is installed, launched with its environment, seen running, and ended', async () => {
  await installAfresh(WRITE_SURROUNDINGS);
  expect(await mobile('isAppInstalled', { bundleId: BUNDLE_ID })).toBe(true);
  expect(await mobile('queryAppState', { bundleId: BUNDLE_ID })).toBe(NOT_RUNNING);
  await mobile('launchApp', { bundleId: BUNDLE_ID, arguments: ['--fast'], environment: { RUN_ID: 'run 7' } });
  expect(await mobile('queryAppState', { bundleId: BUNDLE_ID })).toBe(FOREGROUND);
  expect(await surroundings()).toMatchObject({
    run: 'run 7',
    parameters: ['--fast'],
    png: 'function',
    state: { thermal: 'nominal', model: 'iPhone17,1', osVersion: '26.1', speedFactor: 1 },
    foreign: null,
  });
  const [hostPid = 0] = phone.hostPids;
  expect(await mobile('terminateApp', { bundleId: BUNDLE_ID })).toBe(true);
  expect(await mobile('queryAppState', { bundleId: BUNDLE_ID })).toBe(NOT_RUNNING);
  expect(isAlive(hostPid)).toBe(false);
});

test('files go to the container and come back, one by one and as a folder', async () => {
  await install('');
  const payload = Buffer.alloc(MIB, 'phone');
  const remotePath = `@${BUNDLE_ID}:documents/in/plan.bin`;
  await mobile('pushFile', { remotePath, payload: payload.toString('base64') });
  const back = Buffer.from(await mobile<string>('pullFile', { remotePath }), 'base64');
  expect(back.equals(payload)).toBe(true);
  const folder = Buffer.from(
    await mobile<string>('pullFolder', { remotePath: `@${BUNDLE_ID}:documents/in` }),
    'base64',
  );
  expect(folder.subarray(0, 2).toString()).toBe('PK');
});

test('an upgrade keeps the files of the app', async () => {
  await install('');
  const remotePath = `@${BUNDLE_ID}:documents/kept.txt`;
  await mobile('pushFile', { remotePath, payload: Buffer.from('kept').toString('base64') });
  await install('', { CFBundleVersion: '2' });
  expect(await pull('kept.txt')).toBe('kept');
  const apps = await mobile<Record<string, { CFBundleVersion: string }>>('listApps');
  expect(apps[BUNDLE_ID]?.CFBundleVersion).toBe('2');
});

test('the load counter grows faster while an app computes', async () => {
  await install('for (let number = 0; ; number += 1) Math.sqrt(number);');
  const idle = await milliwatts();
  await mobile('launchApp', { bundleId: BUNDLE_ID });
  const busy = await milliwatts();
  await mobile('terminateApp', { bundleId: BUNDLE_ID });
  expect(idle).toBeGreaterThan(0);
  // On a busy machine the app gets a small share of a core, and idling is the same to a hundredth.
  expect(busy).toBeGreaterThan(1.02 * idle);
});

/** Mean power over some renewals. */
async function milliwatts(): Promise<number> {
  const start = await telemetry();
  const end = await eventually(async () => {
    const now = await telemetry();
    return now.ticks >= start.ticks + 6 * TICKS_A_RENEWAL ? now : null;
  });
  return (end.milliwatts - start.milliwatts) / (end.ticks - start.ticks);
}

test('an induced thermal condition is seen by the driver and by apps, until it is lifted', async () => {
  await installAfresh(WRITE_SURROUNDINGS);
  await mobile('enableConditionInducer', { conditionID: 'ThermalCondition', profileID: 'ThermalSerious' });
  expect(await mobile('deviceInfo')).toMatchObject({ thermalState: 2 });
  await mobile('launchApp', { bundleId: BUNDLE_ID });
  expect(await surroundings()).toMatchObject({ state: { thermal: 'serious', speedFactor: 0.7 } });
  await mobile('disableConditionInducer');
  expect(await mobile('deviceInfo')).toMatchObject({ thermalState: 0, lockdownInfo: { ProductType: 'iPhone17,1' } });
  await mobile('terminateApp', { bundleId: BUNDLE_ID });
});

test('a killed app is gone', async () => {
  await installAfresh('');
  await mobile('launchApp', { bundleId: BUNDLE_ID });
  const [hostPid = 0] = phone.hostPids;
  expect(await mobile('killApp', { bundleId: BUNDLE_ID })).toBe(true);
  // The driver does not wait for the phone to do it.
  await eventually(async () =>
    (await mobile('queryAppState', { bundleId: BUNDLE_ID })) === NOT_RUNNING ? true : null,
  );
  expect(isAlive(hostPid)).toBe(false);
});

async function reportOf(start: string): Promise<string> {
  const name = await eventually(
    async () => (await readdir(phone.crashFolder)).find((file) => file.startsWith(start)) ?? null,
  );
  return await readFile(path.join(phone.crashFolder, name), 'utf8');
}

test('an app that crashes leaves a report with the reason', async () => {
  await install("throw new Error('no model');");
  await mobile('launchApp', { bundleId: BUNDLE_ID });
  const report = await reportOf('Tiny-');
  expect(report).toContain('"indicator": "exit(1)"');
  expect(report).toContain('no model');
  expect(await mobile('queryAppState', { bundleId: BUNDLE_ID })).toBe(NOT_RUNNING);
});

test('an app that takes too much memory is ended and named in a jetsam event', async () => {
  await install(`const hoard = []; setInterval(() => hoard.push(Buffer.alloc(${32 * MIB}, 1)), 10);`);
  await mobile('launchApp', { bundleId: BUNDLE_ID });
  const [hostPid = 0] = phone.hostPids;
  expect(await reportOf('JetsamEvent-')).toContain('per-process-limit');
  expect(isAlive(hostPid)).toBe(false);
});

test('a refused installation names the code of installd', async () => {
  await expect(install('', { MinimumOSVersion: '99.0' })).rejects.toThrow('DeviceOSVersionTooLow');
  await phone.inject({ kind: 'installRefused', code: 'ApplicationVerificationFailed', description: '0xe8008015' });
  onTestFinished(() => phone.heal());
  await expect(install('')).rejects.toThrow('ApplicationVerificationFailed');
});

test('two phones are driven at once by one server', async () => {
  const second = await openSession(other);
  onTestFinished(() => second.deleteSession());
  const app = await packedApp({ script: WRITE_SURROUNDINGS });
  await second.executeScript('mobile: installApp', [{ app }]);
  await second.executeScript('mobile: launchApp', [{ bundleId: BUNDLE_ID }]);
  expect(other.hostPids).toHaveLength(1);
  expect(await second.executeScript('mobile: deviceInfo', [{}])).toMatchObject({ uuid: other.udid });
});

test('WebDriverAgent that never listens ends the start of a session', async () => {
  await other.inject({ kind: 'wdaDeadAtStart' });
  onTestFinished(() => other.heal());
  await expect(openSession(other, { 'appium:wdaLaunchTimeout': 1_000 })).rejects.toThrow(
    'Failed to start the preinstalled WebDriverAgent',
  );
});

test('WebDriverAgent that dies and a phone that vanishes end the session with an error', async () => {
  const lost = await openSession(other);
  await other.inject({ kind: 'wdaDies' });
  await expect(lost.executeScript('mobile: queryAppState', [{ bundleId: BUNDLE_ID }])).rejects.toThrow(
    'Could not proxy command to the remote server',
  );
  await lost.deleteSession().catch(() => {});
  await other.inject({ kind: 'vanished' });
  await expect(openSession(other)).rejects.toThrow(other.udid);
});
