import { expect, test } from 'vitest';
import type { Suite } from '#harness/domain/suite.ts';
import energy from '#suites/energy.suite.ts';
import { shortWindows } from './short-window.ts';
import { plannedErrorShare } from './stated-error.ts';

function withRenewals(energyRefreshes: number, percent = 8): Suite {
  return {
    ...energy,
    passes: energy.passes.map((pass) => ({ ...pass, protocol: { ...pass.protocol, energyRefreshes } })),
    margins: energy.margins.map((margin) => ({ ...margin, percent })),
  };
}

test('the windows of the suite are long enough for its margin', () => {
  expect(shortWindows(energy)).toEqual([]);
});

test('a shorter window is named with what would be enough', () => {
  const [short] = shortWindows(withRenewals(10));
  expect(short).toMatchObject({ passId: 'energy', renewals: 10, margin: 0.08 });
  const fewest = short?.fewest ?? 0;
  expect(plannedErrorShare(fewest)).toBeLessThanOrEqual(0.08);
  expect(plannedErrorShare(fewest - 1)).toBeGreaterThan(0.08);
  expect(fewest).toBeLessThanOrEqual(20);
});

test('a margin below what the idle power leaves unknown is reached by no window', () => {
  expect(shortWindows(withRenewals(20, 1))).toMatchObject([{ fewest: null }]);
});
