import { expect, test } from 'vitest';
import type { Outcome } from '#harness/domain/launch.ts';
import { launchesToPass } from '#harness/domain/launches-to-pass.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { assess } from './assess.ts';
import { aDevice, aMeasured, anIteration, aPass, aRun, launchNoise } from './run.fixture.ts';
import { stoppingRule } from './stopping.ts';

const PASS = aPass('latency', ['endToEnd']);
const PASSES = [{ ...PASS, protocol: { ...PASS.protocol, blocks: 24, looks: [6, 12, 18, 20], fewestToPass: 20 } }];

/** An unchanged build after so many blocks; `most` as a run under a policy keeps it. */
function aRunOf(blocks: number, most: number | null, phones = ['one']): Run {
  const noise = launchNoise(5, 0.01);
  const outcome = (): Outcome =>
    aMeasured({ iterations: [anIteration({ visionEncodeMs: 50 * noise(), tokenGapMs: 10 * noise() })] });
  const overrides = most === null ? {} : { mostToPass: most };
  return aRun({ blocks, passes: PASSES, devices: phones.map((id) => aDevice(id)), outcome, overrides });
}

const isSettled = (run: Run): boolean => {
  const blocks = Math.max(...run.launches.map(({ slot }) => slot.block + 1));
  return stoppingRule(run)({ deviceIds: run.devices.map(({ id }) => id), passId: 'latency', blocks }, run.launches);
};
const [ofPullRequest, ofRelease] = [POLICIES.pr.mostToPass, POLICIES.release.mostToPass];

test('a pull request is content with 12 launches of each build, a release asks for what the suite does', () => {
  expect([6, 12].map((blocks) => isSettled(aRunOf(blocks, ofPullRequest)))).toEqual([false, true]);
  expect([12, 18, 20].map((blocks) => isSettled(aRunOf(blocks, ofRelease)))).toEqual([false, false, true]);
  expect(isSettled(aRunOf(6, ofPullRequest, ['one', 'two']))).toBe(true);
  expect(isSettled(aRunOf(6, ofRelease, ['one', 'two']))).toBe(false);
  expect(launchesToPass({ fewestToPass: 4 }, { mostToPass: 12 })).toBe(4);
});

test('the record of the looks says what the run was content with', () => {
  const taken = (most: number | null) => assess({ run: aRunOf(12, most), baselineRun: null, seed: 1 }).looks[0]?.taken;
  expect(taken(ofPullRequest)?.at(-1)).toEqual({ blocks: 12, undecided: [] });
  expect(taken(ofRelease)?.at(-1)).toEqual({ blocks: 12, undecided: ['endToEnd'] });
});

test('a run that was content with fewer launches does not pass a release by them', () => {
  const decided = (run: Run, policy: 'pr' | 'release') =>
    decide(assess({ run, baselineRun: null, seed: 1 }), POLICIES[policy]);
  const short = aRunOf(12, ofPullRequest);
  expect(decided(short, 'pr')).toMatchObject({ kind: 'pass', notes: [] });
  expect(decided(short, 'release')).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'fewLaunches' }] });
  expect(decided(short, 'release').reasons[0]?.message).toMatch(
    /^1 comparison showed the candidate to be unharmed with as few as 12 launches of each build; the suite asks for 20/,
  );
  expect(decided(aRunOf(24, ofPullRequest), 'release').kind).toBe('pass');
  expect(decided(aRunOf(20, ofRelease), 'release').kind).toBe('pass');
});
