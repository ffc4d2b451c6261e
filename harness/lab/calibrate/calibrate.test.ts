import { beforeAll, expect, test } from 'vitest';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import { calibrate } from './calibrate.ts';
import { suiteWith, unchangedSessions } from './session.fixture.ts';

let all: readonly Calibration[];
let own: Calibration;

const only = (calibrations: readonly Calibration[], metric = 'timeToFirstToken'): Calibration => {
  const found = calibrations.find((calibration) => calibration.metric === metric);
  if (found === undefined) throw new Error(`no calibration of ${metric}`);
  return found;
};

/** The same run with answers of too few tokens for a time between tokens. */
function withShortAnswers(run: Run): Run {
  const launches = run.launches.map((launch) => {
    if (launch.outcome.kind !== 'measured') return launch;
    const iterations = launch.outcome.iterations.map((iteration) => ({
      ...iteration,
      tokenNs: iteration.tokenNs.slice(0, 2),
      tokenCount: 2,
    }));
    return { ...launch, outcome: { ...launch.outcome, iterations } };
  });
  return { ...run, launches };
}

/** Its stages take so many times as long. */
function slower(launch: Launch, factor: number): Launch {
  return JSON.parse(JSON.stringify(launch), (key, value: unknown) =>
    (key === 'startNs' || key === 'endNs') && typeof value === 'number' ? value * factor : value,
  );
}

beforeAll(() => {
  const noise = { session: 0.03, launch: 0.02, iteration: 0.01 };
  all = calibrate(unchangedSessions({ count: 9, noise, iterations: 5 }), suiteWith(24));
  own = only(all);
});

test('the spreads of simulated sessions, launches and iterations are found again', () => {
  // With nine sessions its standard error is a quarter of it.
  expect(Math.abs((own.sessionSd ?? 0) - 0.03)).toBeLessThan(0.02);
  // Questions lie further apart than iterations vary, so that the middle one of them is one iteration: .02² + .01².
  expect(Math.abs((own.launchSd ?? 0) - 0.0224)).toBeLessThan(0.003);
  expect(Math.abs((own.blockSd ?? 0) - Math.SQRT2 * 0.0224)).toBeLessThan(0.005);
  // A mean without the fifth at either end is 7 % less sure of normal values than their plain mean.
  expect(Math.abs((own.trimmedBlockSd ?? 0) - 1.07 * Math.SQRT2 * 0.0224)).toBeLessThan(0.006);
  expect(own.iterationSd).toBeCloseTo(0.01, 3);
});

test('a metric with one number a launch has no spread of iterations', () => {
  expect(only(all, 'interTokenP50').iterationSd).toBeNull();
});

test('questions that differ from block to block are no noise', () => {
  const quiet = only(calibrate(unchangedSessions({ noise: { launch: 0.001 } }), suiteWith(24)));
  expect(quiet.launchSd).toBeLessThan(0.0015);
});

test('it says what it is of, and what it rests on', () => {
  expect(all.map(({ metric }) => metric)).toEqual(['timeToFirstToken', 'visionEncode', 'interTokenP50']);
  expect(own).toMatchObject({
    deviceId: 'one',
    provenance: 'physical',
    suiteId: 'latency',
    passId: 'latency',
    scale: 'relative',
    buildId: 'sha-app',
    sessions: 9,
    launches: 9 * 24,
    blocks: 9 * 12,
    measuredAt: '2026-01-09T01:00:00.000Z',
  });
  expect(own.runIds).toHaveLength(9);
  expect(own.level).toBeGreaterThan(85);
  expect(own.level).toBeLessThan(115);
});

test('a metric rests on the sessions that reported it, which may be fewer than those of its pass', () => {
  const sessions = unchangedSessions({ count: 5 }).map((run, index) => (index < 2 ? run : withShortAnswers(run)));
  const told = calibrate(sessions, suiteWith(24));
  expect(only(told)).toMatchObject({ sessions: 5, launches: 5 * 24 });
  expect(only(told, 'interTokenP50')).toMatchObject({
    sessions: 2,
    runIds: ['session-1', 'session-2'],
    measuredAt: '2026-01-02T01:00:00.000Z',
    launches: 2 * 24,
    falseAlarms: { hits: 0, trials: 2 },
  });
});

test('a block takes its two launches; what installing and preparing take stands by itself', () => {
  // Fixture launches take 1.5 s each and install nothing.
  expect(own.blockMinutes).toBeCloseTo(3 / 60, 10);
  expect(own.installMinutes).toBe(0);
  const installing = unchangedSessions({ count: 1 }).map((run) => ({
    ...run,
    launches: run.launches.map((launch, index) =>
      index === 0
        ? {
            ...launch,
            timing: { installMs: 6000, appMs: 1000, totalMs: 67_500 },
            preparation: { loadMs: 50_000, totalMs: 60_000 },
          }
        : launch,
    ),
  }));
  const [first] = calibrate(installing, suiteWith(24));
  expect(first?.installMinutes).toBeCloseTo(1.1, 10);
  expect(first?.blockMinutes).toBeCloseTo(3 / 60, 10);
});

test('an unchanged build is seldom called changed, and its interval leaves zero out about as often as it may', () => {
  const many = only(
    calibrate(unchangedSessions({ count: 9, blocks: 12, noise: { launch: 0.02 }, seed: 5 }), suiteWith(24)),
  );
  expect(many.falseAlarms).toMatchObject({ hits: 0, trials: 9 });
  expect(many.zeroExcluded.hits).toBeLessThanOrEqual(3);
  // Clopper & Pearson's 95 % of 0 in 9, by scipy 1.17.1: binomtest(0, 9).proportion_ci(): high .3363.
  expect(many.falseAlarms.high).toBeCloseTo(0.33626, 4);
});

test('a build under a wrong name shows as a false alarm', () => {
  const changed = only(calibrate(unchangedSessions({ noise: { launch: 0.01 }, change: 0.1 }), suiteWith(24)));
  expect(changed.falseAlarms.hits).toBe(3);
  expect(changed.zeroExcluded.hits).toBe(3);
});

test('one session has no spread between sessions, and one of a single block none between blocks', () => {
  const one = only(calibrate(unchangedSessions({ count: 1, noise: { launch: 0.02 } }), suiteWith(24)));
  expect(one.sessionSd).toBeNull();
  expect(one.blockSd).toBeGreaterThan(0.01);
  const short = only(calibrate(unchangedSessions({ count: 1, blocks: 1 }), suiteWith(24)));
  expect(short).toMatchObject({
    blockSd: null,
    trimmedBlockSd: null,
    lag1: null,
    zeroExcluded: { hits: 0, trials: 0, low: 0, high: 1 },
  });
});

test('launches that are wild weigh less in what a comparison sees of the blocks than in their spread', () => {
  const wild = unchangedSessions({ blocks: 24, noise: { launch: 0.01 } }).map((run) => ({
    ...run,
    launches: run.launches.map((launch, index) => (index % 13 === 0 ? slower(launch, 1.5) : launch)),
  }));
  const spread = only(calibrate(wild, suiteWith(24)), 'visionEncode');
  expect(spread.blockSd).toBeGreaterThan(0.1);
  expect(spread.trimmedBlockSd).toBeLessThan(0.04);
});

test('sessions of two blocks judge nothing: no verdict can come of them, so that they prove no rate', () => {
  const two = only(calibrate(unchangedSessions({ blocks: 2, noise: { launch: 0.02 } }), suiteWith(24)));
  expect(two.blocks).toBe(6);
  expect(two.falseAlarms).toEqual({ hits: 0, trials: 0, low: 0, high: 1 });
  expect(two.zeroExcluded.trials).toBe(0);
});

test('sessions count in the order they were measured, in whatever order they are given', () => {
  const sessions = unchangedSessions({ noise: { session: 0.02, launch: 0.01 } });
  expect(calibrate([...sessions].reverse(), suiteWith(24))).toEqual(calibrate(sessions, suiteWith(24)));
});

test('launches far worse than the middle of their session are counted, of both arms, and quick ones are not', () => {
  const quiet = unchangedSessions({ noise: { launch: 0.01 } });
  const moved = quiet.map((run, session) => ({
    ...run,
    launches: run.launches.map((launch) => {
      if (session !== 1 || launch.slot.block !== 3) return launch;
      return slower(launch, launch.slot.arm === 'candidate' ? 1.5 : 0.7);
    }),
  }));
  const farOut = (runs: readonly Run[]): unknown => only(calibrate(runs, suiteWith(24)), 'visionEncode').farOut;
  expect(farOut(quiet)).toEqual({ count: 0, launches: 3 * 2 * 12 });
  expect(farOut(moved)).toEqual({ count: 1, launches: 3 * 2 * 12 });
});
