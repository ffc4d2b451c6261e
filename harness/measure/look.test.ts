import { expect, test } from 'vitest';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import type { LookPlace, StoppingRule } from '#harness/domain/stopping-rule.ts';
import { interleaved, passOf } from './interleaved.fixture.ts';
import { measureRun } from './measure-run.ts';
import { memoryJournal, patientClock } from './in-memory.fixture.ts';
import { crash, type Lab, measured, scriptedLab, unplugged } from './scripted-device.fixture.ts';

const settledAfter =
  (blocks: number): StoppingRule =>
  (place) =>
    place.blocks === blocks;

/** A rule that settles nothing and keeps what it was asked. */
function curious(): {
  readonly rule: StoppingRule;
  readonly asked: { place: LookPlace; launches: readonly Launch[] }[];
} {
  const asked: { place: LookPlace; launches: readonly Launch[] }[] = [];
  return { asked, rule: (place, launches) => asked.push({ place, launches }) === 0 };
}

/** Such as "latency 0": the pass and the block of each launch. */
const blocksOf = (run: Run): readonly string[] => run.launches.map(({ slot }) => `${slot.pass} ${slot.block}`);

test('a pass ends at the look at which nothing is left to decide, and the next pass is measured', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] } });
  const passes = [passOf('latency', 6, [2, 4]), passOf('memory', 3, [])];
  const { run } = await measureRun(interleaved(lab, passes, { isSettled: settledAfter(2) }));
  const latency = ['latency 0', 'latency 0', 'latency 1', 'latency 1'];
  const memory = ['memory 0', 'memory 0', 'memory 1', 'memory 1', 'memory 2', 'memory 2'];
  expect(blocksOf(run)).toEqual([...latency, ...memory]);
  expect(run.isComplete).toBe(true);
});

test('the rule is asked once at each look, about the phone of a model, with every try before that look', async () => {
  const lab = scriptedLab({
    a: { model: 'a', outcomes: [unplugged, measured()] },
    b: { model: 'b', outcomes: [measured()] },
  });
  const { rule, asked } = curious();
  const { run } = await measureRun(interleaved(lab, [passOf('latency', 4, [1, 3], true)], { isSettled: rule }));
  const heard = (id: string): unknown =>
    asked
      .filter(({ place }) => place.deviceIds.includes(id))
      .map(({ place, launches }) => [place.blocks, launches.length]);
  // Two first launches that are discarded, then two a block; phone a needed one try more.
  expect(heard('a')).toEqual([
    [1, 5],
    [3, 9],
  ]);
  expect(heard('b')).toEqual([
    [1, 4],
    [3, 8],
  ]);
  for (const { place, launches } of asked) {
    const own = run.launches.filter((launch) => place.deviceIds.includes(launch.deviceId));
    expect(launches).toEqual(own.slice(0, launches.length));
  }
});

test('phones of different models are settled one by one, and one that has nothing left is let go of while the others go on', async () => {
  const closed: number[] = [];
  const lab: Lab = scriptedLab({
    a: { model: 'a', outcomes: [measured()] },
    b: { model: 'b', outcomes: [measured()], onLaunch: () => closed.push(lab.closed) },
  });
  const isSettled: StoppingRule = (place) => place.deviceIds.includes('a');
  const { run } = await measureRun(interleaved(lab, [passOf('latency', 20, [1])], { isSettled }));
  expect(run.launches.filter((launch) => launch.deviceId === 'a')).toHaveLength(2);
  expect(closed).toHaveLength(40);
  expect(closed.at(-1)).toBe(1);
});

test('one build alone has nothing to decide: every block is measured', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] } });
  const passes = [passOf('latency', 4, [2])];
  const { run } = await measureRun(interleaved(lab, passes, { isSettled: () => true }, ['candidate']));
  expect(run.launches).toHaveLength(4);
});

test('a look is taken also where the arm that goes first has been given up', async () => {
  // Blocks 0 to 3 begin with the baseline, the candidate, the baseline, the candidate.
  const outcomes = [measured(), crash, crash, measured(), measured(), crash, measured()];
  const lab = scriptedLab({ a: { outcomes } });
  const { run } = await measureRun(interleaved(lab, [passOf('latency', 6, [3])], { isSettled: settledAfter(3) }));
  expect(run.launches).toHaveLength(6);
});

test('blocks that are not needed leave the count and the time that is left', async () => {
  const clock = patientClock();
  const lab = scriptedLab({ a: { outcomes: [measured()], onLaunch: () => void clock.sleep(1000) } });
  const passes = [passOf('latency', 3, [1]), passOf('memory', 1, [])];
  const watched = interleaved(lab, passes, { clock, isSettled: settledAfter(1) });
  await measureRun(watched);
  const counts = watched.events.flatMap((event) =>
    event.kind === 'launched' || event.kind === 'settled'
      ? [[event.kind, event.done, event.total, event.remainingMs, event.mayEndSooner]]
      : [],
  );
  expect(counts).toEqual([
    ['launched', 1, 8, 7000, true],
    ['launched', 2, 8, 6000, true],
    ['settled', 2, 4, 2000, false],
    ['launched', 3, 4, 1000, false],
    ['launched', 4, 4, 0, false],
  ]);
  expect(watched.events.find((event) => event.kind === 'settled')).toMatchObject({
    device: { id: 'a' },
    passId: 'latency',
    blocks: 1,
    of: 3,
  });
});

test('after its last look a pass takes as long as it says', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] } });
  const watched = interleaved(lab, [passOf('latency', 2, [1])]);
  await measureRun(watched);
  const claims = watched.events.flatMap((event) => (event.kind === 'launched' ? [event.mayEndSooner] : []));
  expect(claims).toEqual([true, true, false, false]);
});

test('a run that was interrupted after a stop is resumed without the blocks that were not needed', async () => {
  const passes = [passOf('latency', 6, [2, 4]), passOf('memory', 2, [])];
  const answersTo = (asked: unknown[]): StoppingRule => {
    return (place, launches) => {
      asked.push([place, launches.map(({ nonce }) => nonce)]);
      return place.blocks === 2;
    };
  };
  const stop = new AbortController();
  const journal = memoryJournal();
  const before: unknown[] = [];
  const first = scriptedLab({ a: { outcomes: [measured()], onLaunch: (count) => count === 6 && stop.abort() } });
  const interrupted = interleaved(first, passes, { journal, signal: stop.signal, isSettled: answersTo(before) });
  await expect(measureRun(interrupted)).rejects.toMatchObject({ code: 'INTERRUPTED' });

  const after: unknown[] = [];
  const second = scriptedLab({ a: { outcomes: [measured()] } });
  const resumed = interleaved(second, passes, { done: journal.lines, isSettled: answersTo(after) });
  const { run } = await measureRun(resumed);
  expect(after).toEqual(before);
  expect(second.launches).toBe(2);
  expect(blocksOf(run).slice(-4)).toEqual(['memory 0', 'memory 0', 'memory 1', 'memory 1']);
  expect(resumed.events.find((event) => event.kind === 'settled')).toMatchObject({ done: 6, total: 8 });
});

test('going on opens no phone for blocks that are not needed', async () => {
  const passes = [passOf('latency', 6, [2])];
  const first = scriptedLab({ a: { outcomes: [measured()] } });
  const isSettled = settledAfter(2);
  const { run } = await measureRun(interleaved(first, passes, { isSettled }));
  const second = scriptedLab({ a: { outcomes: [measured()] } });
  const again = await measureRun(interleaved(second, passes, { isSettled, done: run.launches }));
  expect(second.opened).toBe(0);
  expect(again.run.launches).toEqual(run.launches);
});

test('a look that was gone beyond is not taken again', async () => {
  const passes = [passOf('latency', 4, [1])];
  const { run } = await measureRun(interleaved(scriptedLab({ a: { outcomes: [measured()] } }), passes));
  const done = run.launches.slice(0, 3);
  const lab = scriptedLab({ a: { outcomes: [measured()] } });
  const again = await measureRun(interleaved(lab, passes, { done, isSettled: () => true }));
  expect(again.run.launches).toHaveLength(8);
});
