import { expect, test } from 'vitest';
import { withSecondSession } from '#harness/compare/second-session.fixture.ts';
import { aMeasured, aRun, CRASH, LOST, TOO_HOT } from '#harness/compare/run.fixture.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import { exclusionsOf } from './exclusions.ts';

const alone = (run: Run): ReturnType<typeof exclusionsOf> =>
  exclusionsOf({ run, baselineRun: null, earlierRuns: [] }, [run]);

/** A run of which some launches are others. */
function withLaunches(change: (launch: Launch) => Launch | readonly Launch[]): Run {
  const run = aRun({ blocks: 3 });
  return { ...run, launches: run.launches.flatMap(change) };
}

test('where every launch counts nothing is excluded', () => {
  expect(alone(aRun({ blocks: 3 }))).toEqual([]);
});

test.each([
  ['a fault of the lab', LOST, 'labFault', 'SESSION_LOST: The session was lost.'],
  ['a fault of the build', CRASH, 'productFault', 'CRASH: The app ended with SIGSEGV.'],
  ['a phone that was too warm', TOO_HOT, 'invalid', 'thermal: Thermal state fair.'],
] as const)(
  '%s is named with the rule that excludes its launch and with what the run says',
  (_of, outcome, rule, detail) => {
    const run = withLaunches((launch) =>
      launch.slot.block === 1 && launch.slot.arm === 'candidate' ? { ...launch, outcome } : launch,
    );
    expect(alone(run)).toEqual([{ runId: 'run-1', nonce: 'one-latency-1-candidate', rule, detail }]);
  },
);

test('an earlier try, a slot for discarding and a first launch after an installation are excluded each by its rule', () => {
  const run = withLaunches((launch) => {
    if (launch.slot.arm !== 'candidate') return { ...launch, sinceInstall: 1 };
    if (launch.slot.block === 0) return { ...launch, slot: { ...launch.slot, discard: true } };
    if (launch.slot.block === 1)
      return [
        { ...launch, nonce: 'first' },
        { ...launch, attempt: 2 },
      ];
    return { ...launch, sinceInstall: 0 };
  });
  expect(alone(run).map(({ nonce, rule }) => [nonce, rule])).toEqual([
    ['one-latency-0-candidate', 'discarded'],
    ['first', 'tried'],
    ['one-latency-2-candidate', 'firstAfterInstall'],
  ]);
});

test('of a stored run the baseline of its own is no part of the comparison, nor is a phone of another kind', () => {
  const stored = { ...aRun({ blocks: 1, outcome: () => aMeasured() }), id: 'stored' };
  const run = aRun({ blocks: 1, hasBaseline: false });
  const compared = {
    run,
    baselineRun: { ...stored, launches: stored.launches.filter(({ slot }) => slot.arm === 'candidate') },
    earlierRuns: [],
  };
  expect(exclusionsOf(compared, [run, stored]).map(({ runId, rule }) => [runId, rule])).toEqual([
    ['stored', 'otherArm'],
  ]);
  const other = { ...stored, devices: stored.devices.map((device) => ({ ...device, osBuild: 'other' })) };
  const others = exclusionsOf({ ...compared, baselineRun: { ...compared.baselineRun, devices: other.devices } }, [
    run,
    other,
  ]);
  expect(others.map(({ rule }) => rule).toSorted()).toEqual(['otherArm', 'otherDevice']);
});

test('launches of a second session are excluded by the same rules, after those of the first', () => {
  const first = withLaunches((launch) => (launch.slot.block === 0 ? { ...launch, outcome: TOO_HOT } : launch));
  const second = withLaunches((launch) => (launch.slot.block === 2 ? { ...launch, outcome: LOST } : launch));
  expect(alone(withSecondSession(first, second)).map(({ nonce, rule }) => [nonce, rule])).toEqual([
    ['one-latency-0-baseline', 'invalid'],
    ['one-latency-0-candidate', 'invalid'],
    ['second-one-latency-2-baseline', 'labFault'],
    ['second-one-latency-2-candidate', 'labFault'],
  ]);
});

test('a second session that is no part of the decision is excluded as a whole', () => {
  const stored = { ...aRun({ blocks: 1, hasBaseline: false }), id: 'stored' };
  const run = aRun({ blocks: 1, hasBaseline: false });
  const [both, storedBoth] = [withSecondSession(run, run), withSecondSession(stored, stored)];
  const excluded = (judged: Run): readonly (readonly [string, string])[] =>
    exclusionsOf({ run: judged, baselineRun: storedBoth, earlierRuns: [] }, [both, storedBoth]).map(
      ({ runId, rule }) => [runId, rule],
    );
  expect(excluded(both)).toEqual([['stored', 'otherSession']]);
  // The run was judged before it had a second session.
  expect(excluded(run)).toEqual([
    ['run-1', 'otherSession'],
    ['stored', 'otherSession'],
  ]);
});
