import { expect, test } from 'vitest';
import { aDevice, aMeasured, aPass, aRun, aSuite, CRASH, type Place } from '#harness/compare/run.fixture.ts';
import type { Outcome } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import { stopAtFailure } from './stop-at-failure.ts';

const plain = aPass('first', ['timeToFirstToken']);
const FIRST = { ...plain, protocol: { ...plain.protocol, blocks: 4, looks: [2] } };
const SECOND = { ...FIRST, id: 'second', protocol: { ...FIRST.protocol, looks: [] } };
const ONE_PASS = 8;

/** Two passes of four blocks on each phone; a launch takes so many seconds there. */
function aRunOn(
  seconds: Readonly<Record<string, number>>,
  outcome: (place: Place) => Outcome = () => aMeasured(),
): Run {
  const devices = Object.keys(seconds).map((id) => aDevice(id));
  const passes = [FIRST, SECOND];
  const run = aRun({ blocks: 4, passes, devices, outcome, overrides: { suite: aSuite(passes) } });
  const launches = run.launches.map((launch) => {
    const index = launch.slot.index + (launch.slot.pass === 'second' ? ONE_PASS : 0);
    const totalMs = 1000 * (seconds[launch.deviceId] ?? 0);
    return { ...launch, slot: { ...launch.slot, index }, timing: { ...launch.timing, totalMs } };
  });
  return { ...run, launches };
}

/** How many launches of each phone the rule was shown, each time that it was asked. */
function asked(run: Run): readonly (readonly number[])[] {
  const seen: number[][] = [];
  stopAtFailure(run, (launches) => {
    seen.push(run.devices.map(({ id }) => launches.filter(({ deviceId }) => deviceId === id).length));
    return null;
  });
  return seen;
}

test('the rule is asked at each look and at the end of each pass', () => {
  expect(asked(aRunOn({ one: 1 }))).toEqual([[4], [8], [16]]);
});

test('phones are measured side by side, and a slow one has fewer launches by then', () => {
  expect(asked(aRunOn({ quick: 1, slow: 3 }))).toEqual([
    [4, 1],
    [8, 2],
    [12, 4],
    [16, 5],
    [16, 8],
    [16, 16],
  ]);
});

test('recorded start times do not matter: phones measure launches in the order of their slots', () => {
  const run = aRunOn({ quick: 1, slow: 3 });
  const shuffled = run.launches.map((launch, index) => ({
    ...launch,
    startedAt: new Date(Date.UTC(2026, 0, 1) + 1e6 * ((7 * index) % 32)).toISOString(),
  }));
  expect(asked({ ...run, launches: shuffled.toReversed() })).toEqual(asked(run));
});

test('the rule is asked after every launch in which an app failed', () => {
  const crashing = aRunOn({ one: 1 }, ({ pass, block, arm }) =>
    pass === 'second' && block === 0 && arm === 'candidate' ? CRASH : aMeasured(),
  );
  expect(asked(crashing)).toEqual([[4], [8], [10], [16]]);
});

test('a run that is ended holds what the rule has seen and says what was left out, as a measured one does', () => {
  const run = aRunOn({ one: 60 });
  const ended = stopAtFailure(run, (launches) => (launches.length >= 8 ? 'Decode rate −83 %' : null));
  expect(ended.launches).toEqual(run.launches.slice(0, 8).toSorted((a, b) => a.slot.index - b.slot.index));
  expect(ended.stoppedEarly).toMatchObject({ reason: 'Decode rate −83 %', launchesLeft: 8, minutesSaved: 8 });
  expect(ended.skipped).toEqual([{ deviceId: 'one', passId: 'second', fromBlock: 0 }]);
});
