import { expect, test } from 'vitest';
import type { Launch, Outcome } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { makePlan } from '#harness/plan/make-plan.ts';
import { type Ended, leftOut } from './left-out.ts';
import { crash, device, measured, pass } from './scripted-device.fixture.ts';

const MINUTE = 60_000;
const aPass = (id: string, blocks: number, looks: readonly number[]): Pass => {
  const plain = pass(blocks);
  return { ...plain, id, protocol: { ...plain.protocol, looks } };
};

type Where = Partial<Ended> & {
  readonly passes: Ended['passes'];
  /** Launches that are done, and the minutes that each has taken, by pass. */
  readonly done: number;
  readonly minutes: Readonly<Record<string, number>>;
  readonly outcomeOf?: (slot: Slot) => Outcome;
};

/** One phone, both builds, stopped after so many launches. */
function stopped({
  passes,
  done,
  minutes,
  outcomeOf = () => measured(),
  ...changes
}: Where): ReturnType<typeof leftOut> {
  const suite = { id: 's', version: 1, title: '', margins: [], passes: [...passes.values()] };
  const arms = ['baseline', 'candidate'] as const;
  const plans = makePlan({ suite, deviceIds: ['a'], arms, seed: 1, chance: () => () => 0 }).devices;
  const launches = (plans[0]?.slots ?? []).slice(0, done).map(
    (slot) =>
      ({
        deviceId: 'a',
        slot,
        attempt: 1,
        outcome: outcomeOf(slot),
        timing: { installMs: 0, appMs: 0, totalMs: (minutes[slot.pass] ?? 0) * MINUTE },
      }) as unknown as Launch,
  );
  return leftOut({ plans, passes, launches, settled: [], isSettled: () => false, devices: [device('a')], ...changes });
}

const passesOf = (...passes: readonly Pass[]): Ended['passes'] => new Map(passes.map((own) => [own.id, own]));
const SHORT_SECOND = passesOf(aPass('first', 4, [2]), aPass('second', 10, []));
const MINUTES = { first: 3, second: 1 };

test('the time of a pass that had not begun is not guessed from the pass that was stopped', () => {
  const left = stopped({ passes: SHORT_SECOND, done: 4, minutes: MINUTES });
  // Two blocks of the first pass, and ten of the second whose launches nobody has timed.
  expect(left).toEqual({ launchesLeft: 4 + 20, minutesSaved: 4 * 3, isLowerBound: true });
});

test('the time of a pass that had begun comes from its own launches', () => {
  const left = stopped({ passes: SHORT_SECOND, done: 8 + 6, minutes: MINUTES });
  expect(left).toEqual({ launchesLeft: 14, minutesSaved: 14, isLowerBound: false });
});

test('blocks that the current look leaves out anyway are not saved by stopping', () => {
  const asked: unknown[] = [];
  const isSettled: Ended['isSettled'] = (place, launches) => asked.push({ ...place, launches: launches.length }) > 0;
  const left = stopped({ passes: SHORT_SECOND, done: 4, minutes: MINUTES, isSettled });
  expect(left).toEqual({ launchesLeft: 20, minutesSaved: 0, isLowerBound: true });
  expect(asked).toEqual([{ deviceIds: ['a'], passId: 'first', blocks: 2, launches: 4 }]);
});

test('a pass that may end at a later look is sure to take the blocks before that look only', () => {
  const passes = passesOf(aPass('first', 12, [3, 6, 9]));
  const at = (done: number) => stopped({ passes, done, minutes: MINUTES });
  expect(at(6)).toEqual({ launchesLeft: 18, minutesSaved: 6 * 3, isLowerBound: true });
  // Between two looks, as after a crash.
  expect(at(7)).toEqual({ launchesLeft: 17, minutesSaved: 5 * 3, isLowerBound: true });
  expect(at(18)).toEqual({ launchesLeft: 6, minutesSaved: 6 * 3, isLowerBound: false });
});

test('blocks of passes that were settled before are not left', () => {
  const settled = [{ deviceId: 'a', passId: 'first', fromBlock: 2 }];
  expect(stopped({ passes: SHORT_SECOND, done: 4, minutes: MINUTES, settled }).launchesLeft).toBe(20);
});

test('launches of a build that is given up are not left', () => {
  const passes = passesOf(aPass('first', 6, []));
  const outcomeOf = ({ arm }: Slot): Outcome => (arm === 'candidate' ? crash : measured());
  const left = stopped({ passes, done: 8, minutes: MINUTES, outcomeOf });
  expect(left).toEqual({ launchesLeft: 2, minutesSaved: 2 * 3, isLowerBound: false });
});

test('a run that ends with the last launch of its plan leaves nothing out', () => {
  const left = stopped({ passes: passesOf(aPass('first', 4, [])), done: 8, minutes: MINUTES });
  expect(left).toEqual({ launchesLeft: 0, minutesSaved: 0, isLowerBound: false });
});
