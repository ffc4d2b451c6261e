import { expect, test } from 'vitest';
import { aBuild, aDevice, aRun } from '#harness/compare/run.fixture.ts';
import { aReleasePlan as plan, latency } from './plan.fixture.ts';
import type { ToScore } from './score-release.ts';
import { judged, measured, score } from './scoring.fixture.ts';

test('a target that was measured on another dataset than its own is not measured, and says so', () => {
  const own = (dataset: string): Partial<ToScore> => ({ plan: plan({ targets: [{ ...latency(1000), dataset }] }) });
  const asked = measured(1).suite.passes[0]?.workload.dataset ?? '';
  expect(score([judged(measured(1))], own(asked)).verdict).toBe('ship');
  const { verdict, combinations, next } = score([judged(measured(1))], own('vqav2-val'));
  const unasked = { ...latency(1000), dataset: 'vqav2-val', bounds: {} };
  expect(
    score([judged(measured(1))], { plan: plan({ targets: [unasked] }) }).combinations[0]?.cells[0]?.doubt,
  ).toBeNull();
  expect([verdict, combinations[0]?.cells[0]]).toMatchObject([
    'undecided',
    { standing: 'notMeasured', doubt: { kind: 'otherDataset', measured: asked, wanted: 'vqav2-val' } },
  ]);
  expect(next[0]?.what).toContain('measure it once on vqav2-val, with --dataset vqav2-val/SUBSET.');
  const { suite } = measured(1);
  expect(score([judged(measured(1))], { ...own('vqav2-val'), suites: [suite] }).next[0]?.what).toMatch(
    /: measure it once on vqav2-val: fastvlm-bench run --suite \S+ --candidate app\.ipa --device one --dataset vqav2-val\/SUBSET --policy release$/,
  );
});

test.each([
  ['it is virtual', { devices: [aDevice('one', { model: 'iPhone17,1', provenance: 'virtual' })] }, 'provenance'],
  ['it is too old', { endedAt: '2025-11-01T00:00:00Z' }, 'stale'],
] as const)('a number that does not count neither meets nor misses a target, because %s', (_why, changes, doubt) => {
  for (const below of [1, 1000]) {
    const { combinations, roadmap } = score([judged(measured(1, changes))], {
      plan: plan({ targets: [latency(below)] }),
    });
    const unproven = { standing: 'notProven', doubt: { kind: doubt }, level: { estimate: expect.any(Number) } };
    expect([combinations[0]?.cells[0], roadmap[0]?.cells[0]]).toMatchObject([unproven, unproven]);
  }
});

test('there is no gain where nothing was measured to compare with', () => {
  const gain = { ...latency(0), as: 'answersPerJoule', bounds: { 'v1.0': { above: 0.1 } } } as const;
  const devices = [aDevice('one', { model: 'iPhone17,1' })];
  const alone = aRun({ devices, hasBaseline: false, overrides: { candidate: aBuild('candidate') } });
  const { combinations } = score([judged(alone)], { plan: plan({ targets: [gain] }) });
  expect(combinations[0]?.cells[0]).toMatchObject({ standing: 'notMeasured', doubt: { kind: 'notCompared' } });
});
