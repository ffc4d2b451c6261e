import { expect, test } from 'vitest';
import { isOlderVersion } from './os-version.ts';

test.each([
  ['18.5', '26.0', true],
  ['26.1', '26.1', false],
  ['26.1', '26', false],
  ['26.1', '26.1.1', true],
  ['26.10', '26.9', false],
  ['26.9', '26.10', true],
  ['18', '18.0.0', false],
  ['iOS 18.2', '18.10', true],
  ['26.2 beta 3', '26.3', true],
])('%s is older than %s: %s', (version, than, older) => {
  expect(isOlderVersion(version, than)).toBe(older);
});

test.each([
  ['unknown', '18.0'],
  ['18.0', 'unknown'],
  ['', '18.0'],
])('of "%s" and "%s" nothing is known, so neither is older', (one, other) => {
  expect([isOlderVersion(one, other), isOlderVersion(other, one)]).toEqual([false, false]);
});
