import { readFile } from 'node:fs/promises';
import { ConfigSection } from '#harness/domain/config-section.ts';
import { THERMAL_STATES } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { SUPPLY_STATES } from '#harness/domain/power.ts';
import type { PhoneFault } from './faults.ts';
import { TELEMETRY_TROUBLES } from './gauge.ts';
import { DEFAULT_COMPILE_MS, DEFAULT_RENEWAL_TICKS, VIRTUAL_PHONES, type VirtualPhoneSpec } from './phone-spec.ts';

const REMEDY = 'Correct the file; devices/virtual-iphone/README.md has an example with all fields.';

/**
 * Reads a file that lists virtual phones (JSON): they take the place of those that ship. Throws FILE_NOT_FOUND, or
 * CONFIG_INVALID naming the field.
 */
export async function readPhonesFile(path: string): Promise<readonly VirtualPhoneSpec[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BenchError('FILE_NOT_FOUND', `The file of virtual phones ${path} cannot be read.`, {
      remedy: 'Pass the path of a JSON file; devices/virtual-iphone/README.md has an example.',
      cause,
    });
  });
  return parsePhonesFile(text, path);
}

/** The only way in for a file of virtual phones. Throws CONFIG_INVALID. */
export function parsePhonesFile(text: string, source: string): readonly VirtualPhoneSpec[] {
  const file = ConfigSection.parse(text, source, REMEDY);
  const phones = file.list('virtualPhones').map(parsePhone);
  if (phones.length === 0) throw file.wrong('virtualPhones', 'must list at least one phone');
  file.end();
  const ids = phones.map(({ id }) => id);
  const double = ids.find((id, index) => ids.indexOf(id) !== index);
  if (double !== undefined) throw file.wrong('virtualPhones', `lists ${double} twice`);
  return phones;
}

/** What is not given is that of the phone it is `like`. */
function parsePhone(section: ConfigSection, index: number): VirtualPhoneSpec {
  const like = section.optional('like', (name) => section.oneOf(name, idsThatShip())) ?? idsThatShip()[0];
  const shipped = VIRTUAL_PHONES.find(({ id }) => id === like);
  if (shipped === undefined) throw section.wrong('like', 'is not a phone that ships');
  const number = (name: string): number | undefined => section.optional(name, (asked) => section.positive(asked));
  const id = section.text('id', /^[\w.-]+$/, 'letters, digits, dots and hyphens');
  const spec: VirtualPhoneSpec = {
    ...shipped,
    id,
    label: section.optional('label', (name) => section.text(name)) ?? `Virtual ${id}`,
    udid: udidOf(index),
    model:
      section.optional('model', (name) => section.text(name, MODEL, 'an identifier such as iPhone17,1')) ??
      shipped.model,
    memoryBytes: number('memoryBytes') ?? shipped.memoryBytes,
    speedFactor: number('speedFactor') ?? shipped.speedFactor,
    batteryPercent: section.optional('batteryPercent', (name) => percent(section, name)) ?? shipped.batteryPercent,
    powerRefreshMs: number('powerRefreshMs') ?? shipped.powerRefreshMs,
    renewalTicks: number('renewalTicks') ?? shipped.renewalTicks ?? DEFAULT_RENEWAL_TICKS,
    compileMs: number('compileMs') ?? shipped.compileMs ?? DEFAULT_COMPILE_MS,
    supply: section.optional('supply', (name) => section.oneOf(name, SUPPLY_STATES)) ?? shipped.supply ?? 'battery',
    hidesTemperature: section.optional('hidesTemperature', (name) => section.flag(name)) ?? false,
    hidesTelemetry: section.optional('hidesTelemetry', (name) => section.flag(name)) ?? false,
    heats: section.optional('heats', (name) => section.flag(name)) ?? false,
    jetsamLimitBytes: number('jetsamLimitBytes') ?? shipped.jetsamLimitBytes,
    thermal: section.optional('thermal', (name) => section.oneOf(name, THERMAL_STATES)) ?? 'nominal',
    lowPowerMode: section.optional('lowPowerMode', (name) => section.flag(name)) ?? false,
    faults: section.optional('faults', (name) => section.list(name))?.map(parseFault) ?? [],
  };
  section.end();
  return spec;
}

const MODEL = /^iPhone\d+,\d+$/;

/** The udids of listed phones cannot belong to any real one, nor to one that ships. */
function udidOf(index: number): string {
  return `00008140-0000000000F1${(index + 1).toString(16).toUpperCase().padStart(4, '0')}`;
}

function idsThatShip(): readonly string[] {
  return VIRTUAL_PHONES.map(({ id }) => id);
}

function percent(section: ConfigSection, name: string): number {
  const value = section.positive(name);
  if (value > 100) throw section.wrong(name, 'must be a number up to 100');
  return value;
}

const FAULT_KINDS = [
  'wdaDeadAtStart',
  'installRefused',
  'storageFull',
  'installSilent',
  'tunnelRemoved',
  'appCrash',
  'telemetry',
] as const;

/** Faults that last; those of an instant have no place in a file. */
function parseFault(section: ConfigSection): PhoneFault {
  const kind = section.oneOf('kind', FAULT_KINDS);
  const fault = faultOf(kind, section);
  section.end();
  return fault;
}

function faultOf(kind: (typeof FAULT_KINDS)[number], section: ConfigSection): PhoneFault {
  switch (kind) {
    case 'installRefused':
      return {
        kind,
        code: section.text('code'),
        description: section.optional('description', (name) => section.text(name)) ?? '',
      };
    case 'appCrash':
      return {
        kind,
        afterMs: section.positive('afterMs'),
        launches: section.optional('launches', (name) => section.positive(name)) ?? null,
      };
    case 'telemetry':
      return {
        kind,
        how: section.oneOf('how', TELEMETRY_TROUBLES),
        everyRenewals: section.optional('everyRenewals', (name) => section.positive(name)) ?? 1,
      };
    case 'wdaDeadAtStart':
    case 'storageFull':
    case 'installSilent':
    case 'tunnelRemoved':
      return { kind };
  }
}
