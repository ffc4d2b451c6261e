import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { virtualDevice, VIRTUAL_PHONES } from './phone-spec.ts';
import { parsePhonesFile, readPhonesFile } from './phones-file.ts';

const parse = (file: unknown): ReturnType<typeof parsePhonesFile> =>
  parsePhonesFile(JSON.stringify(file), 'phones.json');

test('a listed phone is like one that ships but for what the file says', () => {
  const faults = [{ kind: 'storageFull' }, { kind: 'appCrash', afterMs: 500 }];
  const [slow, plain] = parse({
    virtualPhones: [
      { id: 'slow', like: 'virtual-iphone-15', speedFactor: 0.3, thermal: 'serious', lowPowerMode: true, faults },
      { id: 'plain' },
    ],
  });
  expect(slow).toMatchObject({
    id: 'slow',
    label: 'Virtual slow',
    model: 'iPhone15,4',
    speedFactor: 0.3,
    thermal: 'serious',
    lowPowerMode: true,
    faults: [{ kind: 'storageFull' }, { kind: 'appCrash', afterMs: 500, launches: null }],
  });
  expect(plain).toMatchObject({ model: 'iPhone17,1', speedFactor: 1, thermal: 'nominal', faults: [] });
});

test('a listed phone may be powered, and its telemetry be wrong, in every way there is', () => {
  const [held, plain] = parse({
    virtualPhones: [
      {
        id: 'held',
        supply: 'held',
        renewalTicks: 60,
        powerRefreshMs: 600,
        hidesTemperature: true,
        heats: true,
        faults: [{ kind: 'telemetry', how: 'jumps', everyRenewals: 3 }],
      },
      { id: 'plain', faults: [{ kind: 'telemetry', how: 'errors' }] },
    ],
  });
  expect(held).toMatchObject({ supply: 'held', hidesTemperature: true, hidesTelemetry: false, heats: true });
  expect(held?.faults).toEqual([{ kind: 'telemetry', how: 'jumps', everyRenewals: 3 }]);
  expect(held === undefined ? null : virtualDevice(held)).toMatchObject({
    capabilities: { energy: { refreshMs: 600, tickMs: 10 } },
  });
  expect(plain).toMatchObject({
    supply: 'battery',
    heats: false,
    faults: [{ kind: 'telemetry', how: 'errors', everyRenewals: 1 }],
  });
});

test('listed phones have udids of their own', () => {
  const phones = parse({ virtualPhones: Array.from({ length: 20 }, (_, index) => ({ id: `phone-${index}` })) });
  const udids = [...phones, ...VIRTUAL_PHONES].map(({ udid }) => udid);
  expect(new Set(udids).size).toBe(udids.length);
  for (const udid of udids) expect(udid).toMatch(/^[0-9A-F]{8}-[0-9A-F]{16}$/);
});

test.each<[string, unknown, string]>([
  ['an empty list', { virtualPhones: [] }, 'virtualPhones must list at least one phone.'],
  [
    'a phone that does not ship',
    { virtualPhones: [{ id: 'a', like: 'iphone-99' }] },
    'virtualPhones[0].like must be one of',
  ],
  ['the same phone twice', { virtualPhones: [{ id: 'a' }, { id: 'a' }] }, 'virtualPhones lists a twice.'],
  ['an unknown field', { virtualPhones: [{ id: 'a', speed: 2 }] }, 'virtualPhones[0].speed is an unknown field'],
  [
    'a charge above 100',
    { virtualPhones: [{ id: 'a', batteryPercent: 101 }] },
    'batteryPercent must be a number up to 100',
  ],
  [
    'an unknown supply',
    { virtualPhones: [{ id: 'a', supply: 'solar' }] },
    'supply must be one of battery, held, charging',
  ],
  ['an unknown fault', { virtualPhones: [{ id: 'a', faults: [{ kind: 'fire' }] }] }, 'faults[0].kind must be one of'],
  [
    'a fault without its time',
    { virtualPhones: [{ id: 'a', faults: [{ kind: 'appCrash' }] }] },
    'afterMs must be a number',
  ],
])('%s is refused by name', (_what, file, message) => {
  expect(() => parse(file)).toThrow(message);
});

test('a file that is not there is named', async () => {
  await expect(readPhonesFile('/nowhere/phones.json')).rejects.toThrow(
    'There is no file /nowhere/phones.json with virtual phones.',
  );
});

test('the example of the README is a file that is read', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const example = /```json\n(\{\s*"virtualPhones"[\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(parsePhonesFile(example, 'README.md').map(({ id }) => id)).toEqual(['hot', 'slow', 'plugged', 'full']);
});
