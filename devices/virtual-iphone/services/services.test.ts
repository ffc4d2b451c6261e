/** Every service, asked by the client library of the driver itself. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadServices, plugIn } from '#devices/virtual-iphone/services-client.fixture.ts';
import type { VirtualIPhone } from '#devices/virtual-iphone/lab.ts';
import { BUNDLE_ID, eventually, packedApp, type TinyApp } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';

const services = await loadServices();

async function installOn(phone: VirtualIPhone, app: TinyApp & { padding?: Buffer } = {}): Promise<void> {
  const conduit = await services.startZipConduitService(phone.udid);
  try {
    await conduit.install(await packedApp(app));
  } finally {
    conduit.close();
  }
}

async function proxyOf(
  phone: VirtualIPhone,
): Promise<Awaited<ReturnType<typeof services.startInstallationProxyService>>> {
  const proxy = await services.startInstallationProxyService(phone.udid);
  onTestFinished(() => proxy.close());
  return proxy;
}

test('an app installed through the zip conduit is listed and looked up', async () => {
  const phone = await plugIn();
  await installOn(phone);
  const proxy = await proxyOf(phone);
  expect(await proxy.browse({ applicationType: 'User', returnAttributes: ['CFBundleVersion'] })).toEqual([
    { CFBundleVersion: '1' },
  ]);
  expect(await proxy.browse({ applicationType: 'System', returnAttributes: ['CFBundleVersion'] })).toEqual([]);
  expect(await proxy.lookup([BUNDLE_ID, 'no.such.app'])).toMatchObject({
    [BUNDLE_ID]: { CFBundleIdentifier: BUNDLE_ID, ApplicationType: 'User' },
  });
  await proxy.uninstall(BUNDLE_ID);
  expect(phone.apps).toEqual([]);
});

test('a large package goes through the zip conduit unharmed', async () => {
  const phone = await plugIn();
  const padding = randomBytes(24 * 2 ** 20);
  await installOn(phone, { padding });
  const weights = path.join(phone.apps[0]?.bundleFolder ?? '', 'weights.bin');
  expect((await readFile(weights)).equals(padding)).toBe(true);
});

test('a refusal of the zip conduit carries the code of installd', async () => {
  const phone = await plugIn();
  await expect(installOn(phone, { manifest: { MinimumOSVersion: '99.0' } })).rejects.toThrow('DeviceOSVersionTooLow');
});

test('a silent installation takes the package and never answers', async () => {
  const phone = await plugIn();
  await phone.inject({ kind: 'installSilent' });
  const conduit = await services.startZipConduitService(phone.udid);
  onTestFinished(() => conduit.close());
  await expect(conduit.install(await packedApp(), { timeoutMs: 300 })).rejects.toThrow('Timed out');
  phone.heal();
  await installOn(phone);
  expect(phone.apps).toHaveLength(1);
});

test('a package in the media folder is installed by its path', async () => {
  const phone = await plugIn();
  const media = await services.startAfcService(phone.udid);
  onTestFinished(() => media.close());
  await media.setFileContents('/Tiny.ipa', await readFile(await packedApp()));
  const proxy = await proxyOf(phone);
  const notifications = await services.startNotificationProxyService(phone.udid);
  onTestFinished(() => notifications.close());
  await notifications.observe('com.apple.mobile.application_installed');
  await proxy.install('/Tiny.ipa');
  expect(await notifications.expectNotification(5_000)).toMatchObject({ Command: 'RelayNotification' });
  expect(phone.apps).toHaveLength(1);
  await media.setFileContents('/bad.ipa', Buffer.from('no zip'));
  await expect(proxy.install('/bad.ipa')).rejects.toThrow('PackageExtractionFailed');
  await expect(proxy.install('/../state.json')).rejects.toThrow('PackageExtractionFailed');
});

test('files of an app are written, listed, renamed, read and removed', async () => {
  const phone = await plugIn();
  await installOn(phone);
  const files = await (await services.startHouseArrestService(phone.udid)).vendContainer(BUNDLE_ID);
  onTestFinished(() => files.close());
  const content = randomBytes(5 * 2 ** 20);
  await files.mkdir('/Documents/bench/one');
  await files.setFileContents('/Documents/bench/one/plan', content);
  await files.rename('/Documents/bench/one/plan', '/Documents/bench/one/plan.json');
  expect(await files.listdir('/Documents/bench/one')).toEqual(['plan.json']);
  expect(await files.isdir('/Documents/bench/one')).toBe(true);
  expect((await files.getFileContents('/Documents/bench/one/plan.json')).equals(content)).toBe(true);
  expect(await files.rm('/Documents/bench')).toEqual([]);
  await expect(files.getFileContents('/Documents/bench/one/plan.json')).rejects.toThrow('OBJECT_NOT_FOUND');
});

test('documents are shared alone, and only by an app that shares them', async () => {
  const phone = await plugIn();
  await installOn(phone);
  const house = await services.startHouseArrestService(phone.udid);
  const documents = await house.vendDocuments(BUNDLE_ID);
  onTestFinished(() => documents.close());
  expect(await documents.listdir('/Documents')).toEqual([]);
  await expect(documents.listdir('/Library')).rejects.toThrow('PERM_DENIED');
  await expect(documents.listdir('/Documents/../..')).rejects.toThrow('PERM_DENIED');
  await installOn(phone, { manifest: { UIFileSharingEnabled: false } });
  await expect(house.vendDocuments(BUNDLE_ID)).rejects.toThrow('iTunes File Sharing');
  await expect(house.vendContainer('no.such.app')).rejects.toThrow('not installed');
});

test('the power source is reported with its telemetry', async () => {
  const phone = await plugIn();
  const diagnostics = await services.startDiagnosticsService(phone.udid);
  const entry = await diagnostics.ioregistry({ ioClass: 'IOPMPowerSource', returnRawJson: true });
  expect(entry).toMatchObject({ CurrentCapacity: 80, PowerTelemetryData: { SystemLoad: 800 } });
  expect(await diagnostics.ioregistry({ ioClass: 'IOUnknown', returnRawJson: true })).toEqual({});
});

test('crash reports are listed and cleared', async () => {
  const phone = await plugIn();
  await writeFile(path.join(phone.crashFolder, 'Tiny-1.ips'), '{}');
  const reports = await services.startCrashReportsService(phone.udid);
  onTestFinished(() => reports.close());
  await reports.flush();
  expect(await reports.ls()).toEqual(['/Tiny-1.ips']);
  await reports.clear();
  expect(await reports.ls()).toEqual([]);
});

test('what an app prints is in the log', async () => {
  const phone = await plugIn();
  await installOn(phone, { script: "console.log('hello from the app');" });
  const { syslogService, serviceDescriptor } = await services.startSyslogTextService(phone.udid);
  const lines: string[] = [];
  syslogService.on('message', (line) => lines.push(line));
  await syslogService.start(serviceDescriptor, { textMode: true });
  onTestFinished(() => syslogService.stop());
  const instruments = await services.startDVTService(phone.udid);
  onTestFinished(() => instruments.dvtService.close());
  const pid = await instruments.processControl.launch({ bundleId: BUNDLE_ID });
  const line = await eventually(() => lines.find((one) => one.includes('hello')) ?? null);
  expect(line).toContain(`Tiny[${pid}] <Notice>: hello from the app`);
});

test('a phone that vanishes breaks its connections and refuses new ones', async () => {
  const phone = await plugIn();
  const media = await services.startAfcService(phone.udid);
  onTestFinished(() => media.close());
  await media.listdir('/');
  await phone.inject({ kind: 'vanished' });
  await expect(media.listdir('/')).rejects.toThrow(/./);
  await expect(services.startAfcService(phone.udid)).rejects.toThrow('No tunnel found');
});

test('without a tunnel a phone is not found until it is healed', async () => {
  const phone = await plugIn();
  await phone.inject({ kind: 'tunnelRemoved' });
  await expect(services.startAfcService(phone.udid)).rejects.toThrow('No tunnel found');
  phone.heal();
  const media = await services.startAfcService(phone.udid);
  onTestFinished(() => media.close());
  expect(await media.listdir('/')).toEqual(['PublicStaging']);
});
