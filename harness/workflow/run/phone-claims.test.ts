import { expect, test } from 'vitest';
import { phoneClaims } from './phone-claims.ts';

const phone = { deviceId: 'one' };

test('a phone has one run at a time, and the next is told whose', () => {
  const claim = phoneClaims();
  const release = claim(phone, 'run a');
  expect(() => claim(phone, 'run b')).toThrow('one is in use by run a.');
  expect(() => claim({ deviceId: 'two' }, 'run b')).not.toThrow();
  release();
  expect(() => claim(phone, 'run b')).not.toThrow();
});

test('a run that releases a phone twice does not take it from the next', () => {
  const claim = phoneClaims();
  const release = claim(phone, 'run a');
  release();
  claim(phone, 'run b');
  release();
  expect(() => claim(phone, 'run c')).toThrow('in use by run b');
});
