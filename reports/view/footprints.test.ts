import { expect, test } from 'vitest';
import type { ArmSummary } from '#harness/domain/comparison.ts';
import { footprintsBeside } from '#reports/fixtures/footprints.fixture.ts';
import { footprintViews } from './footprints.ts';

const peakOf = (arm: ArmSummary['arm'], bytes: number): ArmSummary => ({
  deviceId: 'one',
  passId: 'memory',
  metric: 'peakMemory',
  arm,
  values: [bytes],
  median: { estimate: bytes, low: null, high: null },
});
const summariesOf = (arm: ArmSummary['arm'], bytes: number): readonly ArmSummary[] => {
  const peak = peakOf(arm, bytes);
  return [peak, ...footprintsBeside(peak)];
};

test('phases stand in the order of a launch, in one unit, with a value for each build', () => {
  const [view, ...others] = footprintViews(
    [...summariesOf('candidate', 800e6), ...summariesOf('baseline', 400e6)],
    'Phone',
  );
  expect(others).toEqual([]);
  expect(view).toMatchObject({ unit: 'MB', arms: ['baseline', 'candidate'] });
  expect(view?.phases).toEqual([
    { phase: 'After load', values: [280, 560], texts: ['280.0 MB', '560.0 MB'] },
    { phase: 'In prefill', values: [380, 760], texts: ['380.0 MB', '760.0 MB'] },
    { phase: 'Peak', values: [400, 800], texts: ['400.0 MB', '800.0 MB'] },
    { phase: 'After unload', values: [80, 160], texts: ['80.0 MB', '160.0 MB'] },
  ]);
  expect(view?.description).toContain(
    'baseline after load 280.0, in prefill 380.0, peak 400.0, after unload 80.0; can',
  );
});

test('a build that does not mark its prefill has no value there, and a phase that no build reports is left out', () => {
  const baseline = summariesOf('baseline', 400e6).filter(({ metric }) => metric !== 'memoryAtPrefill');
  const all = [...baseline, ...summariesOf('candidate', 400e6)].filter(({ metric }) => metric !== 'memoryAfterUnload');
  const [view] = footprintViews(all, 'Phone');
  expect(view?.phases.map(({ phase }) => phase)).toEqual(['After load', 'In prefill', 'Peak']);
  expect(view?.phases[1]).toMatchObject({ values: [null, 380], texts: ['–', '380.0 MB'] });
  expect(view?.description).toContain('baseline after load 280.0, peak 400.0; can');
});

test('launches that report little beside their peak have no picture', () => {
  expect(footprintViews(summariesOf('candidate', 4e8).slice(0, 2), 'Phone')).toEqual([]);
  expect(footprintViews([], 'Phone')).toEqual([]);
});
