import { expect, test } from 'vitest';
import { phoneCapabilities } from '#harness/domain/device.ts';
import { parseDevicesFile, readDevicesFile } from './devices-file.ts';

const phone = {
  id: 'desk-16-pro',
  label: 'iPhone 16 Pro on the desk',
  udid: '00008140-000A1122334401C0',
  model: 'iPhone17,1',
  osVersion: '26.1',
  osBuild: '23B85',
  memoryBytes: 8_589_934_592,
};

function parse(file: unknown): ReturnType<typeof parseDevicesFile> {
  return parseDevicesFile(JSON.stringify(file), 'phones.json');
}

test('a devices file lists physical iPhones, with defaults for what it leaves out', () => {
  expect(parse({ devices: [phone] })).toEqual({
    tunnelRegistryPort: null,
    devices: [
      {
        device: {
          id: 'desk-16-pro',
          label: 'iPhone 16 Pro on the desk',
          platform: 'ios',
          model: 'iPhone17,1',
          osVersion: '26.1',
          osBuild: '23B85',
          memoryBytes: 8_589_934_592,
          provenance: 'physical',
          capabilities: phoneCapabilities(20_000),
        },
        udid: '00008140-000A1122334401C0',
        wda: {},
        pollMs: 2000,
      },
    ],
  });
});

test('everything that can be given is taken over', () => {
  const wda = { bundleId: 'com.team.WebDriverAgentRunner', localPort: 8101, remotePort: 8100, mjpegPort: 9101 };
  const file = {
    tunnelRegistryPort: 42_314,
    devices: [{ ...phone, wda, pollMs: 500, installLimitMs: 9, powerRefreshMs: 5 }],
  };
  const { devices, tunnelRegistryPort } = parse(file);
  expect(tunnelRegistryPort).toBe(42_314);
  expect(devices[0]).toMatchObject({
    wda,
    pollMs: 500,
    installLimitMs: 9,
    device: { capabilities: { energy: { refreshMs: 5 } } },
  });
});

test.each<[string, unknown, string]>([
  ['a list', [], 'phones.json: the file must be an object.'],
  ['no devices', {}, 'phones.json: devices must be a list.'],
  ['an empty list', { devices: [] }, 'phones.json: devices must list at least one iPhone.'],
  ['a device that is none', { devices: [7] }, 'phones.json: devices[0] must be an object.'],
  [
    'a missing udid',
    { devices: [{ ...phone, udid: undefined }] },
    'phones.json: devices[0].udid must be the udid that `idevice_id -l` or Xcode shows.',
  ],
  [
    'a marketing name',
    { devices: [{ ...phone, model: 'iPhone 16 Pro' }] },
    'phones.json: devices[0].model must be a hardware identifier such as iPhone17,1.',
  ],
  [
    'a port out of range',
    { devices: [{ ...phone, wda: { localPort: 70_000 } }] },
    'phones.json: devices[0].wda.localPort must be a port from 1 to 65535.',
  ],
  [
    'a misspelt field',
    { devices: [{ ...phone, wda: { localport: 1 } }] },
    'phones.json: devices[0].wda.localport is an unknown field (did you mean localPort?).',
  ],
  [
    'a phone listed twice',
    { devices: [phone, { ...phone, id: 'other' }] },
    'phones.json: devices[1] has the same udid 00008140-000A1122334401C0 as devices[0].',
  ],
  [
    'a tick without length',
    { devices: [{ ...phone, powerTickMs: 0 }] },
    'phones.json: devices[0].powerTickMs must be a number greater than 0.',
  ],
])('%s is refused by name', (_what, file, message) => {
  expect(() => parse(file)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message }));
});

test('a file that is not there and one that is no JSON are told apart', async () => {
  await expect(readDevicesFile('/nowhere.json')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  expect(() => parseDevicesFile('{', 'phones.json')).toThrow('phones.json is not JSON (line 1).');
});

test('what is wrong is found in the file', () => {
  const twice = JSON.stringify({ devices: [phone, phone] }, null, 2);
  const line = twice.split('\n').lastIndexOf('    {') + 1;
  expect(() => parseDevicesFile(twice, '/lab/phones.json')).toThrow(
    expect.objectContaining({ place: { file: '/lab/phones.json', line, column: 5 } }),
  );
});

test('how the power of a phone balances is a setting of it', () => {
  const energyOf = (settings: object): unknown =>
    parseDevicesFile(JSON.stringify({ devices: [{ ...phone, ...settings }] }), 'phones.json').devices[0]?.device
      .capabilities.energy;
  expect(energyOf({ powerBalance: 'mean' })).toMatchObject({ balance: 'mean' });
  expect(energyOf({ powerBalance: 'each' })).toEqual(energyOf({}));
  expect(() => energyOf({ powerBalance: 'never' })).toThrow('powerBalance must be "each" or "mean"');
});
