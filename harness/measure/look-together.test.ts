import { expect, test } from 'vitest';
import type { Launch } from '#harness/domain/launch.ts';
import type { StoppingRule } from '#harness/domain/stopping-rule.ts';
import { interleaved, passOf } from './interleaved.fixture.ts';
import { measureRun } from './measure-run.ts';
import { memoryJournal } from './in-memory.fixture.ts';
import { measured, scriptedLab, unplugged } from './scripted-device.fixture.ts';

type Asked = {
  readonly deviceIds: readonly string[];
  readonly passId: string;
  readonly blocks: number;
  readonly seen: Readonly<Record<string, number>>;
};

/** A rule that keeps what it was asked, and how many launches of each phone it was shown. */
function curious(isSettled: (asked: Asked) => boolean = () => false): {
  readonly rule: StoppingRule;
  readonly asked: readonly Asked[];
} {
  const asked: Asked[] = [];
  const rule: StoppingRule = (place, launches) => {
    const seen = Object.fromEntries(
      place.deviceIds.map((id) => [id, launches.filter(({ deviceId }) => deviceId === id).length]),
    );
    asked.push({ ...place, seen });
    return isSettled({ ...place, seen });
  };
  return { rule, asked };
}

const launchesOf = (launches: readonly Launch[], id: string): number =>
  launches.filter(({ deviceId }) => deviceId === id).length;

test('phones of a model are asked about once at a look, when all of them have measured the same blocks', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [unplugged, measured()] } });
  const { rule, asked } = curious();
  const watched = interleaved(lab, [passOf('latency', 4, [1, 3])], { isSettled: rule });
  await measureRun(watched);
  const deviceIds = ['a', 'b'];
  expect(asked).toEqual([
    { deviceIds, passId: 'latency', blocks: 1, seen: { a: 2, b: 3 } },
    { deviceIds, passId: 'latency', blocks: 3, seen: { a: 6, b: 7 } },
  ]);
  expect(watched.events).toContainEqual(
    expect.objectContaining({ kind: 'waiting', message: 'the other phones of its model have measured fewer blocks' }),
  );
});

test('phones of a model leave the rest of a pass out together', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [measured()] } });
  const { rule, asked } = curious(({ passId, blocks }) => passId === 'latency' && blocks === 2);
  const passes = [passOf('latency', 6, [2, 4]), passOf('memory', 3, [1])];
  const { run } = await measureRun(interleaved(lab, passes, { isSettled: rule }));
  expect(asked.map(({ passId, blocks }) => `${passId} ${blocks}`)).toEqual(['latency 2', 'memory 1']);
  expect(run.skipped).toEqual([
    { deviceId: 'a', passId: 'latency', fromBlock: 2 },
    { deviceId: 'b', passId: 'latency', fromBlock: 2 },
  ]);
});

test('a phone that cannot be reached is waited for no more, and the others are asked about without it', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [measured()], refusals: 100 } });
  const { rule, asked } = curious();
  const { run, lost } = await measureRun(interleaved(lab, [passOf('latency', 4, [1, 3])], { isSettled: rule }));
  expect(lost.map(({ deviceId }) => deviceId)).toEqual(['b']);
  expect(asked.map(({ deviceIds, blocks }) => [deviceIds, blocks])).toEqual([
    [['a'], 1],
    [['a'], 3],
  ]);
  expect(launchesOf(run.launches, 'a')).toBe(8);
});

test('a resumed run waits for no phone that has gone beyond a look, and shows the look what it would have seen', async () => {
  const passes = [passOf('latency', 6, [2, 4])];
  const first = scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [measured()] } });
  const whole = await measureRun(interleaved(first, passes));
  // Phone b was unplugged in its first block; phone a went on alone to the end.
  const done = whole.run.launches.filter(({ deviceId, slot }) => deviceId === 'a' || slot.index < 1);
  const again = scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [measured()] } });
  const { rule, asked } = curious();
  const { run } = await measureRun(interleaved(again, passes, { done, isSettled: rule }));
  expect(asked).toEqual([
    { deviceIds: ['a', 'b'], passId: 'latency', blocks: 2, seen: { a: 4, b: 4 } },
    { deviceIds: ['a', 'b'], passId: 'latency', blocks: 4, seen: { a: 8, b: 8 } },
  ]);
  expect(launchesOf(run.launches, 'b')).toBe(12);
});

test('a run that is interrupted while a phone waits ends, and asks the same again when it is resumed', async () => {
  const passes = [passOf('latency', 4, [2])];
  const stop = new AbortController();
  const journal = memoryJournal();
  const lab = scriptedLab({
    a: { outcomes: [measured()] },
    // Two tries more than phone a, which stands at the look by then.
    b: { outcomes: [unplugged, unplugged, measured()], onLaunch: (count) => count === 6 && stop.abort() },
  });
  const interrupted = interleaved(lab, passes, { journal, signal: stop.signal });
  await expect(measureRun(interrupted)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  const again = scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [measured()] } });
  const { rule, asked } = curious(() => true);
  const { run } = await measureRun(interleaved(again, passes, { done: journal.lines, isSettled: rule }));
  expect(asked).toMatchObject([{ deviceIds: ['a', 'b'], blocks: 2 }]);
  expect(run.skipped).toHaveLength(2);
});

test('a rule that fails ends the run with what it said', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [measured()] } });
  const isSettled: StoppingRule = () => {
    throw new Error('the rule is broken');
  };
  await expect(measureRun(interleaved(lab, [passOf('latency', 4, [2])], { isSettled }))).rejects.toThrow(
    'the rule is broken',
  );
});
