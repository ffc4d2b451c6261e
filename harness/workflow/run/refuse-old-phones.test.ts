import { expect, test } from 'vitest';
import type { Build } from '#harness/domain/build.ts';
import { phoneCapabilities, type Device } from '#harness/domain/device.ts';
import { refuseOldPhones } from './refuse-old-phones.ts';

const build = (minimumOsVersion: string): Build => ({
  id: 'id',
  label: 'nano 1.0',
  version: '1.0',
  platform: 'ios',
  bytes: 1,
  models: [],
  identity: { kind: 'ios', bundleId: 'com.example', buildNumber: '1', minimumOsVersion, binaryUuid: 'ABCDEF' },
});
const phone = (id: string, osVersion: string): Device => ({
  id,
  label: id,
  platform: 'ios',
  model: 'iPhone17,1',
  osVersion,
  osBuild: '23B85',
  memoryBytes: 8,
  provenance: 'physical',
  capabilities: phoneCapabilities(20_000),
});

test('a build that needs a newer iOS than a phone has is refused, with the phones that could run it', () => {
  const phones = [phone('new', '26.1'), phone('old', '18.5'), phone('older', '17')];
  expect(() => refuseOldPhones([build('18.0'), build('26.0')], phones)).toThrow(
    expect.objectContaining({
      code: 'BUILD_INVALID',
      exitCode: 2,
      message: 'nano 1.0 needs iOS 18.0, and older has iOS 17.',
      remedy: expect.stringContaining('choose --device new --device old,'),
    }),
  );
  expect(() => refuseOldPhones([build('26.0')], phones)).toThrow('and old has iOS 18.5, older has iOS 17.');
});

test.each([
  ['18.0', '18'],
  ['18', '18.0'],
  ['18.2', '18.10'],
  ['unknown', '15.0'],
  ['18.0', 'unknown'],
])('a build that needs %s runs on %s', (minimum, version) => {
  expect(() => refuseOldPhones([build(minimum)], [phone('phone', version)])).not.toThrow();
});
