import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
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
import type { Outcome } from '#harness/domain/launch.ts';
import type { Measured } from '#harness/domain/measured.ts';
import type { SupplyState } from '#harness/domain/power.ts';
import type { DeviceDriver, DeviceSession } from '#harness/ports/device.ts';
import { iosDriver } from './driver.ts';
import { BARE_PROTOCOL } from '#harness/domain/protocol.fixture.ts';

const NEVER = new AbortController().signal;
const [shipped] = VIRTUAL_PHONES;
if (shipped === undefined) throw new Error('a phone is needed');
// A window is a number of renewals: half the time says as much. To compile for a build is proved elsewhere.
const spec = { ...shipped, powerRefreshMs: 125, compileMs: 0 };
const secretive = { ...spec, id: 'secretive', udid: '00008140-00000000000F00E1', hidesTelemetry: true };
const specs = [spec, secretive];
const { reference, questions } = await shapesVqa().load('smoke');
const folder = await mkdtemp(join(tmpdir(), 'ios-energy-test-'));
const ipa = await packageBuild('reference', folder);

let lab: VirtualLab;
let driver: DeviceDriver;

beforeAll(async () => {
  lab = await startVirtualLab(specs);
  driver = iosDriver({
    devices: specs.map(virtualDriverConfig),
    tools: {},
    startServer: async () => startXcuitest({ tunnelRegistryPort: lab.tunnelRegistryPort }),
  });
});
afterEach(() => {
  for (const phone of lab.phones) {
    phone.heal();
    phone.battery.setSupply('battery');
  }
});
afterAll(async () => {
  await driver.close();
  await lab.close();
  await rm(folder, { recursive: true });
});

test('energy is the phone’s own while it charges, between two looks at the idle phone', async () => {
  const session = await open(spec.id);
  await supplyBy('charging', session, spec.id);
  const { energy, noEnergy } = measuredOf(await launch(session));
  expect(noEnergy).toBeUndefined();
  expect(energy).toMatchObject({ confidence: 'measured', supply: 'charging' });
  // A virtual phone idles at .8 W; ten watts go into a battery that charges.
  expect(Math.abs((energy?.idle?.beforeWatts ?? 0) - 0.8)).toBeLessThan(0.08);
  expect((energy?.totalJoules ?? 0) / ((energy?.windowMs ?? 0) / 1000)).toBeLessThan(6);
});

test('a cable that is moved while the app works makes the launch invalid: it is no fault of the build', async () => {
  const session = await open(spec.id);
  const { battery } = phoneOf(spec.id);
  const launching = launch(session);
  await expect.poll(() => phoneOf(spec.id).hostPids.length).toBeGreaterThan(0);
  battery.setSupply('charging');
  expect(await launching).toEqual({
    kind: 'invalid',
    reason: 'supply',
    message: 'no energy: the power supply changed from on battery to charging',
  });
});

test('without a load counter energy is derived', async () => {
  const session = await open(secretive.id);
  expect(measuredOf(await launch(session)).energy).toMatchObject({ confidence: 'derived', supply: 'battery' });
});

function phoneOf(id: string): VirtualIPhone {
  const phone = lab.phones.find((candidate) => candidate.id === id);
  if (phone === undefined) throw new Error(`no phone ${id}`);
  return phone;
}

/** Moves the cable, and waits until the phone's telemetry shows it. */
async function supplyBy(supply: SupplyState, session: DeviceSession, id: string): Promise<void> {
  phoneOf(id).battery.setSupply(supply);
  await expect.poll(async () => (await session.state()).supply).toBe(supply);
}

async function open(id: string): Promise<DeviceSession> {
  const session = await driver.open(id, NEVER);
  onTestFinished(async () => await session.close());
  return session;
}

async function launch(session: DeviceSession): Promise<Outcome> {
  const workload = {
    id: 'w',
    model: 'nano',
    dataset: reference.id,
    subset: reference.subset,
    promptTemplate: '{question}',
    imageSizePx: null,
    maxOutputTokens: 4,
  };
  const protocol = {
    ...BARE_PROTOCOL,
    iterationsPerLaunch: 2,
    energyRefreshes: 6,
    launchTimeoutMs: 1_800_000,
    readiness: { minBatteryPercent: 0, maxBatteryPercent: 100, pollMs: 100, timeoutMs: 0 },
  };
  const pass = { id: 'pass', workload, protocol, metrics: [] };
  const build = await driver.inspect(ipa);
  const request = { nonce: randomUUID(), build, artefact: ipa, pass, dataset: reference, questions };
  return (await session.launch(request, NEVER)).outcome;
}

function measuredOf(outcome: Outcome): Measured {
  if (outcome.kind !== 'measured') throw new Error(JSON.stringify(outcome));
  return outcome;
}
