import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import type { AppiumServer } from '#devices/appium/server.ts';
import { startXcuitest } from './xcuitest.ts';
import { isPortFree } from '#devices/appium/free-port.ts';
import { type ContractSubject, driverContract } from '#devices/contract.ts';
import { contractBuilds } from '#devices/contract-builds.fixture.ts';
import { startVirtualLab, VIRTUAL_PHONES, virtualDriverConfig } from '#devices/virtual-iphone/lab.ts';
import { iosDriver } from './driver.ts';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';

const MIB = 2 ** 20;
// Each check installs builds: to compile for them is proved elsewhere.
const short = { speedFactor: 1, jetsamLimitBytes: 500 * MIB, compileMs: 0 };
const specs = VIRTUAL_PHONES.slice(0, 2).map((spec) => ({ ...spec, ...short }));

const folder = await mkdtemp(join(tmpdir(), 'ios-driver-test-'));
// Servers make their homes below the temporary folder; one of this file's own shows what they leave.
const homes = await mkdtemp(join(folder, 'homes-'));
vi.stubEnv('TMPDIR', homes);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const { builds, notABuild } = await contractBuilds(folder);

driverContract('the iPhone driver on virtual phones', makeSubject);

test('no server is started before a device is opened', async () => {
  let starts = 0;
  const driver = iosDriver({
    devices: specs.map(configOf),
    tools: { appium: '3' },
    startServer: async () => {
      starts += 1;
      throw new Error('no server here');
    },
  });
  expect(driver.devices()).toHaveLength(2);
  expect(driver.tools()).toEqual({ appium: '3' });
  await driver.inspect(builds.sound);
  expect(starts).toBe(0);
  const signal = new AbortController().signal;
  const [first = '', second = ''] = specs.map(({ id }) => id);
  const opened = await Promise.allSettled([driver.open(first, signal), driver.open(second, signal)]);
  expect(opened.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(starts).toBe(1);
  await driver.close();
});

async function makeSubject(): Promise<ContractSubject> {
  const lab = await startVirtualLab(specs);
  const servers: AppiumServer[] = [];
  /** Nobody reaches the apps of these any more. */
  const gone = new Set<string>();
  const questions = await shapesVqa().load('smoke');
  const driver = iosDriver({
    devices: specs.map(configOf),
    tools: {},
    startServer: async () => {
      const server = await startXcuitest({ tunnelRegistryPort: lab.tunnelRegistryPort });
      servers.push(server);
      return server;
    },
  });
  const [first = '', second = ''] = specs.map(({ id }) => id);
  return {
    driver,
    deviceIds: [first, second],
    builds,
    model: 'nano',
    dataset: questions.reference,
    questions: questions.questions,
    notABuild,
    hasPower: true,
    outOfMemory: 'JETSAM',
    async launched(deviceId) {
      await expect.poll(() => lab.phones.find(({ id }) => id === deviceId)?.hostPids).toHaveLength(1);
    },
    async vanish(deviceId) {
      gone.add(deviceId);
      await lab.phones.find(({ id }) => id === deviceId)?.inject({ kind: 'vanished' });
    },
    async leftovers() {
      const reached = lab.phones.filter(({ id }) => !gone.has(id));
      const apps = reached.flatMap(({ hostPids }) => hostPids.map((pid) => `app ${pid}`));
      const ports = await Promise.all(
        servers.map(async ({ port }) => ((await isPortFree(port)) ? [] : [`port ${port}`])),
      );
      const alive = new Set(await processes());
      const running = servers.filter(({ pid }) => alive.has(String(pid))).map(({ pid }) => `server ${pid}`);
      const folders = (await readdir(homes)).filter((name) => name.startsWith('fastvlm-appium-'));
      return [...apps, ...ports.flat(), ...running, ...folders];
    },
    dispose: async () => await lab.close(),
  };
}

function configOf(spec: (typeof specs)[number]): Parameters<typeof iosDriver>[0]['devices'][number] {
  return { ...virtualDriverConfig(spec), graceMs: 1_000 };
}

async function processes(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=']);
  return stdout.split('\n').map((line) => line.trim());
}
