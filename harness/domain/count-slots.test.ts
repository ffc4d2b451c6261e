import { expect, test } from 'vitest';
import { aMeasured, aPass, aRun, CRASH, LOST, type Place, TOO_HOT } from '#harness/compare/run.fixture.ts';
import { completed, completenessOf, countSlots, givenUpAfter, type SlotCounts } from './count-slots.ts';
import type { Launch, Outcome } from './launch.ts';
import { parseRun, type Run } from './run.ts';

const looking = aPass('latency', ['endToEnd']);
const pass = { ...looking, protocol: { ...looking.protocol, blocks: 12, looks: [4, 8] } };

/** Both arms in so many of twelve blocks. */
function aLatencyRun(blocks: number, outcome: (place: Place) => Outcome = () => aMeasured()): Run {
  return aRun({ passes: [pass], blocks, outcome });
}

function countsOf(run: Run): readonly Partial<SlotCounts>[] {
  return countSlots(run).map(({ deviceId: _device, passId: _pass, ...counts }) => counts);
}

const none = { planned: 12, measured: 0, faulty: 0, skipped: 0, missing: 0 };

test('slots are counted by device, pass and arm, by what became of their last attempt', () => {
  const run = aLatencyRun(12, ({ arm, block }) => {
    if (arm === 'baseline') return block < 2 ? TOO_HOT : aMeasured();
    return block < 3 ? LOST : block === 3 ? CRASH : aMeasured();
  });
  const first = run.launches.find(({ slot }) => slot.arm === 'candidate' && slot.block === 0);
  const again: readonly Launch[] = first === undefined ? [] : [{ ...first, attempt: 2, outcome: aMeasured() }];
  expect(countsOf({ ...run, launches: [...again, ...run.launches] })).toEqual([
    { ...none, arm: 'baseline', measured: 10, missing: 2 },
    { ...none, arm: 'candidate', measured: 9, faulty: 1, missing: 2 },
  ]);
});

test('a run without launches misses every slot that it planned', () => {
  const run = { ...aLatencyRun(12), launches: [] };
  expect(countsOf(run)).toEqual([
    { ...none, arm: 'baseline', missing: 12 },
    { ...none, arm: 'candidate', missing: 12 },
  ]);
  expect(completed(run).isComplete).toBe(false);
  expect(completed({ ...aLatencyRun(1), skipped: [] }).isComplete).toBe(true);
});

test('blocks that were left out on purpose are not missing, and others are', () => {
  const skipped = [{ deviceId: 'one', passId: 'latency', fromBlock: 4 }];
  expect(countsOf({ ...aLatencyRun(4), skipped })).toMatchObject([
    { measured: 4, skipped: 8, missing: 0 },
    { measured: 4, skipped: 8, missing: 0 },
  ]);
  expect(countsOf({ ...aLatencyRun(4), skipped: [] })).toMatchObject([{ missing: 8 }, { missing: 8 }]);
});

test('a run that does not record it left blocks out where it ended at a look and lost no phone', () => {
  expect(countsOf(aLatencyRun(8))).toMatchObject([{ skipped: 4 }, { skipped: 4 }]);
  expect(countsOf(aLatencyRun(5))).toMatchObject([{ missing: 7 }, { missing: 7 }]);
  expect(countsOf(aRun({ passes: [pass], blocks: 8, overrides: { isComplete: false } }))).toMatchObject([
    { missing: 4 },
    { missing: 4 },
  ]);
});

test('launches that a build was spared because it kept failing are its own fault, not missing', () => {
  const run = aLatencyRun(12, ({ arm }) => (arm === 'candidate' ? CRASH : aMeasured()));
  const spared = { ...run, launches: run.launches.filter(({ slot }) => slot.arm === 'baseline' || slot.block < 3) };
  expect(countsOf(spared)).toEqual([
    { ...none, arm: 'baseline', measured: 12 },
    { ...none, arm: 'candidate', faulty: 12 },
  ]);
  expect(completed(spared).isComplete).toBe(true);
});

test('a build that ran is spared after five faults in a row; older harnesses spared it after three, but not on a lost phone', () => {
  const crashing = (runs: number, faults: number): Run => {
    const run = aLatencyRun(12, ({ arm, block }) => (arm === 'candidate' && block >= runs ? CRASH : aMeasured()));
    const isMade = ({ slot }: Launch): boolean => slot.arm === 'baseline' || slot.block < runs + faults;
    return { ...run, launches: run.launches.filter(isMade) };
  };
  const lost = [{ deviceId: 'one', message: 'unplugged' }];
  expect(countsOf(crashing(2, 5))[1]).toMatchObject({ measured: 2, faulty: 10, missing: 0 });
  expect(countsOf(crashing(2, 3))[1]).toMatchObject({ measured: 2, faulty: 10, missing: 0 });
  expect(countsOf({ ...crashing(2, 3), isComplete: false, lost })[1]).toMatchObject({ faulty: 3, missing: 7 });
  expect(countsOf({ ...crashing(2, 5), isComplete: false, lost })[1]).toMatchObject({ faulty: 10, missing: 0 });
  expect(countsOf(crashing(2, 2))[1]).toMatchObject({ faulty: 2, missing: 8 });
});

test('after how many faults in a row a build was given up; tries that say nothing about it do not count', () => {
  const launchesOf = (outcomes: readonly Outcome[]): readonly Launch[] =>
    aRun({ blocks: outcomes.length, hasBaseline: false, outcome: ({ block }) => outcomes[block] ?? LOST }).launches;
  const rows = [
    [[CRASH, CRASH, CRASH], 0],
    [[CRASH, CRASH, CRASH, CRASH], 4],
    [[CRASH, LOST, TOO_HOT, CRASH, CRASH, CRASH, LOST], 4],
    [[aMeasured(), CRASH, CRASH, CRASH, CRASH], 0],
    [[aMeasured(), CRASH, CRASH, CRASH, CRASH, CRASH], 5],
    [[CRASH, CRASH, CRASH, CRASH, aMeasured()], 0],
    [[], 0],
  ] as const;
  for (const [outcomes, expected] of rows) expect(givenUpAfter(launchesOf(outcomes))).toBe(expected);
});

test('a run that has ended says which launches it lacks, after how many tries and why', () => {
  const run = aLatencyRun(12, ({ arm, block }) => {
    if (arm === 'baseline') return block < 2 ? TOO_HOT : aMeasured();
    return block === 3 ? LOST : aMeasured();
  });
  const tries = run.launches.flatMap((launch) =>
    launch.outcome === LOST ? [launch, { ...launch, attempt: 2 }] : launch,
  );
  const launches = tries.filter(({ slot }) => slot.block < 11);
  const { completeness, isComplete } = completed({ ...run, skipped: [], launches });
  expect(completeness?.map(({ measured, missing }) => ({ measured, missing }))).toEqual([
    {
      measured: 9,
      missing: [
        { block: 0, attempts: 1, reason: 'thermal' },
        { block: 1, attempts: 1, reason: 'thermal' },
        { block: 11, attempts: 0, reason: null },
      ],
    },
    {
      measured: 10,
      missing: [
        { block: 3, attempts: 2, reason: 'SESSION_LOST' },
        { block: 11, attempts: 0, reason: null },
      ],
    },
  ]);
  expect(isComplete).toBe(true);
});

test('what a run was written with is read back and believed; a run without it is counted from its launches', () => {
  const run = completed({ ...aLatencyRun(10), skipped: [] });
  const read = parseRun(JSON.parse(JSON.stringify(run)), 'run.json');
  expect(read.completeness).toEqual(run.completeness);
  const { completeness, ...older } = run;
  expect(completenessOf(older)).toEqual(completeness);
});

test('a run is complete where it lost no phone and no arm is without a launch, or where it ended early', () => {
  const half = { ...aLatencyRun(12, ({ arm }) => (arm === 'candidate' ? LOST : aMeasured())), skipped: [] };
  const stoppedEarly = { at: '', reason: '', launchesLeft: 1, minutesSaved: 1 };
  expect(completed(half).isComplete).toBe(false);
  expect(completed({ ...half, stoppedEarly }).isComplete).toBe(true);
  expect(completed({ ...aLatencyRun(12), lost: [{ deviceId: 'one', message: '' }] }).isComplete).toBe(false);
});
