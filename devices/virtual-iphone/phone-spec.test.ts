import { expect, test } from 'vitest';
import { deviceSchema } from '#harness/domain/device.ts';
import { jetsamLimit, VIRTUAL_PHONES, virtualDevice } from './phone-spec.ts';
import { specOf } from './virtual-iphone.fixture.ts';

test('a virtual phone is a device that says it is virtual', () => {
  for (const spec of VIRTUAL_PHONES) {
    expect(deviceSchema.parse(virtualDevice(spec))).toMatchObject({ id: spec.id, provenance: 'virtual' });
  }
});

test('the phones of the catalogue can be told apart', () => {
  expect(VIRTUAL_PHONES.length).toBeGreaterThanOrEqual(3);
  for (const key of ['id', 'udid', 'label', 'model'] as const) {
    expect(new Set(VIRTUAL_PHONES.map((spec) => spec[key])).size).toBe(VIRTUAL_PHONES.length);
  }
});

test('an app may take half of the memory unless the phone says otherwise', () => {
  expect(jetsamLimit(specOf())).toBe(4 * 2 ** 30);
  expect(jetsamLimit(specOf({ jetsamLimitBytes: 7 }))).toBe(7);
});
