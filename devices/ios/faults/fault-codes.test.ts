import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isCertainFault } from '#harness/domain/product-fault.ts';
import { FAULT_CODES } from './fault-codes.ts';

const GUIDE = join(import.meta.dirname, '../../../docs/iphone-setup.md');
const ROW = /^\| `([A-Z_]+)` \| .* \|$/gm;

test('the guide lists every code with its remedy, and no other code', () => {
  const rows = [...readFileSync(GUIDE, 'utf8').matchAll(ROW)].map(([row]) => row);
  const expected = Object.entries(FAULT_CODES).map(
    ([code, { kind, remedy }]) => `| \`${code}\` | ${kind === 'product' ? 'the build’s' : 'the lab’s'} | ${remedy} |`,
  );
  expect(rows).toEqual(expected);
});

test('only a verdict on the package itself counts against the build', () => {
  const product = Object.entries(FAULT_CODES).filter(([, { kind }]) => kind === 'product');
  expect(product.map(([code]) => code)).toEqual(['ARTEFACT_REFUSED', 'INSTALL_REFUSED']);
  // One of them is proof, whatever the rate of crashes is.
  expect(product.every(([code]) => isCertainFault(code))).toBe(true);
});
