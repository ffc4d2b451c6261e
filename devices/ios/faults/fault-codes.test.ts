import { expect, test } from 'vitest';
import { isCertainFault } from '#harness/domain/product-fault.ts';
import { FAULT_CODES } from './fault-codes.ts';

test('only a verdict on the package itself counts against the build', () => {
  const product = Object.entries(FAULT_CODES).filter(([, { kind }]) => kind === 'product');
  expect(product.map(([code]) => code)).toEqual(['ARTEFACT_REFUSED', 'INSTALL_REFUSED']);
  // One of them is proof, whatever the rate of crashes is.
  expect(product.every(([code]) => isCertainFault(code))).toBe(true);
});
