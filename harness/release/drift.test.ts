import { describe, expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aBuild, aDevice, aPass, aRun, aSuite, slowerVision } from '#harness/compare/run.fixture.ts';
import { phoneCapabilities } from '#harness/domain/device.ts';
import { measuredBeside, NO_REFERENCE } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import { exceptionsAt, type Waiver } from '#harness/domain/waiver.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import type { JudgedRun } from './judged-run.ts';
import { aReleasePlan } from './plan.fixture.ts';
import { scoreRelease, type ToScore } from './score-release.ts';

const NOW = new Date('2026-01-02T00:00:00Z');
const PASSES = [aPass('latency', ['timeToFirstToken'])];

/** One build against another. Half of the time to first token is the vision encoder, which the factor is of. */
function link(from: string, to: string, factor: number, changes: Partial<Run> = {}, waivers: readonly Waiver[] = []) {
  const run = aRun({
    blocks: 12,
    passes: PASSES,
    devices: changes.devices ?? [aDevice('one', { model: 'iPhone17,1' })],
    outcome: slowerVision(factor),
    overrides: {
      id: `${from}-${to}`,
      suite: aSuite(PASSES),
      candidate: aBuild(to),
      reference: measuredBeside(aBuild(from)),
      ...changes,
    },
  });
  const assessment = assess({ run, baselineRun: null, seed: 1 });
  const decision = decide(assessment, POLICIES.release, exceptionsAt(NOW.toISOString(), waivers));
  return { run, assessment, decision };
}

function scored(runs: readonly JudgedRun[], changes: Partial<ToScore> = {}, budgetPercent = 5) {
  return scoreRelease({
    plan: aReleasePlan({
      variants: [{ id: 'Base', names: ['candidate'] }],
      driftBudgetPercent: { timeToFirstToken: budgetPercent },
    }),
    release: 'v1.0',
    version: '1.0',
    runs,
    pinned: { baseline: 'release', build: aBuild('pinned') },
    earlier: [],
    external: [],
    falseAlarms: null,
    exceptions: exceptionsAt(NOW.toISOString(), []),
    now: NOW,
    ...changes,
  });
}

describe('drift', () => {
  test('is not what a pass loses that forces a thermal state: its numbers stand for no phone as it is', () => {
    const [pass] = PASSES;
    if (pass === undefined) throw new Error('a pass is needed');
    const forced = { ...pass, protocol: { ...pass.protocol, forcedThermal: 'serious' as const } };
    const { drift } = scored([link('pinned', 'candidate', 1.02, { suite: aSuite([forced]) })]);
    expect(drift).toMatchObject([{ metric: 'timeToFirstToken', usedPercent: null, state: 'notCompared' }]);
  });

  test('is by the run that compared the candidate with the pinned baseline, whatever a chain says', () => {
    const direct = link('pinned', 'candidate', 1.02);
    const chain = [link('between', 'candidate', 1.04), link('pinned', 'between', 1.04)] as const;
    const { drift, verdict } = scored([chain[0], direct], { earlier: [chain[1]] }, 50);
    expect(drift).toEqual([
      expect.objectContaining({ state: 'within', runIds: ['pinned-candidate'], usedPercent: expect.closeTo(1, 0) }),
    ]);
    expect(verdict).toBe('ship');
  });

  test('adds up from build to build where no run compared the two, and so do the errors', () => {
    const names = ['pinned', 'a', 'b', 'c', 'candidate'];
    const links = names.slice(1).map((to, index) => link(names[index] ?? '', to, 1.04));
    const [newest, ...earlier] = links.toReversed();
    if (newest === undefined) throw new Error('no links');
    // Each change of 2 % is within the margin of 5 %.
    expect(links.map(({ decision }) => decision.kind)).toEqual(['pass', 'pass', 'pass', 'pass']);
    const { drift, verdict, reasons } = scored([newest], { earlier });
    const [used] = drift;
    expect(used).toMatchObject({ state: 'over', runIds: ['c-candidate', 'b-c', 'a-b', 'pinned-a'] });
    const [each] = links.map(({ assessment }) => assessment.comparisons[0]?.change?.estimate ?? Number.NaN);
    expect(used?.usedPercent).toBeCloseTo(100 * ((1 + (each ?? 0)) ** 4 - 1), 9);
    const one = scored([newest], { pinned: { baseline: 'release', build: aBuild('c') } }).drift[0]?.interval;
    const half = (of: typeof one): number => (of === null || of === undefined ? 0 : of.highPercent - of.lowPercent) / 2;
    expect(half(used?.interval) / half(one)).toBeGreaterThan(1.7);
    expect(half(used?.interval) / half(one)).toBeLessThan(2.3);
    expect(verdict).toBe('hold');
    expect(reasons[0]).toMatch(
      /^The drift budget of Time to first token is used up: 7\.4 \[.+\] of 5 %, by a chain of 4 runs since pinned\.$/,
    );
  });

  test('takes the shortest chain, and of two runs of the same builds the newer one', () => {
    const long = [link('b', 'candidate', 1.1), link('a', 'b', 1.1), link('pinned', 'a', 1)];
    const short = link('a', 'candidate', 1, { id: 'short' });
    const older = link('pinned', 'a', 1.3, { id: 'older' });
    const [last, ...earlier] = long;
    if (last === undefined) throw new Error('no links');
    expect(scored([last, short], { earlier: [...earlier, older] }).drift[0]?.runIds).toEqual(['short', 'pinned-a']);
  });

  test('is debited by what a waiver accepts', () => {
    const waiver: Waiver = {
      metric: 'timeToFirstToken',
      acceptedPercent: 60,
      owner: 'QA',
      reason: 'worth it',
      until: '2026-01-12',
    };
    const waived = link('pinned', 'a', 1.4, {}, [waiver]);
    const { drift, verdict } = scored([link('a', 'candidate', 1.02)], { earlier: [waived] });
    expect(drift[0]).toMatchObject({ state: 'over', waivedPercent: expect.closeTo(20, 0) });
    expect(drift[0]?.usedPercent).toBeGreaterThan(20);
    expect(verdict).toBe('hold');
  });

  test('leaves a release undecided where only its estimate is over the budget', () => {
    const { drift, verdict, reasons, next } = scored([link('pinned', 'candidate', 1.02)], {}, 0.7);
    const [used] = drift;
    expect(used?.usedPercent).toBeGreaterThan(0.7);
    expect(used?.interval?.lowPercent).toBeLessThan(0.7);
    expect([used?.state, verdict]).toEqual(['open', 'undecided']);
    expect(reasons[0]).toMatch(/^The drift budget of Time to first token may be used up: /);
    expect(next[0]?.what).toBe(
      'Drift of Time to first token: measure the candidate beside pinned, with --baseline release.',
    );
  });

  test('that was never compared ships nothing, and the reason says with whom', () => {
    const alone = link('other', 'candidate', 1);
    const { drift, verdict, reasons, next } = scored([alone]);
    expect(drift[0]).toMatchObject({ state: 'notCompared', usedPercent: null, runIds: [] });
    expect({ verdict, reasons }).toEqual({
      verdict: 'undecided',
      reasons: ['The drift budget of Time to first token is not known: no run compares it with pinned.'],
    });
    expect(next.map(({ what }) => what)).toEqual([
      'Drift of Time to first token: measure the candidate beside pinned, with --baseline release.',
    ]);
    expect(scored([link('pinned', 'candidate', 1, { reference: NO_REFERENCE })], { pinned: null }).reasons).toContain(
      'The drift budget of Time to first token is not known: no run compares it with an older build.',
    );
  });

  test('of a metric that the phones cannot report is no doubt, and of the pinned baseline itself there is none', () => {
    const devices = [
      aDevice('one', { model: 'iPhone17,1', capabilities: { ...phoneCapabilities(20_000), energy: null } }),
    ];
    const plan = aReleasePlan({ driftBudgetPercent: { energyPerAnswer: 5 } });
    const { drift, verdict } = scored([link('pinned', 'candidate', 1, { devices })], { plan });
    expect([drift[0]?.state, verdict]).toEqual(['notApplicable', 'ship']);
    const itself = scored([link('other', 'candidate', 1)], {
      pinned: { baseline: 'release', build: aBuild('candidate') },
    });
    expect(itself).toMatchObject({ verdict: 'ship', drift: [{ state: 'within', usedPercent: 0, runIds: [] }] });
  });

  test('of several phones adds up their mean, as the worst of noisy phones would grow with every link', () => {
    const devices = ['one', 'two', 'three'].map((id) => aDevice(id, { model: 'iPhone17,1' }));
    const names = ['pinned', 'a', 'b', 'candidate'];
    const links = names.slice(1).map((to, index) => link(names[index] ?? '', to, 1, { devices }));
    const [newest, ...earlier] = links.toReversed();
    if (newest === undefined) throw new Error('no links');
    const [used] = scored([newest], { earlier }).drift;
    const means = links.map(({ assessment }) => assessment.deviceModels[0]?.change?.estimate ?? Number.NaN);
    const sum = means.reduce((total, change) => total + Math.log1p(change), 0);
    expect(used?.usedPercent).toBeCloseTo(100 * Math.max(0, Math.expm1(sum)), 9);
  });
});

describe('drift, where other evidence looks better, is not hidden', () => {
  const virtual = {
    devices: [aDevice('v', { model: 'iPhone17,1', provenance: 'virtual', osBuild: 'virtual' })],
  };

  test('by a newer run on a virtual phone of that model', () => {
    const runs = [link('pinned', 'candidate', 1, { ...virtual, id: 'virtual' }), link('pinned', 'candidate', 1.06)];
    const { drift, verdict } = scored(runs, {}, 1);
    expect([drift[0]?.state, drift[0]?.runIds, verdict]).toEqual(['over', ['pinned-candidate'], 'hold']);
  });

  test('by a newer run of another suite; one of the same suite takes its place', () => {
    const lost = link('pinned', 'candidate', 1.06);
    const again = (suite: Partial<Run['suite']>): JudgedRun =>
      link('pinned', 'candidate', 1, { id: 'newer', suite: { ...aSuite(PASSES), ...suite } });
    expect(scored([again({ id: 'smoke' }), lost], {}, 1).drift[0]).toMatchObject({
      state: 'over',
      runIds: [lost.run.id],
    });
    expect(scored([again({}), lost], {}, 1).drift[0]).toMatchObject({ state: 'within', runIds: ['newer'] });
  });

  test('by a shorter chain of runs on virtual phones', () => {
    const runs = [link('b', 'candidate', 1), link('b', 'candidate', 1, { ...virtual, id: 'virtual' })];
    const earlier = [
      link('pinned', 'b', 1, { ...virtual, id: 'virtual-b' }),
      link('a', 'b', 1.05),
      link('pinned', 'a', 1.05),
    ];
    const { drift, verdict } = scored(runs, { earlier }, 1);
    expect([drift[0]?.state, drift[0]?.runIds, verdict]).toEqual(['over', ['b-candidate', 'a-b', 'pinned-a'], 'hold']);
  });

  test('by an earlier run that is dated in the future', () => {
    const ahead = link('pinned', 'a', 1, { id: 'ahead', endedAt: '2027-01-01T00:00:00Z' });
    const { verdict, reasons } = scored([link('a', 'candidate', 1)], { earlier: [ahead, link('pinned', 'a', 1.06)] });
    expect([verdict, reasons]).toEqual(['undecided', [expect.stringMatching(/^Run ahead is dated 2027-01-01 /)]]);
  });

  test.each([
    ['an interval that reaches below nothing', -0.2, -0.7],
    ['a loss of all that there was', -0.5, -0.6],
  ])('by %s of a difference', (_what, estimate, low) => {
    const newest = link('pinned', 'candidate', 1, { id: 'newest' });
    const comparisons = newest.assessment.comparisons.map((own): typeof own => ({
      ...own,
      scale: 'absolute',
      baseline: { ...own.baseline, median: { ...own.baseline.median, estimate: 0.5 } },
      change: { estimate, low, high: 0.1, confidence: 0.9 },
    }));
    const runs = [
      { ...newest, assessment: { ...newest.assessment, comparisons } },
      link('pinned', 'candidate', 1, { id: 'older' }),
    ];
    expect(scored(runs).drift[0]).toMatchObject({ runIds: ['newest'], usedPercent: 0 });
  });
});

test('evidence that is dated in the future is a doubt, in one sentence', () => {
  const ahead = { endedAt: '2027-03-01T00:00:00Z' };
  const runs = [link('pinned', 'candidate', 1, ahead), link('pinned', 'candidate', 1, { ...ahead, id: 'other' })];
  const { verdict, reasons } = scored(runs);
  expect({ verdict, reasons }).toEqual({
    verdict: 'undecided',
    reasons: [
      'Run pinned-candidate (and 1 other run) is dated 2027-03-01 00:00, which is in the future: set the clock of its lab, and measure again.',
    ],
  });
  const skewed = link('pinned', 'candidate', 1, { endedAt: '2026-01-02T00:04:00Z' });
  expect(scored([skewed])).toMatchObject({ verdict: 'ship', reasons: [] });
});
