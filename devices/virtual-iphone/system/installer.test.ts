import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { encodeBinaryPlist } from '#devices/bundle/binary-plist.ts';
import { COMPILED_FILE } from '#devices/virtual-iphone/app/compile-cache.ts';
import {
  BUNDLE_ID,
  startSystem,
  temporaryFolder,
  unpackedApp,
} from '#devices/virtual-iphone/virtual-iphone.fixture.ts';

test('an installed app lies on the phone with an empty container', async () => {
  const system = await startSystem();
  const app = await system.install(await unpackedApp({ script: '// first' }));
  expect(app).toMatchObject({ bundleId: BUNDLE_ID, version: '1.0', buildNumber: '1', name: 'Tiny' });
  expect(await readFile(app.executable, 'utf8')).toContain('// first');
});

test('an upgrade replaces the app and keeps its files, but not what was compiled for the app before', async () => {
  const system = await startSystem();
  const first = await system.install(await unpackedApp({ script: '// first' }));
  await writeFile(path.join(first.container, 'Documents', 'kept'), 'kept');
  await writeFile(path.join(first.container, COMPILED_FILE), 'compiled');
  const second = await system.install(await unpackedApp({ script: '// second', manifest: { CFBundleVersion: '2' } }));
  expect(await readFile(second.executable, 'utf8')).toContain('// second');
  expect(await readFile(path.join(second.container, 'Documents', 'kept'), 'utf8')).toBe('kept');
  await expect(readFile(path.join(second.container, COMPILED_FILE))).rejects.toThrow('ENOENT');
  expect(system.installer.list()).toHaveLength(1);
});

test('an upgrade ends the running app', async () => {
  const system = await startSystem();
  await system.install(await unpackedApp());
  const running = system.launch(BUNDLE_ID, [], {});
  await system.install(await unpackedApp());
  expect(await running.exited).toMatchObject({ cause: 'terminated' });
});

test('removing an app removes its files', async () => {
  const system = await startSystem();
  const app = await system.install(await unpackedApp());
  await system.uninstall(BUNDLE_ID);
  expect(system.installer.find(BUNDLE_ID)).toBeNull();
  await expect(readFile(app.executable)).rejects.toThrow('ENOENT');
});

test.each([
  ['DeviceOSVersionTooLow', { MinimumOSVersion: '26.2' }],
  ['DeviceFamilyNotSupported', { CFBundleSupportedPlatforms: ['iPhoneSimulator'] }],
  ['DeviceFamilyNotSupported', { CFBundleSupportedPlatforms: null }],
  ['MissingBundleIdentifier', { CFBundleIdentifier: null }],
  ['MissingBundleIdentifier', { CFBundleIdentifier: '../escape' }],
  ['MissingBundleExecutable', { CFBundleExecutable: null }],
  ['MissingBundleExecutable', { CFBundleExecutable: 'Other' }],
  ['MissingBundleExecutable', { CFBundleExecutable: '../../Tiny' }],
])('%s for %j, and what was installed stays', async (code, manifest) => {
  const system = await startSystem();
  await system.install(await unpackedApp());
  await expect(system.install(await unpackedApp({ manifest }))).rejects.toMatchObject({ code });
  expect(system.installer.find(BUNDLE_ID)?.buildNumber).toBe('1');
});

test('a package without an app, or with an unreadable one, fails inspection', async () => {
  const system = await startSystem();
  await expect(system.install(await temporaryFolder())).rejects.toMatchObject({ code: 'PackageInspectionFailed' });
  const broken = await unpackedApp();
  await writeFile(path.join(broken, 'Payload/Tiny.app/Info.plist'), 'nonsense');
  await expect(system.install(broken)).rejects.toMatchObject({ code: 'PackageInspectionFailed' });
});

test('a binary Info.plist is read', async () => {
  const system = await startSystem();
  const folder = await unpackedApp();
  const manifest = {
    CFBundleIdentifier: BUNDLE_ID,
    CFBundleExecutable: 'Tiny',
    CFBundleSupportedPlatforms: ['iPhoneOS'],
    CFBundleVersion: '3',
  };
  await writeFile(path.join(folder, 'Payload/Tiny.app/Info.plist'), encodeBinaryPlist(manifest));
  expect((await system.install(folder)).buildNumber).toBe('3');
});
