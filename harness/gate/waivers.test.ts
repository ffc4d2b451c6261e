import { assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aDevice } from '#harness/compare/run.fixture.ts';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { METRIC_IDS } from '#harness/domain/metric.ts';
import type { Waiver } from '#harness/domain/waiver.ts';
import { aComparison, anAssessment, aRegression, STRADDLES } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';
import { draws, runOf } from './random-run.fixture.ts';

const { pr, release } = POLICIES;
const TODAY = '2026-06-15';
const waiver = (change: Partial<Waiver> = {}): Waiver => ({
  metric: 'timeToFirstToken',
  acceptedPercent: 13,
  owner: 'QA',
  reason: 'The larger encoder answers better.',
  until: '2026-12-31',
  ...change,
});
const decided = (assessment: Assessment, waivers: readonly Waiver[], policy: Decision['policy'] = release): Decision =>
  decide(assessment, policy, { waivers, on: TODAY });

/** +10.8 % [9.1, 12.4] of time to first token; the other metric that decides is unharmed. */
const slower = anAssessment([aRegression('timeToFirstToken'), aComparison('endToEnd')]);

test('a change that was accepted is a note that names who accepted it, until when and why', () => {
  expect(decided(slower, []).kind).toBe('fail');
  const { kind, notes } = decided(slower, [waiver()]);
  expect(kind).toBe('pass');
  expect(notes).toMatchObject([
    {
      kind: 'regression',
      metric: 'timeToFirstToken',
      waiver: { state: 'waived' },
      message: expect.stringMatching(
        /^Time to first token \+10\.8 % .*; waived: up to 13 % until 2026-12-31 by QA: The larger encoder answers better$/,
      ),
    },
  ]);
});

test('a change that is surely larger than what was accepted fails and says so', () => {
  const { kind, reasons } = decided(slower, [waiver({ acceptedPercent: 9 })]);
  expect(kind).toBe('fail');
  expect(reasons[0]?.message).toMatch(/; it exceeds its waiver: up to 9 % until/);
});

test('a change that may be larger than what was accepted is a doubt', () => {
  const waivers = [waiver({ acceptedPercent: 10 })];
  expect(decided(slower, waivers, release)).toMatchObject({
    kind: 'inconclusive',
    reasons: [{ kind: 'inconclusive', waiver: { state: 'mayExceed' } }],
  });
  expect(decided(slower, waivers, pr)).toMatchObject({ kind: 'pass', notes: [{ kind: 'inconclusive' }] });
});

test('a waiver holds to the end of its last day, and fails again afterwards', () => {
  expect(decided(slower, [waiver({ until: TODAY })]).kind).toBe('pass');
  const { kind, reasons } = decided(slower, [waiver({ until: '2026-06-14' }), waiver({ until: '2026-05-01' })]);
  expect(kind).toBe('fail');
  expect(reasons[0]?.message).toMatch(/; its waiver has expired: up to 13 % until 2026-06-14 by QA/);
});

test.each([
  ['another metric', { metric: 'endToEnd' }],
  ['another model', { deviceModel: 'iPhone99,9' }],
  ['another suite', { suite: 'another' }],
  ['another build', { builds: ['abcdef0'] }],
] as const)('a waiver of %s changes nothing', (_of, change) => {
  expect(decided(slower, [waiver(change)])).toEqual(decided(slower, []));
});

test('a waiver may be of one model, one suite, and builds by their sha256 or commit', () => {
  const model = slower.devices[0]?.model ?? '';
  const build = slower.candidate.id.slice(0, 8);
  const own = { deviceModel: model, suite: slower.suite.id };
  expect(decided(slower, [waiver({ ...own, builds: ['abcdef0', build] })]).kind).toBe('pass');
  expect(decided({ ...slower, commit: 'abcdef0123' }, [waiver({ ...own, builds: ['abcdef0'] })]).kind).toBe('pass');
});

test('of several waivers the one that accepts most counts, and an expired one does not', () => {
  const waivers = [waiver({ acceptedPercent: 9 }), waiver(), waiver({ acceptedPercent: 50, until: '2026-01-01' })];
  expect(decided(slower, waivers).notes[0]?.message).toMatch(/up to 13 %/);
});

test('a size in another unit than the change waives nothing', () => {
  const { acceptedPercent: _percent, ...rest } = waiver();
  const { kind, reasons } = decided(slower, [{ ...rest, acceptedAbsolute: 100 }]);
  expect(kind).toBe('fail');
  expect(reasons[0]?.message).toMatch(/its waiver is not in the unit of the change: up to 100 ms/);
});

test('of a metric that is better when it is higher, a loss is waived and a gain is not asked about', () => {
  const loss = { estimate: -0.1, low: -0.12, high: -0.08, confidence: 0.9 };
  const slowerDecode = anAssessment([aRegression('decodeRate', { change: loss }), aComparison('endToEnd')]);
  expect(decided(slowerDecode, [waiver({ metric: 'decodeRate' })]).kind).toBe('pass');
  expect(decided(slowerDecode, [waiver({ metric: 'decodeRate', acceptedPercent: 7 })]).kind).toBe('fail');
});

test('a doubt about a change that is within what was accepted is waived', () => {
  const doubtful = anAssessment([aComparison('timeToFirstToken', { verdict: STRADDLES }), aComparison('endToEnd')]);
  expect(decided(doubtful, []).kind).toBe('inconclusive');
  expect(decided(doubtful, [waiver({ acceptedPercent: 40 })]).kind).toBe('pass');
});

test('a change of unknown size is not waived', () => {
  const unknown: Partial<Comparison> = { change: null, verdict: { kind: 'inconclusive', reason: 'tooFewLaunches' } };
  const assessment = anAssessment([aComparison('timeToFirstToken', unknown), aComparison('endToEnd')]);
  expect(decided(assessment, [waiver()])).toEqual(decided(assessment, []));
});

test('a phone that cannot gate stays refused: what is waived is the change', () => {
  const assessment = { ...slower, devices: [aDevice('one', { provenance: 'virtual' })] };
  expect(decided(assessment, [waiver()])).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'virtual' }] });
});

const WEIGHT = { pass: 0, inconclusive: 1, fail: 2 } as const;

test('a waiver never makes a decision worse, and never takes away what is no change of a metric', () => {
  assert(
    property(
      draws,
      constantFrom(pr, release),
      integer({ min: 1, max: 400 }),
      constantFrom(...METRIC_IDS),
      (draw, policy, accepted, metric) => {
        const assessment = assess({ ...runOf(draw), seed: 1 });
        const size =
          METRICS[metric].scale === 'linear' ? { acceptedAbsolute: accepted } : { acceptedPercent: accepted };
        const { acceptedPercent: _percent, ...rest } = waiver({ metric });
        const before = decided(assessment, [], policy);
        const after = decided(assessment, [{ ...rest, ...size }], policy);
        expect(WEIGHT[after.kind]).toBeLessThanOrEqual(WEIGHT[before.kind]);
        const others = ({ reasons, notes }: Decision): readonly string[] =>
          [...reasons, ...notes]
            .filter((reason) => !('metric' in reason) && reason.kind !== 'nothingShown')
            .map(({ message }) => message)
            .toSorted();
        expect(others(after)).toEqual(others(before));
      },
    ),
    { numRuns: 100, seed: 20_260_615 },
  );
});
