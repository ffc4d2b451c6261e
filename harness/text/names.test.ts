import { expect, test } from 'vitest';
import { deviceName, metricName, metricWord } from './names.ts';

test('a device that is no phone in a hand says so once', () => {
  expect(deviceName({ label: 'iPhone 13', provenance: 'physical' })).toBe('iPhone 13');
  expect(deviceName({ label: 'iPhone 13', provenance: 'virtual' })).toBe('iPhone 13 (virtual)');
  expect(deviceName({ label: 'Virtual iPhone 13', provenance: 'virtual' })).toBe('Virtual iPhone 13');
});

test('a metric has one name, and a small letter inside a sentence', () => {
  expect([metricName('endToEnd'), metricWord('endToEnd')]).toEqual(['End to end', 'end to end']);
});
