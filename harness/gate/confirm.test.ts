import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aDevice, aMeasured, anIteration, aPass, aRun, launchNoise, type Place } from '#harness/compare/run.fixture.ts';
import { withSecondSession } from '#harness/compare/second-session.fixture.ts';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision, Policy } from '#harness/domain/decision.ts';
import { exitCodeOf } from '#harness/domain/exit-code.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { exceptionsAt, type Waiver } from '#harness/domain/waiver.ts';
import {
  aComparison,
  anAssessment,
  aRegression,
  someFaults,
  someSlots,
  STRADDLES,
} from '#harness/gate/assessment.fixture.ts';
import { secondSessionScope } from './confirm.ts';
import { decide, POLICIES } from './decide.ts';

/** It lets doubts pass, so that nothing but the rule keeps a build from passing. */
const CONFIRMING: Policy = { ...POLICIES.pr, id: 'ours', confirm: 'secondSession' };

const SLOWER = aRegression('timeToFirstToken');
const first = (...comparisons: readonly Comparison[]): Assessment =>
  anAssessment([...comparisons, aComparison('endToEnd')]);
const second = (comparison: Comparison, overrides: Partial<Assessment> = {}): Assessment => ({
  ...first(SLOWER),
  secondSession: anAssessment([comparison], overrides),
});
const stateIn = ({ reasons }: Decision): unknown =>
  reasons.map((reason) => 'confirmation' in reason && reason.confirmation);

test('a regression that was measured in one session only is inconclusive, even where doubts pass', () => {
  const decision = decide(first(SLOWER), CONFIRMING);
  expect(decision).toMatchObject({
    kind: 'inconclusive',
    reasons: [{ kind: 'inconclusive', confirmation: 'notMeasured' }],
  });
  expect(decision.reasons[0]?.message).toMatch(/; not confirmed: no second session was measured$/);
  expect(exitCodeOf(decision)).toBe(3);
});

test('a regression that both sessions find fails, and says so', () => {
  const decision = decide(second(SLOWER), CONFIRMING);
  expect(decision).toMatchObject({ kind: 'fail', reasons: [{ kind: 'regression', confirmation: 'confirmed' }] });
  expect(decision.reasons[0]?.message).toMatch(/; confirmed by a second session \(\+10\.8 % /);
});

test.each([
  ['within the margin', aComparison('timeToFirstToken'), 'contradicted'],
  ['undecided', aComparison('timeToFirstToken', { verdict: STRADDLES }), 'undecided'],
  ['worse, but not certainly', aRegression('timeToFirstToken', {}, 0.2), 'undecided'],
  ['not compared', aComparison('decodeRate'), 'undecided'],
])('a second session in which it is %s confirms nothing and lets nothing pass', (_what, comparison, state) => {
  const decision = decide(second(comparison), CONFIRMING);
  expect([decision.kind, stateIn(decision)]).toEqual(['inconclusive', [state]]);
});

test('a second session that lost its phone is a failure of the lab', () => {
  const lost = { isComplete: false, slots: someSlots({ measured: 1, missing: 11, isEnough: false }) };
  const decision = decide(second(aComparison('timeToFirstToken', { verdict: STRADDLES }), lost), CONFIRMING);
  expect(stateIn(decision)).toEqual(['lost', false]);
  expect(exitCodeOf(decision)).toBe(4);
});

test('under a policy that asks for one session a second one changes nothing', () => {
  const decision = decide(second(aComparison('timeToFirstToken')), POLICIES.pr);
  expect(decision).toEqual(decide(first(SLOWER), POLICIES.pr));
  expect(decision.kind).toBe('fail');
});

test('what no session can change fails at once: a size, and faults of the build', () => {
  const size = first(aRegression('modelSize', { evidence: { ...SLOWER.evidence, pRegression: null } }));
  expect(decide(size, CONFIRMING).kind).toBe('fail');
  const crashing = { ...first(SLOWER), ...someFaults({ faults: 12, givenUp: 4 }) };
  const decision = decide(crashing, CONFIRMING);
  expect(decision).toMatchObject({ kind: 'fail', reasons: [{ kind: 'productFault' }, { kind: 'productFault' }] });
  expect(secondSessionScope(decision, crashing)).toBeNull();
});

test('a fault of the build fails in the second session as in the first, also where what the first one found is accepted', () => {
  const crashing = second(aComparison('timeToFirstToken'), someFaults({ faults: 12, givenUp: 4 }));
  for (const exceptions of [[], [{ ...waiver, acceptedPercent: 60 }]]) {
    const decision = decide(crashing, CONFIRMING, exceptionsAt('2026-01-01T00:00:00.000Z', exceptions));
    expect(decision).toMatchObject({ kind: 'fail', reasons: [{ kind: 'productFault' }, { kind: 'productFault' }] });
    expect(decision.reasons[0]?.message).toMatch(/^In the second session: /);
  }
  expect(decide(crashing, POLICIES.pr)).toEqual(decide(first(SLOWER), POLICIES.pr));
});

const waiver: Waiver = {
  metric: 'timeToFirstToken',
  acceptedPercent: 9,
  owner: 'QA',
  reason: 'a better encoder',
  until: '2099-12-31',
};

test('what a waiver accepts needs no second session, and what exceeds it must exceed it twice', () => {
  const under = (accepted: number, assessment: Assessment): Decision =>
    decide(
      assessment,
      CONFIRMING,
      exceptionsAt('2026-01-01T00:00:00.000Z', [{ ...waiver, acceptedPercent: accepted }]),
    );
  expect(under(20, first(SLOWER)).kind).toBe('pass');
  expect(under(9, second(SLOWER)).kind).toBe('fail');
  const milder = aRegression('timeToFirstToken', {
    change: { estimate: 0.07, low: 0.06, high: 0.08, confidence: 0.9 },
  });
  expect(under(9, second(milder))).toMatchObject({ kind: 'inconclusive' });
  // The order of the sessions makes no difference.
  const worseAgain = under(9, { ...first(milder), secondSession: anAssessment([SLOWER]) });
  expect(worseAgain).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'inconclusive' }] });
  expect(worseAgain.reasons[0]?.message).toMatch(/^In the second session: .* it exceeds its waiver/);
  expect(exitCodeOf(worseAgain)).toBe(3);
  expect(secondSessionScope(worseAgain, first(milder))).toBeNull();
});

test('a second session measures only what failed, where it failed', () => {
  const assessment = first(
    SLOWER,
    aRegression('decodeRate', { passId: 'other' }),
    aRegression('endToEnd', { severity: 'warn' }),
  );
  const two = { ...assessment, devices: [aDevice('one'), aDevice('two', { model: 'other' })] };
  expect(secondSessionScope(decide(two, CONFIRMING), two)).toEqual({
    deviceIds: ['one'],
    asked: [
      { passId: 'latency', metrics: ['timeToFirstToken'] },
      { passId: 'other', metrics: ['decodeRate'] },
    ],
  });
  expect(secondSessionScope(decide(two, POLICIES.pr), two)).toBeNull();
});

const PASSES = [aPass('latency', ['endToEnd'])];
const TWINS = [aDevice('one'), aDevice('two')];

/** One session: launches vary by 2 %, and the candidate is slower by so much in all of them. */
function session(seed: number, effect: number, devices = TWINS): Run {
  const noise = launchNoise(seed, 0.02);
  const outcome = (place: Place): ReturnType<typeof aMeasured> => {
    const factor = noise() * (place.arm === 'candidate' ? 1 + effect : 1);
    const question = { preprocessMs: 20 * factor, visionEncodeMs: 50 * factor, prefillMs: 25 * factor };
    return aMeasured({
      iterations: [anIteration({ ...question, firstDecodeMs: 5 * factor, tokenGapMs: 10 * factor })],
    });
  };
  return aRun({ blocks: 8, devices, passes: PASSES, outcome });
}

const decided = (run: Run): Decision => decide(assess({ run, baselineRun: null, seed: 7 }), CONFIRMING);

test('phones of a model confirm by their mean, and a run is read back with its second session', () => {
  const run = withSecondSession(session(1, 0.12), session(2, 0.12));
  const read = parseRun(JSON.parse(JSON.stringify(run)), 'run.json');
  expect(assess({ run: read, baselineRun: null, seed: 7 })).toEqual(assess({ run, baselineRun: null, seed: 7 }));
  expect(decided(read)).toMatchObject({
    kind: 'fail',
    reasons: [{ kind: 'deviceModelRegression', confirmation: 'confirmed' }],
  });
});

test('a second session that names what the run does not have is refused', () => {
  const run = (overrides: object): unknown =>
    JSON.parse(JSON.stringify(withSecondSession(session(1, 0.12), session(2, 0.12), overrides)));
  expect(() => parseRun(run({ deviceIds: ['three'] }), 'run.json')).toThrow(
    'the device three, which is not in the run',
  );
  expect(() => parseRun(run({ deviceIds: ['one'] }), 'run.json')).toThrow('a launch names the device two');
  expect(() => parseRun(run({ asked: [{ passId: 'latency', metrics: ['decodeRate'] }] }), 'run.json')).toThrow(
    'it asks the pass latency for what the run did not measure there',
  );
});

test.each([
  [
    'that is the first one again',
    (run: Run) => ({ launches: run.launches }),
    /its launch \S+ is one of the first session/,
  ],
  ['that is older than the first one', () => ({ startedAt: '2020-01-01T00:00:00Z' }), /before the first one ended/],
  ['of a first one without an end', () => ({}), /the first session is incomplete/, { isComplete: false }],
  ['that asks for nothing', () => ({ asked: [], launches: [] }), /asks for nothing/],
  ['of no phone', () => ({ deviceIds: [], launches: [] }), /names no device/],
  [
    'that asks for a pass twice',
    ({ suite }: Run) => ({
      asked: [...suite.passes, ...suite.passes].map(({ id, metrics }) => ({ passId: id, metrics })),
    }),
    /the pass latency is listed twice/,
  ],
])('a second session %s is refused', (_what, overrides, message, changes: Partial<Run> = {}) => {
  const first = session(1, 0.12);
  const run = { ...withSecondSession(first, session(2, 0.12), overrides(first)), ...changes };
  expect(() => parseRun(JSON.parse(JSON.stringify(run)), 'run.json')).toThrow(message);
});

/** In one session of five something else on the phone hits the candidate's launches: they take 12 % longer. */
function sessionOf(seed: number, effect: number): Run {
  const isBad = launchNoise(seed, 1)() < 0.43;
  return session(seed, effect + (isBad ? 0.12 : 0), [aDevice('one')]);
}

/** The share of runs that fail, judged by their first session alone and by both. */
function failures(trials: number, effect: number): { readonly byOne: number; readonly byBoth: number } {
  const decisions = Array.from({ length: trials }, (_, trial) => {
    const run = withSecondSession(sessionOf(2 * trial, effect), sessionOf(2 * trial + 1, effect));
    const assessment = assess({ run, baselineRun: null, seed: 7 });
    return { byOne: decide(assessment, POLICIES.pr), byBoth: decide(assessment, CONFIRMING) };
  });
  const share = (by: 'byOne' | 'byBoth'): number =>
    decisions.filter((each) => each[by].kind === 'fail').length / trials;
  return { byOne: share('byOne'), byBoth: share('byBoth') };
}

test('where one session in five goes wrong, an unchanged build fails in a fifth of runs, and confirmed in a twenty-fifth', () => {
  const { byOne, byBoth } = failures(100, 0);
  // 20 and 4 %, and what chance adds in 100 runs.
  expect(byOne).toBeGreaterThan(0.1);
  expect(byBoth).toBeLessThanOrEqual(0.08);
});

test('a build that is slower by twelve per cent at a margin of five still fails in at least 95 of 100 runs', () => {
  expect(failures(40, 0.12).byBoth).toBeGreaterThanOrEqual(0.95);
});
