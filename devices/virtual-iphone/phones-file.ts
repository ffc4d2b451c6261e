import { z } from 'zod';
import {
  configChoice,
  configFlag,
  configInvalid,
  configPattern,
  configPositive,
  configSection,
  configText,
  parseConfigFile,
} from '#harness/domain/config-file.ts';
import { THERMAL_STATES } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { readNamedFile } from '#harness/files/named-file.ts';
import { SUPPLY_STATES } from '#harness/domain/power.ts';
import type { PhoneFault } from '#devices/virtual-iphone/system/faults.ts';
import { TELEMETRY_TROUBLES } from '#devices/virtual-iphone/system/gauge.ts';
import {
  CONDITION_INDUCERS,
  DEFAULT_COMPILE_MS,
  DEFAULT_RENEWAL_TICKS,
  VIRTUAL_PHONES,
  type VirtualPhoneSpec,
} from './phone-spec.ts';

const REMEDY = 'Correct the file; devices/virtual-iphone/README.md has an example with all fields.';

/**
 * Reads a file that lists virtual phones (JSON): they take the place of those that ship. Throws FILE_NOT_FOUND,
 * FILE_UNREADABLE, or CONFIG_INVALID naming the field.
 */
export async function readPhonesFile(path: string): Promise<readonly VirtualPhoneSpec[]> {
  const text = await readNamedFile(path);
  if (text !== null) return parsePhonesFile(text, path);
  throw new BenchError('FILE_NOT_FOUND', `There is no file ${path} with virtual phones.`, {
    remedy: 'Pass the path of a JSON file; devices/virtual-iphone/README.md has an example.',
  });
}

/** The only way in for a file of virtual phones. Throws CONFIG_INVALID. */
export function parsePhonesFile(text: string, source: string): readonly VirtualPhoneSpec[] {
  const file = { text, source, remedy: REMEDY, file: source };
  const { virtualPhones } = parseConfigFile(phonesFileSchema, file);
  const ids = virtualPhones.map(({ id }) => id);
  const double = ids.find((id, index) => ids.indexOf(id) !== index);
  if (double !== undefined) throw configInvalid(file, 'virtualPhones', `lists ${double} twice`);
  return virtualPhones.map(specOf);
}

const FAULT_KINDS = [
  'wdaDeadAtStart',
  'installRefused',
  'storageFull',
  'installSilent',
  'tunnelRemoved',
  'appCrash',
  'telemetry',
] as const satisfies readonly PhoneFault['kind'][];

/** Faults that last; those of an instant have no place in a file. */
const faultSchema = z.discriminatedUnion(
  'kind',
  [
    configSection({
      kind: z.literal('installRefused'),
      code: configText,
      description: configText.default(''),
    }),
    configSection({
      kind: z.literal('appCrash'),
      afterMs: configPositive,
      launches: configPositive.nullable().default(null),
    }),
    configSection({
      kind: z.literal('telemetry'),
      how: configChoice(TELEMETRY_TROUBLES),
      everyRenewals: configPositive.default(1),
    }),
    configSection({ kind: z.literal('wdaDeadAtStart') }),
    configSection({ kind: z.literal('storageFull') }),
    configSection({ kind: z.literal('installSilent') }),
    configSection({ kind: z.literal('tunnelRemoved') }),
  ],
  `must be one of ${FAULT_KINDS.join(', ')}`,
) satisfies z.ZodType<PhoneFault>;

const phoneSchema = configSection({
  id: configPattern(/^[\w.-]+$/, 'letters, digits, dots and hyphens'),
  like: configChoice(VIRTUAL_PHONES.map(({ id }) => id)).exactOptional(),
  label: configText.exactOptional(),
  model: configPattern(/^iPhone\d+,\d+$/, 'an identifier such as iPhone17,1').exactOptional(),
  memoryBytes: configPositive.exactOptional(),
  speedFactor: configPositive.exactOptional(),
  batteryPercent: configPositive.max(100, 'must be a number up to 100').exactOptional(),
  powerRefreshMs: configPositive.exactOptional(),
  renewalTicks: configPositive.exactOptional(),
  compileMs: configPositive.exactOptional(),
  supply: configChoice(SUPPLY_STATES).exactOptional(),
  hidesTemperature: configFlag.default(false),
  hidesTelemetry: configFlag.default(false),
  heats: configFlag.default(false),
  jetsamLimitBytes: configPositive.exactOptional(),
  thermal: configChoice(THERMAL_STATES).default('nominal'),
  lowPowerMode: configFlag.default(false),
  conditionInducer: configChoice(CONDITION_INDUCERS).exactOptional(),
  faults: z.array(faultSchema, 'must be a list').default([]),
});
type ListedPhone = z.output<typeof phoneSchema>;

const phonesFileSchema = configSection({
  virtualPhones: z.array(phoneSchema, 'must be a list').min(1, 'must list at least one phone'),
});

/** What is not given is that of the phone it is `like`. */
function specOf({ like, ...phone }: ListedPhone, index: number): VirtualPhoneSpec {
  const shipped = VIRTUAL_PHONES.find(({ id }) => id === like) ?? VIRTUAL_PHONES[0];
  if (shipped === undefined) throw new Error('no virtual phone ships');
  return {
    renewalTicks: DEFAULT_RENEWAL_TICKS,
    compileMs: DEFAULT_COMPILE_MS,
    supply: 'battery',
    ...shipped,
    label: `Virtual ${phone.id}`,
    ...phone,
    udid: udidOf(index),
  };
}

/** The udids of listed phones cannot belong to any real one, nor to one that ships. */
function udidOf(index: number): string {
  return `00008140-0000000000F1${(index + 1).toString(16).toUpperCase().padStart(4, '0')}`;
}
