import { expect, test } from 'vitest';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { suiteSchema } from '#harness/domain/suite.ts';
import { plannedErrorShare } from '#harness/energy/stated-error.ts';
import { SUITES } from './catalogue.ts';

const ENERGY_MARGIN = 0.08;

test('suite names are unique and every suite survives being written to a run and read back', () => {
  expect(new Set(SUITES.map((suite) => suite.id)).size).toBe(SUITES.length);
  for (const suite of SUITES) expect(suiteSchema.parse(JSON.parse(JSON.stringify(suite)))).toEqual(suite);
});

test('every metric that a suite measures has exactly one margin, and no margin is idle', () => {
  for (const suite of SUITES) {
    const measured = suite.passes.flatMap((pass) => pass.metrics).sort();
    expect(new Set(measured).size, suite.id).toBe(measured.length);
    expect(suite.margins.map((margin) => margin.metric).sort(), suite.id).toEqual(measured);
  }
});

test('a phase is never measured without its parent', () => {
  for (const suite of SUITES) {
    for (const pass of suite.passes) {
      const parents = pass.metrics.flatMap((metric) => METRICS[metric].parent ?? []);
      for (const parent of parents) expect(pass.metrics).toContain(parent);
    }
  }
});

test('a window of energy is long enough for the margin that it is judged by', () => {
  const passes = SUITES.flatMap((suite) => suite.passes).filter((pass) => pass.metrics.includes('energyPerAnswer'));
  expect(passes.length).toBeGreaterThan(0);
  for (const { protocol } of passes) {
    expect(plannedErrorShare(protocol.energyRefreshes ?? 0)).toBeLessThan(ENERGY_MARGIN);
    // The phone's own load is told while it charges, but charging warms it.
    expect(protocol.readiness.supplies).toEqual(['battery', 'held']);
  }
});
