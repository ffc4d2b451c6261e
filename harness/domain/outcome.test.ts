import { expect, test } from 'vitest';
import { aMeasured, CRASH, LOST, TOO_HOT } from '#harness/compare/run.fixture.ts';
import type { Outcome } from './launch.ts';
import { isAboutBuild, isCounted, isMeasured, isProductFault, productFaultOf } from './outcome.ts';

const ENDS = [aMeasured(), CRASH, LOST, TOO_HOT];
const which = (claim: (launch: { readonly outcome: Outcome }) => boolean) => ENDS.map((outcome) => claim({ outcome }));

test('a fault of the build is a result, one of the lab is none, and neither is a launch on a hot phone', () => {
  expect(which(isMeasured)).toEqual([true, false, false, false]);
  expect(which(isProductFault)).toEqual([false, true, false, false]);
  expect(which(isAboutBuild)).toEqual([true, true, false, false]);
  expect(productFaultOf({ outcome: CRASH })?.kind).toBe('product');
});

test('a launch that was planned to be discarded does not count, though it was measured', () => {
  const slot = { index: 0, pass: 'latency', block: 0, arm: 'candidate', discard: false } as const;
  const outcome = aMeasured();
  expect(isCounted({ outcome, slot })).toBe(true);
  expect(isCounted({ outcome, slot: { ...slot, discard: true } })).toBe(false);
});
