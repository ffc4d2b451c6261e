import { expect, test } from 'vitest';
import { document } from './xml.ts';

test.each([
  [0.000_000_25, '0.00000025'],
  [4350, '4350'],
  [1234.5, '1234.5'],
  [1e21, '1000000000000000000000'],
  [0, '0'],
])('the number %d is written without an exponent or a separator', (time, text) => {
  expect(document({ name: 'testcase', attributes: { time } })).toContain(`<testcase time="${text}"/>`);
});
