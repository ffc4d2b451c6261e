import { expect, test } from 'vitest';
import { blocksOf } from '#harness/compare/change/blocks.ts';
import { launchGroupOf, type Sample, samplesOf } from '#harness/compare/launches/launch-group.ts';
import type { ArmLaunches } from '#harness/compare/launches/arms.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { verifyFingerprint } from '#harness/domain/fingerprint.ts';
import type { Run } from '#harness/domain/run.ts';
import { createRandom } from '#harness/stats/random.ts';
import { poolOf, redraw } from './redraw.ts';
import { aSimulation, aSmallSuite } from './simulation.fixture.ts';
import { SIMULATED_PHONE, simulateRun } from './simulate-run.ts';
import { comparedArms } from '#harness/compare/launches/compared-arms.ts';
import { baselineBuild } from '#harness/domain/reference.ts';

const MEASURED = simulateRun(aSimulation(aSmallSuite(['endToEnd'], { blocks: 6, discardFirstLaunch: true })));
/** The same launches as if both arms had been the baseline's build. */
const AGAINST_ITSELF: Run = {
  ...MEASURED,
  candidate: baselineBuild(MEASURED) ?? MEASURED.candidate,
  launches: MEASURED.launches.map((launch) => ({ ...launch, fingerprint: null })),
};

const draw = (run: Run, seed: number): Run => redraw(poolOf(run), createRandom(seed));

/** Which recorded launches met in which block, by their nonces. */
function meetings(run: Run): readonly (readonly string[])[] {
  const counted = run.launches.filter(({ slot }) => !slot.discard);
  return [...Map.groupBy(counted, ({ slot }) => slot.block).values()].map((block) => block.map(({ nonce }) => nonce));
}

test('blocks of a build against itself are drawn whole, as many as the suite plans', () => {
  const recorded = meetings(AGAINST_ITSELF).map((block) => block.join());
  const drawn = meetings(draw(AGAINST_ITSELF, 1));
  expect(drawn).toHaveLength(6);
  for (const block of drawn) expect(recorded).toContain(block.join());
});

/** Blocks that a comparison of the run rests on. */
function comparedBlocks(run: Run): number {
  const { baseline, candidate } = comparedArms(run, null, []);
  if (baseline === null) return 0;
  const samples = (armLaunches: ArmLaunches): readonly Sample[] =>
    samplesOf(launchGroupOf(armLaunches, SIMULATED_PHONE.id, 'only'), 'endToEnd');
  return blocksOf(samples(baseline), samples(candidate)).length;
}

test('the order is mirrored in every second block as in a plan, so that a comparison leaves no block out', () => {
  const long = poolOf(simulateRun(aSimulation(aSmallSuite(['endToEnd'], { blocks: 24 }))));
  const compared = Array.from({ length: 50 }, (_, seed) => comparedBlocks(redraw(long, createRandom(seed))));
  expect(compared.reduce((sum, blocks) => sum + blocks, 0) / 50).toBe(24);
});

test('over many draws each recorded launch is as often in one arm as in the other', () => {
  const pool = poolOf(AGAINST_ITSELF);
  const arms = Array.from({ length: 1000 }, (_, seed) => redraw(pool, createRandom(seed))).flatMap((run) =>
    run.launches.filter(({ nonce }) => nonce === AGAINST_ITSELF.launches[5]?.nonce).map(({ slot }) => slot.arm),
  );
  // About 1,000 tosses of a coin.
  expect(arms.length).toBeGreaterThan(800);
  expect(arms.filter((arm) => arm === 'candidate').length / arms.length).toBeCloseTo(0.5, 1);
});

test('the same chance gives the same run', () => {
  expect(draw(MEASURED, 3)).toEqual(draw(MEASURED, 3));
  expect(draw(MEASURED, 3)).not.toEqual(draw(MEASURED, 4));
});

test('of a run that compared two builds only the baseline is drawn, each launch with the next', () => {
  const own = MEASURED.launches
    .filter(({ slot }) => slot.arm === 'baseline' && !slot.discard)
    .map(({ nonce }) => nonce);
  for (const [first, second] of meetings(draw(MEASURED, 1))) {
    expect(own.indexOf(second ?? '')).toBe(own.indexOf(first ?? '') + 1);
  }
});

test('both arms are one build by two names, and each launch is of the build of its arm', () => {
  const run = draw(MEASURED, 1);
  expect(run.candidate.models).toEqual(baselineBuild(run)?.models);
  expect(run.candidate.id).not.toBe(baselineBuild(run)?.id);
  for (const launch of run.launches) {
    const build = launch.slot.arm === 'baseline' ? baselineBuild(run) : run.candidate;
    expect(launch.fingerprint).not.toBeNull();
    expect(verifyFingerprint(launch, build ?? run.candidate).outcome.kind).toBe('measured');
  }
});

test('launches that were not measured are not drawn', () => {
  const launches = MEASURED.launches.map((launch) =>
    launch.slot.block === 2
      ? { ...launch, outcome: { kind: 'invalid' as const, reason: 'thermal' as const, message: 'hot' } }
      : launch,
  );
  const drawn = Array.from({ length: 20 }, (_, seed) => draw({ ...AGAINST_ITSELF, launches }, seed));
  expect(drawn.flatMap((run) => run.launches).every(({ outcome }) => outcome.kind === 'measured')).toBe(true);
});

test('a run with too few blocks to draw from is refused', () => {
  const launches = AGAINST_ITSELF.launches.filter(({ slot }) => slot.block < 2);
  expect(() => poolOf({ ...AGAINST_ITSELF, launches })).toThrow(BenchError);
});

test('a run drawn from one that ended early has every block and did not end early itself', () => {
  const stoppedEarly = { at: '', reason: 'End to end +40 %', launchesLeft: 12, minutesSaved: 6 };
  const skipped = [{ deviceId: SIMULATED_PHONE.id, passId: 'only', fromBlock: 4 }];
  const drawn = draw({ ...AGAINST_ITSELF, stoppedEarly, skipped, lost: [{ deviceId: 'two', message: 'gone' }] }, 1);
  expect(drawn).toEqual(draw(AGAINST_ITSELF, 1));
});
