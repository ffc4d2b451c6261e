import { z } from 'zod';
import {
  type ConfigSource,
  configInvalid,
  configPattern,
  configPort,
  configPositive,
  configSection,
  configText,
  parseConfigFile,
} from '#harness/domain/config-file.ts';
import { phoneCapabilities } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { readNamedFile } from '#harness/files/named-file.ts';
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
 * Reads a devices file (JSON). Throws FILE_NOT_FOUND, FILE_UNREADABLE, or CONFIG_INVALID naming the field. docs/iphone-setup.md has an
 * example.
 */
export async function readDevicesFile(path: string): Promise<DevicesFile> {
  const text = await readNamedFile(path);
  if (text !== null) return parseDevicesFile(text, path);
  throw new BenchError('FILE_NOT_FOUND', `There is no devices file ${path}.`, {
    remedy: 'Pass the path of a JSON file that lists the iPhones; docs/iphone-setup.md has an example.',
  });
}

/** The only way in for a devices file. Throws CONFIG_INVALID. */
export function parseDevicesFile(text: string, source: string): DevicesFile {
  const file = { text, source, remedy: REMEDY, file: source };
  const { devices, tunnelRegistryPort = null } = parseConfigFile(devicesFileSchema, file);
  refuseDoubles(devices, file);
  return { devices, tunnelRegistryPort };
}

const wdaSchema: z.ZodType<IosDeviceConfig['wda']> = configSection({
  bundleId: configText.exactOptional(),
  localPort: configPort.exactOptional(),
  remotePort: configPort.exactOptional(),
  mjpegPort: configPort.exactOptional(),
  startLimitMs: configPositive.exactOptional(),
});

const deviceSchema = configSection({
  id: configPattern(/^[\w.-]+$/, 'letters, digits, dots and hyphens'),
  label: configText,
  model: configPattern(/^iPhone\d+,\d+$/, 'a hardware identifier such as iPhone17,1'),
  osVersion: configPattern(/^\d+(?:\.\d+){0,2}$/, 'an iOS version such as 26.1'),
  osBuild: configPattern(/^\w+$/, 'an iOS build such as 23B85'),
  memoryBytes: configPositive,
  powerTickMs: configPositive.exactOptional(),
  powerBalance: configPattern(/^(?:each|mean)$/, '"each" or "mean"').exactOptional(),
  powerRefreshMs: configPositive.default(DEFAULT_POWER_REFRESH_MS),
  udid: configPattern(/^[\dA-Fa-f-]{25,40}$/, 'the udid that `idevice_id -l` or Xcode shows'),
  wda: wdaSchema.default({}),
  pollMs: configPositive.default(DEFAULT_POLL_MS),
  installLimitMs: configPositive.exactOptional(),
  // Files for earlier versions give the unit of a counter that is no longer read.
  energyCounterJoules: configPositive.exactOptional(),
}).transform(
  ({
    udid,
    wda,
    pollMs,
    installLimitMs,
    energyCounterJoules: _unit,
    powerRefreshMs,
    powerTickMs,
    powerBalance,
    ...device
  }): IosDeviceConfig => ({
    device: {
      ...device,
      platform: 'ios',
      provenance: 'physical',
      capabilities: phoneCapabilities(powerRefreshMs, powerTickMs, powerBalance === 'mean'),
    },
    udid,
    wda,
    pollMs,
    ...(installLimitMs === undefined ? {} : { installLimitMs }),
  }),
);

const devicesFileSchema = configSection({
  devices: z.array(deviceSchema, 'must be a list').min(1, 'must list at least one iPhone'),
  tunnelRegistryPort: configPort.exactOptional(),
});

/** Two phones with the same id, udid or port of this machine would take each other's place. */
function refuseDoubles(devices: readonly IosDeviceConfig[], file: ConfigSource): void {
  const seen = new Map<string, number>();
  for (const [index, { device, udid, wda }] of devices.entries()) {
    const claims = { id: device.id, udid, localPort: wda.localPort, mjpegPort: wda.mjpegPort };
    for (const [name, value] of Object.entries(claims)) {
      if (value === undefined) continue;
      const key = `${name === 'mjpegPort' || name === 'localPort' ? 'port' : name} ${value}`;
      const other = seen.get(key);
      if (other !== undefined) {
        throw configInvalid(file, `devices[${index}]`, `has the same ${key} as devices[${other}]`);
      }
      seen.set(key, index);
    }
  }
}
