/** The instruments' services, asked by the client library of the driver itself. */
import { expect, onTestFinished, test } from 'vitest';
import { type InstrumentsClient, loadServices, plugIn } from '#devices/virtual-iphone/services-client.fixture.ts';
import type { VirtualIPhone } from '#devices/virtual-iphone/lab.ts';
import { BUNDLE_ID, eventually, packedApp } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';
import { WDA_BUNDLE_ID } from '#devices/virtual-iphone/system/wda-runner.ts';

const services = await loadServices();
const MIB = 2 ** 20;

async function connectTo(phone: VirtualIPhone): Promise<InstrumentsClient> {
  const instruments = await services.startDVTService(phone.udid);
  onTestFinished(() => instruments.dvtService.close());
  return instruments;
}

async function phoneWithApp(script = ''): Promise<VirtualIPhone> {
  const phone = await plugIn();
  const conduit = await services.startZipConduitService(phone.udid);
  await conduit.install(await packedApp({ script }));
  conduit.close();
  return phone;
}

test('an app is started, found by its bundle id, and killed by its pid', async () => {
  const { processControl, deviceInfo } = await connectTo(await phoneWithApp());
  expect(await processControl.getPidForBundleIdentifier(BUNDLE_ID)).toBe(0);
  const pid = await processControl.launch({ bundleId: BUNDLE_ID });
  expect(await processControl.getPidForBundleIdentifier(BUNDLE_ID)).toBe(pid);
  expect(await deviceInfo.proclist()).toMatchObject([{ pid, name: 'Tiny' }]);
  await processControl.kill(pid);
  await eventually(async () => ((await deviceInfo.isRunningPid(pid)) ? null : true));
  expect(await processControl.getPidForBundleIdentifier(BUNDLE_ID)).toBe(0);
});

test('an app that is not installed cannot be started', async () => {
  const { processControl } = await connectTo(await plugIn());
  await expect(processControl.launch({ bundleId: 'no.such.app' })).rejects.toThrow('not installed');
});

test('WebDriverAgent is always there to be started, unless it is dead', async () => {
  const phone = await plugIn();
  const { processControl } = await connectTo(phone);
  expect(await processControl.getPidForBundleIdentifier(WDA_BUNDLE_ID)).toBe(0);
  const pid = await processControl.launch({ bundleId: WDA_BUNDLE_ID, environment: { USE_PORT: '0' } });
  expect(await processControl.getPidForBundleIdentifier(WDA_BUNDLE_ID)).toBe(pid);
  await phone.inject({ kind: 'wdaDies' });
  expect(await processControl.getPidForBundleIdentifier(WDA_BUNDLE_ID)).toBe(0);
});

test('the system monitor sees the memory and the CPU use of an app', async () => {
  const phone = await phoneWithApp(`globalThis.kept = Buffer.alloc(${64 * MIB}, 1); for (;;) Math.sqrt(2);`);
  const { processControl, sysmontap } = await connectTo(phone);
  await sysmontap.configure({ intervalMs: 50 });
  const pid = await processControl.launch({ bundleId: BUNDLE_ID });
  const seen = await firstWhere(sysmontap.iterProcesses(), (processes) =>
    processes.find(
      (one) => one['pid'] === pid && Number(one['cpuUsage']) > 20 && Number(one['physFootprint']) > 64 * MIB,
    ),
  );
  expect(seen).toMatchObject({ name: 'Tiny' });
});

test('the system monitor knows the memory of the phone', async () => {
  const { sysmontap } = await connectTo(await plugIn());
  await sysmontap.configure({ intervalMs: 20 });
  const seen = await firstWhere(sysmontap.iterSystem(), (sample) => sample);
  expect(seen).toMatchObject({ physMemSize: 8 * 2 ** 30, vmPageSize: 16_384, vmUsedCount: 0 });
});

async function firstWhere<S, T>(samples: AsyncIterable<S>, look: (sample: S) => T | undefined): Promise<T | null> {
  for await (const sample of samples) {
    const found = look(sample);
    if (found !== undefined) return found;
  }
  return null;
}

test('a thermal condition is on until it is disabled', async () => {
  const phone = await plugIn();
  const { conditionInducer } = await connectTo(phone);
  await conditionInducer.set('ThermalCritical');
  expect(phone.thermal).toBe('critical');
  expect(await conditionInducer.list()).toMatchObject([{ identifier: 'ThermalCondition', isActive: true }]);
  await conditionInducer.disable();
  expect(phone.thermal).toBe('nominal');
  // Nothing is active any more: the phone answers with an error, which the client takes for that.
  await conditionInducer.disable();
});

test('a thermal condition ends with the connection that made it', async () => {
  const phone = await plugIn();
  const { conditionInducer, dvtService } = await connectTo(phone);
  await conditionInducer.set('ThermalFair');
  expect(phone.thermal).toBe('fair');
  await dvtService.close();
  await eventually(() => (phone.thermal === 'nominal' ? true : null));
});
