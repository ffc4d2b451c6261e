import { expect, test } from 'vitest';
import type { DeviceDriver } from '#harness/ports/device.ts';
import { measureRun } from './measure-run.ts';
import { memoryJournal, patientClock } from './in-memory.fixture.ts';
import { crash, measured, outcomesOf, request, scriptedLab, unplugged } from './scripted-device.fixture.ts';

test('every launch is in the journal before the next one starts', async () => {
  const journal = memoryJournal();
  const seen: number[] = [];
  const lab = scriptedLab({ a: { outcomes: [measured()], onLaunch: () => seen.push(journal.lines.length) } });
  const { run } = await measureRun(request(lab, 3, { journal }));
  expect(seen).toEqual([0, 1, 2]);
  expect(run.isComplete).toBe(true);
  expect(run.launches).toEqual(journal.lines);
});

test('answers are scored against the reference answers of their question', async () => {
  const { run } = await measureRun(request(scriptedLab({ a: { outcomes: [measured()] } }), 1));
  expect(run.launches[0]?.outcome).toMatchObject({ kind: 'measured', iterations: [{ answer: 'red', score: 1 }] });
});

test('trouble that is not the build is tried again in a new session, and every try is kept', async () => {
  const lab = scriptedLab({ a: { outcomes: [unplugged, unplugged, measured()] } });
  const { run } = await measureRun(request(lab, 1));
  expect(outcomesOf(run)).toEqual(['TUNNEL', 'TUNNEL', 'measured']);
  expect(run.launches.map((launch) => launch.attempt)).toEqual([1, 2, 3]);
  expect(lab.opened).toBe(3);
});

test('a slot is given up after four tries and the next one goes on', async () => {
  const lab = scriptedLab({ a: { outcomes: [unplugged, unplugged, unplugged, unplugged, measured()] } });
  const { run } = await measureRun(request(lab, 2));
  expect(outcomesOf(run)).toEqual(['TUNNEL', 'TUNNEL', 'TUNNEL', 'TUNNEL', 'measured']);
});

test('a crash of the app is data: it is not tried again', async () => {
  const lab = scriptedLab({ a: { outcomes: [crash, measured()] } });
  const { run } = await measureRun(request(lab, 2));
  expect(outcomesOf(run)).toEqual(['CRASH', 'measured']);
  expect(lab.opened).toBe(1);
});

test('a build that never ran is not launched again after four faults in a row, one that ran after five', async () => {
  const never = await measureRun(request(scriptedLab({ a: { outcomes: [crash] } }), 20));
  expect(outcomesOf(never.run)).toEqual(['CRASH', 'CRASH', 'CRASH', 'CRASH']);
  const once = await measureRun(request(scriptedLab({ a: { outcomes: [measured(), crash] } }), 20));
  expect(outcomesOf(once.run)).toEqual(['measured', ...Array.from({ length: 5 }, () => 'CRASH')]);
});

test('a try that says nothing about the build does not end a row of faults', async () => {
  const lab = scriptedLab({ a: { outcomes: [crash, unplugged, crash, crash, crash, measured()] } });
  const { run } = await measureRun(request(lab, 20));
  expect(outcomesOf(run)).toEqual(['CRASH', 'TUNNEL', 'CRASH', 'CRASH', 'CRASH']);
});

test('a warm phone is waited for', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()], thermals: ['serious', 'fair', 'nominal'] } });
  const watched = request(lab, 1);
  const { run } = await measureRun(watched);
  expect(outcomesOf(run)).toEqual(['measured']);
  expect(watched.events.filter((event) => event.kind === 'waiting')).toHaveLength(2);
});

test('a phone that stays warm gives invalid launches, never slow ones, and is given up', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()], thermals: ['serious'] } });
  const { run, lost } = await measureRun(request(lab, 1));
  expect(new Set(outcomesOf(run))).toEqual(new Set(['invalid']));
  expect(lab.launches).toBe(0);
  expect(lost.map(({ error }) => error.code)).toEqual(['DEVICE_GIVEN_UP']);
});

test('a launch that gets warm while it runs is invalid', async () => {
  const { run } = await measureRun(request(scriptedLab({ a: { outcomes: [measured('fair'), measured()] } }), 1));
  expect(outcomesOf(run)).toEqual(['invalid', 'measured']);
});

test('a thermal state that nobody reports is neither waited for nor called nominal', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured(null)], thermals: [null] } });
  const { run } = await measureRun(request(lab, 1));
  expect(outcomesOf(run)).toEqual(['measured']);
  expect(run.launches[0]).toMatchObject({ before: { thermal: null }, after: { thermal: null } });
});

test('Low Power Mode is in the state of the launch that reported it', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()], lowPowerMode: true } });
  const { run } = await measureRun(request(lab, 1));
  expect(run.launches[0]).toMatchObject({ before: { lowPowerMode: true }, after: { lowPowerMode: true } });
});

test('a phone that is silent before a launch is opened again and asked anew', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()], silentStates: [1] } });
  const { run, lost } = await measureRun(request(lab, 1));
  expect(lost).toEqual([]);
  expect(outcomesOf(run)).toEqual(['DEVICE_LOST', 'measured']);
  expect(lab.opened).toBe(2);
});

test('a launch that was measured counts, also when the phone is silent right after it', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()], silentStates: [2] } });
  const { run } = await measureRun(request(lab, 2));
  expect(outcomesOf(run)).toEqual(['measured', 'measured']);
  expect(run.launches[0]?.after).toBeNull();
  expect(lab.opened).toBe(2);
});

test('a phone that never opens is lost, and the others go on', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()], refusals: 99 }, b: { outcomes: [measured()] } });
  const { run, lost } = await measureRun(request(lab, 2));
  expect(lost.map(({ deviceId, error }) => [deviceId, error.code])).toEqual([['a', 'DEVICE_UNAVAILABLE']]);
  // The report says of the run what the command line said while it was measured.
  expect(run.lost).toEqual(lost.map(({ deviceId, error }) => ({ deviceId, message: error.message })));
  expect(run.isComplete).toBe(false);
  expect(run.launches.map((launch) => launch.deviceId)).toEqual(['b', 'b']);
});

test('a phone that takes minutes to refuse is asked twice, and one that refuses at once four times', async () => {
  for (const [minutes, times] of [
    [2, 2],
    [0, 4],
  ] as const) {
    const lab = scriptedLab({ a: { outcomes: [measured()], refusals: 99 } });
    const clock = patientClock();
    const open: DeviceDriver['open'] = async (...asked) => {
      await clock.sleep(minutes * 60_000);
      return lab.driver.open(...asked);
    };
    const watched = request({ ...lab, driver: { ...lab.driver, open } }, 2, { clock });
    const { lost } = await measureRun(watched);
    expect(lost.map(({ error }) => error.code)).toEqual(['DEVICE_UNAVAILABLE']);
    expect(watched.events.filter(({ kind }) => kind === 'opening')).toHaveLength(times);
  }
});

test('a phone that comes back after a while is measured', async () => {
  const { run, lost } = await measureRun(request(scriptedLab({ a: { outcomes: [measured()], refusals: 3 } }), 1));
  expect(lost).toEqual([]);
  expect(outcomesOf(run)).toEqual(['measured']);
});

test('a full disk stops the run, keeps what was written and closes every session', async () => {
  const journal = memoryJournal(3);
  const lab = scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [measured()] } });
  await expect(measureRun(request(lab, 5, { journal }))).rejects.toMatchObject({ code: 'DISK_FULL' });
  expect(journal.lines).toHaveLength(2);
  expect(lab.closed).toBe(lab.opened);
});

test('an interrupted run says how to resume it, and resuming measures only what is missing', async () => {
  const stop = new AbortController();
  const journal = memoryJournal();
  const first = scriptedLab({ a: { outcomes: [measured()], onLaunch: (count) => count === 2 && stop.abort() } });
  await expect(measureRun(request(first, 4, { journal, signal: stop.signal }))).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
  expect(journal.lines).toHaveLength(2);
  expect(first.closed).toBe(1);

  const second = scriptedLab({ a: { outcomes: [measured()] } });
  const { run } = await measureRun(request(second, 4, { done: journal.lines }));
  expect(second.launches).toBe(2);
  expect(run.launches.map((launch) => launch.slot.index)).toEqual([0, 1, 2, 3]);
});

test('going on counts the tries of a slot from where the interrupted run stopped', async () => {
  const stop = new AbortController();
  const journal = memoryJournal();
  const first = scriptedLab({ a: { outcomes: [unplugged], onLaunch: (count) => count === 2 && stop.abort() } });
  await expect(measureRun(request(first, 1, { journal, signal: stop.signal }))).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
  const second = scriptedLab({ a: { outcomes: [unplugged, measured()] } });
  const { run } = await measureRun(request(second, 1, { done: journal.lines }));
  expect(run.launches.map((launch) => launch.attempt)).toEqual([1, 2, 3, 4]);
  expect(outcomesOf(run).at(-1)).toBe('measured');
});
