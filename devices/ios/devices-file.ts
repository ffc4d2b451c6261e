import { readFile } from 'node:fs/promises';
import { ConfigSection } from '#harness/domain/config-section.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { IosDeviceConfig } from './device-config.ts';

/** The physical iPhones of a lab, as a devices file lists them. */
export type DevicesFile = {
  readonly devices: readonly IosDeviceConfig[];
  /** Port of the tunnel registry; null when it is the one that the XCUITest driver finds by itself. */
  readonly tunnelRegistryPort: number | null;
};

/** Nobody has published how often an iPhone renews its power telemetry; between 10 and 60 s have been seen. */
const DEFAULT_POWER_REFRESH_MS = 20_000;
const DEFAULT_POLL_MS = 2_000;
const REMEDY = 'Correct the devices file; docs/iphone-setup.md has an example with all fields.';

/**
 * Reads a devices file (JSON). Throws FILE_NOT_FOUND, or CONFIG_INVALID naming the field. docs/iphone-setup.md has an
 * example.
 */
export async function readDevicesFile(path: string): Promise<DevicesFile> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BenchError('FILE_NOT_FOUND', `The devices file ${path} cannot be read.`, {
      remedy: 'Pass the path of a JSON file that lists the iPhones; docs/iphone-setup.md has an example.',
      cause,
    });
  });
  return parseDevicesFile(text, path);
}

/** The only way in for a devices file. Throws CONFIG_INVALID. */
export function parseDevicesFile(text: string, source: string): DevicesFile {
  const file = ConfigSection.parse(text, source, REMEDY);
  const devices = file.list('devices').map(parseDevice);
  if (devices.length === 0) throw file.wrong('devices', 'must list at least one iPhone');
  const tunnelRegistryPort = file.optional('tunnelRegistryPort', (name) => file.port(name)) ?? null;
  file.end();
  refuseDoubles(file, devices);
  return { devices, tunnelRegistryPort };
}

function parseDevice(section: ConfigSection): IosDeviceConfig {
  const wda = section.optional('wda', (name) => section.section(name));
  // Files for earlier versions give the unit of a counter that is no longer read.
  section.optional('energyCounterJoules', (name) => section.positive(name));
  const device: IosDeviceConfig = {
    device: {
      id: section.text('id', /^[\w.-]+$/, 'letters, digits, dots and hyphens'),
      label: section.text('label'),
      platform: 'ios',
      model: section.text('model', /^iPhone\d+,\d+$/, 'a hardware identifier such as iPhone17,1'),
      osVersion: section.text('osVersion', /^\d+(?:\.\d+){0,2}$/, 'an iOS version such as 26.1'),
      osBuild: section.text('osBuild', /^\w+$/, 'an iOS build such as 23B85'),
      memoryBytes: section.positive('memoryBytes'),
      provenance: 'physical',
      ...present(
        'powerTickMs',
        section.optional('powerTickMs', (name) => section.positive(name)),
      ),
      powerRefreshMs: section.optional('powerRefreshMs', (name) => section.positive(name)) ?? DEFAULT_POWER_REFRESH_MS,
    },
    udid: section.text('udid', /^[\dA-Fa-f-]{25,40}$/, 'the udid that `idevice_id -l` or Xcode shows'),
    wda: wda === undefined ? {} : parseWda(wda),
    pollMs: section.optional('pollMs', (name) => section.positive(name)) ?? DEFAULT_POLL_MS,
    ...present(
      'installLimitMs',
      section.optional('installLimitMs', (name) => section.positive(name)),
    ),
  };
  section.end();
  return device;
}

function parseWda(section: ConfigSection): IosDeviceConfig['wda'] {
  const port = (name: string): number => section.port(name);
  const wda = {
    ...present(
      'bundleId',
      section.optional('bundleId', (name) => section.text(name)),
    ),
    ...present('localPort', section.optional('localPort', port)),
    ...present('remotePort', section.optional('remotePort', port)),
    ...present('mjpegPort', section.optional('mjpegPort', port)),
    ...present(
      'startLimitMs',
      section.optional('startLimitMs', (name) => section.positive(name)),
    ),
  };
  section.end();
  return wda;
}

/** Two phones with the same id, udid or port of this machine would take each other's place. */
function refuseDoubles(file: ConfigSection, devices: readonly IosDeviceConfig[]): void {
  const seen = new Map<string, number>();
  for (const [index, { device, udid, wda }] of devices.entries()) {
    const claims = { id: device.id, udid, localPort: wda.localPort, mjpegPort: wda.mjpegPort };
    for (const [name, value] of Object.entries(claims)) {
      if (value === undefined) continue;
      const key = `${name === 'mjpegPort' || name === 'localPort' ? 'port' : name} ${value}`;
      const other = seen.get(key);
      if (other !== undefined) throw file.wrong(`devices[${index}]`, `has the same ${key} as devices[${other}]`);
      seen.set(key, index);
    }
  }
}

function present<const Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: Value });
}
