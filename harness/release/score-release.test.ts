import { describe, expect, test } from 'vitest';
import { aBuild, aDevice, aPass, aRun, aSuite, slowerVision } from '#harness/compare/run.fixture.ts';
import { isOf } from './combinations.ts';
import { aReleasePlan as plan, latency } from './plan.fixture.ts';
import { judged, measured, score, waiver } from './scoring.fixture.ts';

describe('a release', () => {
  test('ships when the deciding combination meets every target and nothing else is open', () => {
    const { verdict, reasons, coverage, combinations, next } = score([judged(measured(1))]);
    expect({ verdict, reasons, next }).toEqual({ verdict: 'ship', reasons: [], next: [] });
    expect(coverage).toMatchObject({ planned: 2, measured: 1, missing: ['Base on iPhone12,1'] });
    expect(combinations[0]).toMatchObject({ decides: true, counts: true, cells: [{ standing: 'met' }] });
    expect(combinations[1]).toMatchObject({
      decides: false,
      os: null,
      cells: [{ standing: 'notMeasured', bound: null }],
    });
  });

  test('is held by a target that it misses, and by a later one it is not', () => {
    const missed = score([judged(measured(1))], { plan: plan({ targets: [latency(10)] }) });
    expect(missed).toMatchObject({ verdict: 'hold', reasons: ['Inference latency misses its target.'] });
    const level = missed.combinations[0]?.cells[0]?.level?.high ?? 0;
    const { verdict, roadmap } = score([judged(measured(1))], { plan: plan({ targets: [latency(level + 1)] }) });
    expect([verdict, roadmap.map(({ cells }) => cells[0]?.standing)]).toEqual(['ship', ['missed']]);
    expect(score([judged(measured(1))], { release: 'v2.0' }).roadmap).toEqual([]);
  });

  test('is held by a regression, until somebody accepts it; then the waiver is named with its days', () => {
    const slow = measured(1.4);
    expect(score([judged(slow)])).toMatchObject({ verdict: 'hold', regressions: [{ runId: 'run-1' }], waived: [] });
    const { next } = score([judged(slow)]);
    expect(next.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('waive run-1 timeToFirstToken --reason "…" --owner "…" --until 2026-02-01'),
    );
    const elsewhere = score([judged(slow)], { storeOption: ' --store own.sqlite' }).next.map(({ what }) => what);
    expect(elsewhere).toContainEqual(expect.stringMatching(/--until 2026-02-01 --store own\.sqlite$/));
    const accepted = score([judged(slow, [waiver])]);
    expect(accepted).toMatchObject({ verdict: 'ship', regressions: [], waived: [{ waiver: { daysLeft: 10 } }] });
  });

  test('is undecided where a target is not proven, and says how many blocks would prove it', () => {
    const [cell] = score([judged(measured(1))]).combinations[0]?.cells ?? [];
    const { estimate = 0, high } = cell?.level ?? {};
    const just = estimate + ((high ?? 0) - estimate) / 2;
    const { verdict, reasons, next } = score([judged(measured(1))], { plan: plan({ targets: [latency(just)] }) });
    expect({ verdict, reasons }).toEqual({
      verdict: 'undecided',
      reasons: ['Inference latency is not proven (the interval crosses the target).'],
    });
    expect(next[0]?.what).toMatch(/^Inference latency, Base on iPhone 16 Pro: with \d+ more blocks? it is proven/);
    expect(next[0]?.deviceMs).toBeGreaterThan(0);
  });

  test.each([
    ['nothing of it was measured', [], /was not measured\.$/],
    ['its evidence is too old', [measured(1, { endedAt: '2025-11-01T00:00:00Z' })], /too long ago/],
    [
      'its phone is virtual',
      [measured(1, { devices: [aDevice('one', { model: 'iPhone17,1', provenance: 'virtual' })] })],
      /not measured on a physical iPhone/,
    ],
  ] as const)('is undecided where %s', (_what, runs, reason) => {
    const { verdict, reasons } = score(runs.map((run) => judged(run)));
    expect(verdict).toBe('undecided');
    expect(reasons[0]).toMatch(reason);
  });

  test('whose phone is virtual is not told to measure on that phone again', () => {
    const virtual = measured(1, { devices: [aDevice('one', { model: 'iPhone17,1', provenance: 'virtual' })] });
    const [step] = score([judged(virtual)], { suites: [virtual.suite] }).next;
    const again = 'fastvlm-bench run --suite latency --candidate app.ipa --policy release';
    expect(step?.what).toBe(`Base on iPhone 16 Pro decides: measure it on a physical iPhone: ${again}`);
  });

  test('is held by a drift budget that is used up, and by another gate that fails', () => {
    const drifted = judged(measured(1.02));
    expect(score([drifted], { plan: plan({ driftBudgetPercent: { timeToFirstToken: 0.5 } }) }).verdict).toBe('hold');
    expect(score([drifted], { plan: plan({ driftBudgetPercent: { timeToFirstToken: 50 } }) }).verdict).toBe('ship');
    const external = [{ label: 'Security', file: 'scan.sarif', state: 'missed', message: '1 critical' }] as const;
    expect(score([judged(measured(1))], { external })).toMatchObject({
      verdict: 'hold',
      reasons: ['Security: 1 critical.'],
    });
    const gone = [{ label: 'Security', file: 'scan.sarif', state: 'missing', message: 'is not there' }] as const;
    expect(score([judged(measured(1))], { external: gone }).verdict).toBe('undecided');
  });
});

test('a variant is told by the name of the app, whatever its version, its bundle identifier, or its label as a whole', () => {
  const run = measured(1, { candidate: { ...aBuild('Field Notes 1.2'), version: '1.2' } });
  const isVariant = (name: string): boolean => isOf({ id: 'Base', names: [name] }, run);
  expect(['field notes', 'Field Notes 1.2', 'Field', 'Notes 1.2', ''].map(isVariant)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

describe('a suite that a release expects', () => {
  const expecting = (...suites: readonly string[]) =>
    plan({ expected: [{ variant: 'Base', deviceModel: 'iPhone17,1', suites }] });
  const { suite, devices } = measured(1);

  test('proves nothing while it is not measured, and the next step names it', () => {
    const { verdict, reasons, coverage, next } = score([judged(measured(1))], { plan: expecting(suite.id, 'energy') });
    expect({ verdict, reasons }).toEqual({
      verdict: 'undecided',
      reasons: ['Base on iPhone 16 Pro was not measured with suite energy.'],
    });
    expect(coverage).toMatchObject({ planned: 2, measured: 1, missing: ['Base on iPhone 16 Pro, suite energy'] });
    expect(next.map(({ what }) => what)).toEqual(['Base on iPhone 16 Pro: measure it with --suite energy.']);
    const energy = { ...suite, id: 'energy' };
    const known = score([judged(measured(1))], {
      plan: expecting(suite.id, 'energy'),
      suites: [suite, energy],
      pinned: { baseline: 'v0.9', build: aBuild('old') },
    });
    expect(known.next.map(({ what }) => what)).toEqual([
      'Base on iPhone 16 Pro: measure it: fastvlm-bench run --suite energy --candidate app.ipa --baseline v0.9 --policy release',
    ]);
  });

  test.each([
    ['that is too old', {}, { now: new Date('2026-03-01T00:00:00Z') }, 'was measured too long ago with'],
    [
      'of a virtual phone',
      { devices: devices.map((device) => ({ ...device, provenance: 'virtual' as const })) },
      {},
      'was not measured on a physical iPhone with',
    ],
  ])('is not proven by a run %s', (_what, changes, at, why) => {
    const { reasons } = score([judged(measured(1, changes))], { plan: expecting(suite.id), ...at });
    expect(reasons).toContain(`Base on iPhone 16 Pro ${why} suite ${suite.id}.`);
  });

  test('is proven once it is measured', () => {
    expect(score([judged(measured(1))], { plan: expecting(suite.id) }).verdict).toBe('ship');
  });
});

describe('the combination that decides', () => {
  test('shows nothing where the plan asks nothing of it for the release', () => {
    for (const release of ['v3.0', 'constructor']) {
      const { verdict, reasons } = score([judged(measured(1))], { release, plan: plan({ releases: [release] }) });
      expect({ verdict, reasons }).toEqual({
        verdict: 'undecided',
        reasons: [`The plan has no target of ${release} for Base on iPhone 16 Pro, which decides.`],
      });
    }
  });

  test('meets no target by evidence that is too old, though a newer run has measured something else', () => {
    const old = judged(measured(1, { id: 'old', endedAt: '2025-11-01T00:00:00Z' }));
    const passes = [aPass('latency', ['peakMemory'])];
    const other = judged(measured(1, { suite: aSuite(passes) }));
    expect(score([old]).reasons).toEqual([expect.stringContaining('too long ago')]);
    const { verdict, combinations, roadmap } = score([other, old]);
    expect(verdict).not.toBe('ship');
    expect(combinations[0]).toMatchObject({ isStale: false, cells: [{ standing: 'notMeasured' }] });
    expect(roadmap[0]?.cells[0]?.standing).toBe('notMeasured');
  });

  test('is held by what it misses under any build of the system', () => {
    const devices = [
      aDevice('one', { model: 'iPhone17,1' }),
      aDevice('two', { model: 'iPhone17,1', osVersion: '17.0' }),
    ];
    const run = aRun({
      blocks: 12,
      passes: [aPass('latency', ['timeToFirstToken'])],
      devices,
      outcome: (slot) => slowerVision(slot.deviceId === 'two' ? 9 : 1)({ ...slot, arm: 'candidate' }),
      overrides: { candidate: aBuild('candidate') },
    });
    const alone = score([judged(run)], { plan: plan({ targets: [latency(1e6)] }) });
    const level = alone.combinations[0]?.cells[0]?.level?.high ?? 0;
    const { verdict, reasons } = score([judged(run)], { plan: plan({ targets: [latency(level + 1)] }) });
    expect(verdict).toBe('hold');
    expect(reasons[0]).toMatch(/^Inference latency misses its target under 17\.0 /);
  });

  test('has the drift of its own phones alone, and of those that lost most', () => {
    const run = aRun({
      blocks: 12,
      passes: [aPass('latency', ['timeToFirstToken'])],
      devices: [
        aDevice('other', { model: 'iPhone12,1' }),
        aDevice('one', { model: 'iPhone17,1' }),
        aDevice('two', { model: 'iPhone17,1' }),
      ],
      outcome: (slot) => slowerVision({ other: 9, one: 0.9, two: 1.05 }[slot.deviceId] ?? 1)(slot),
      overrides: { candidate: aBuild('candidate') },
    });
    const [used] = score([judged(run)], { plan: plan({ driftBudgetPercent: { timeToFirstToken: 50 } }) }).drift;
    expect(used?.usedPercent).toBeGreaterThan(0);
    expect(used?.usedPercent).toBeLessThan(5);
  });
});

test('no fault in n launches says what the rate is at most', () => {
  const { reliability } = score([judged(measured(1))]);
  // 1 − 0.05^(1/12): the exact limit of none in twelve.
  expect(reliability[0]).toEqual({
    label: 'Crashes',
    faults: 0,
    launches: 12,
    atMost: expect.closeTo(1 - 0.05 ** (1 / 12), 12),
  });
});

test('an older build of the same version proves nothing of the newest one', () => {
  const older = { ...aBuild('candidate'), id: 'older' };
  const both = [judged(measured(1.4)), judged(measured(1, { id: 'run-0', candidate: older }))];
  const { runIds, candidate, verdict } = score(both);
  expect({ runIds, builds: candidate.builds.length, verdict }).toEqual({
    runIds: ['run-1'],
    builds: 1,
    verdict: 'hold',
  });
  const [first, second] = both;
  if (first === undefined || second === undefined) throw new Error('two runs');
  expect(score([second, first])).toMatchObject({ runIds: ['run-0'], verdict: 'ship' });
});
