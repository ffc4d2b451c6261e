import type { Build } from '#harness/domain/build.ts';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRIC_IDS, type MetricId } from '#harness/domain/metric.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { DeviceDriver } from '#harness/ports/device.ts';
import type { Lab } from './host.ts';

/** How many virtual iPhones a run uses when nobody names a device. */
const DEFAULT_VIRTUAL_PHONES = 2;

/** Throws UNKNOWN_SUITE. */
export function chooseSuite(suites: readonly Suite[], name: string): Suite {
  const names = suites.map((suite) => suite.id);
  const suite = suites.find((candidate) => candidate.id === name);
  if (suite === undefined)
    throw new BenchError('UNKNOWN_SUITE', `There is no suite "${name}".`, { remedy: choicesText(name, names) });
  return suite;
}

/** Throws USAGE. */
export function chooseMetric(name: string): MetricId {
  const metric = METRIC_IDS.find((id) => id === name);
  if (metric !== undefined) return metric;
  throw new BenchError('USAGE', `There is no metric "${name}".`, { remedy: choicesText(name, METRIC_IDS) });
}

/** The devices of a run: those that were named, else all physical phones, else the first virtual ones. */
export function chooseDevices(lab: Lab, ids: readonly string[]): readonly Device[] {
  const known = lab.drivers.flatMap((driver) => driver.devices());
  if (ids.length > 0) return ofOneKind([...new Set(ids)].map((id) => deviceNamed(known, id)));
  const physical = known.filter((device) => device.provenance === 'physical');
  if (physical.length > 0) return physical;
  const virtual = known.filter((device) => device.provenance === 'virtual');
  return lab.areVirtualPhonesListed ? virtual : virtual.slice(0, DEFAULT_VIRTUAL_PHONES);
}

/** Reads builds for the devices of a run, which are of one platform; a resumed run may name devices that are not here. */
export function inspectFor({ drivers }: Lab, devices: readonly Device[]): (path: string) => Promise<Build> {
  const platforms = new Set(devices.map(({ platform }) => platform));
  const ofPlatform = drivers.find((driver) => driver.devices().some(({ platform }) => platforms.has(platform)));
  return async (path) => {
    const driver = ofPlatform ?? drivers[0];
    if (driver === undefined) throw new Error('a lab without drivers');
    return driver.inspect(path);
  };
}

/**
 * A build runs on one platform. Devices of a model decide by their mean, and a mean of a phone and of a program that plays
 * one is that of nothing.
 */
function ofOneKind(devices: readonly Device[]): readonly Device[] {
  const [first] = devices;
  const elsewhere = devices.find(({ platform }) => platform !== first?.platform);
  if (first !== undefined && elsewhere !== undefined) {
    throw new BenchError(
      'USAGE',
      `No build runs both on ${first.id} and on ${elsewhere.id}: ${platformsText(first, elsewhere)}.`,
      {
        remedy: 'Measure them in two runs, one for each platform.',
      },
    );
  }
  for (const device of devices) {
    const other = devices.find(({ model, provenance }) => model === device.model && provenance !== device.provenance);
    if (other === undefined) continue;
    throw new BenchError(
      'USAGE',
      `${device.id} is a ${device.provenance} ${device.model} and ${other.id} a ${other.provenance} one.`,
      { remedy: 'Measure them in two runs: devices of one model are judged together.' },
    );
  }
  return devices;
}

function platformsText(one: Device, other: Device): string {
  const textOf = ({ id, platform }: Device): string =>
    platform === 'host' ? `${id} is the machine of the harness` : `${id} is an iPhone`;
  return `${textOf(one)}, ${textOf(other)}`;
}

/** The driver of a phone of a run; `resume` is the command that continues it, which may have been left without the phone. */
export function driverOf(lab: Lab, deviceId: string, resume: string): DeviceDriver {
  const driver = lab.drivers.find((candidate) => candidate.devices().some((device) => device.id === deviceId));
  if (driver === undefined) {
    throw new BenchError('UNKNOWN_DEVICE', `The phone "${deviceId}" of this run is not here.`, {
      remedy: `Name the file that lists it, with --virtual-phones if it is virtual: ${resume} --devices-file FILE`,
    });
  }
  return driver;
}

function deviceNamed(known: readonly Device[], id: string): Device {
  const device = known.find((candidate) => candidate.id === id);
  if (device === undefined) throw unknownDevice(id, known);
  return device;
}

function unknownDevice(id: string, known: readonly Device[]): BenchError {
  return new BenchError('UNKNOWN_DEVICE', `There is no device "${id}".`, {
    remedy: `${choicesText(
      id,
      known.map((device) => device.id),
    )}; list your own iPhones with --devices-file.`,
  });
}
