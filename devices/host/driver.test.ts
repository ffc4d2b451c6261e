import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { type ContractSubject, driverContract } from '#devices/contract.ts';
import { contractBuilds } from '#devices/contract-builds.fixture.ts';
import { deviceSchema } from '#harness/domain/device.ts';
import { hostDriver, hostTools } from './driver.ts';

/** The limit of the test itself is enough. */
const WITHOUT_LIMIT = { timeout: 900_000 };

const folder = await mkdtemp(join(tmpdir(), 'host-driver-test-'));
// What the driver leaves shows in a temporary folder of its own.
const temporary = await mkdtemp(join(folder, 'tmp-'));
vi.stubEnv('TMPDIR', temporary);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const { builds, notABuild } = await contractBuilds(folder);

driverContract('the driver of this machine', async (): Promise<ContractSubject> => {
  const main = join(import.meta.dirname, 'app/faulty.fixture.ts');
  const driver = hostDriver({ claim: () => () => {}, tools: {}, main, graceMs: 1_000 });
  const { reference, questions } = await shapesVqa().load('smoke');
  return {
    driver,
    deviceIds: ['host'],
    builds,
    model: 'nano',
    dataset: reference,
    questions,
    notABuild,
    hasPower: false,
    outOfMemory: 'AGENT_OUT_OF_MEMORY',
    async launched() {
      await vi.waitUntil(async () => (await apps()).length === 1, WITHOUT_LIMIT);
    },
    vanish: null,
    async leftovers() {
      return [...(await apps()), ...(await readdir(temporary))];
    },
    async dispose() {
      // Closing the driver has done it.
    },
  };
});

/** Processes that run below the temporary folder. */
async function apps(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,args=']);
  return stdout.split('\n').filter((line) => line.includes(`${temporary}/`));
}

test('the machine is a device that says what it cannot report', () => {
  const [device] = hostDriver({ claim: () => () => {}, tools: {} }).devices();
  expect(deviceSchema.parse(device)).toMatchObject({
    id: 'host',
    platform: 'host',
    provenance: 'host',
    capabilities: { energy: null, thermal: false, battery: false, peakMemory: true, coldLoad: false },
  });
  expect(device?.memoryBytes).toBeGreaterThan(0);
});

test('a run is told the state of the machine, and which runtime measures', async () => {
  const conditions = hostDriver({ claim: () => () => {}, tools: {} }).conditions?.() ?? {};
  expect(Object.keys(conditions)).toEqual(['Frequency governor', 'Load average at the start', 'Cores of the app']);
  const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
    await readFile('package.json', 'utf8'),
  );
  expect(hostTools()).toEqual({ 'onnxruntime-node': manifest.dependencies['onnxruntime-node'] });
});

test('the machine is claimed for one run at a time', () => {
  const purposes: string[] = [];
  const claim = (purpose: string): (() => void) => {
    purposes.push(purpose);
    return () => purposes.pop();
  };
  const driver = hostDriver({ claim, tools: {} });
  const release = driver.claim(['host'], 'run one');
  expect(purposes).toEqual(['run one']);
  release();
  expect(purposes).toEqual([]);
});
