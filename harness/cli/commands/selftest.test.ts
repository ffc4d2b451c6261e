import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteStore } from '#harness/store/sqlite-store.ts';
import { aCalibration } from '#harness/lab/self-test/calibration.fixture.ts';
import { aSmallSuite } from '#harness/lab/self-test/simulation.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

const SUITE = aSmallSuite(['timeToFirstToken', 'visionEncode'], { blocks: 6 });
const QUICK = ['selftest', '--trials', '20', '--scenario', 'vision-encoder'];
/** Enough where no rate is looked at. */
const BRIEF = ['selftest', '--trials', '4', '--scenario', 'vision-encoder'];

let world: Commands;

beforeAll(() => {
  world = commands({ suites: [SUITE] });
});

afterAll(() => world.close());

test('a gate that finds what it should passes its self-test, and the tables say from which size on', async () => {
  const { code, out } = await world.bench(...QUICK);
  expect(code).toBe(0);
  expect(out).toMatch(/on simulated launches of a phone whose noise is assumed: nothing was measured/);
  expect(out).toMatch(/Vision encoder slower +0 % +1 %/);
  expect(out).toMatch(
    /Vision encoder slower: found in 80 % of runs or more from [\d.]+ % on; 100 % of these name it\./,
  );
  expect(out).toMatch(/Nothing speaks against this gate\.\n$/);
});

test('a gate that cannot find what it should ends its self-test without a verdict, under every policy', async () => {
  // Two blocks say nothing, and no policy takes that for a pass.
  const few = commands({ suites: [aSmallSuite(['timeToFirstToken', 'visionEncode'], { blocks: 2 })] });
  const pr = await few.bench(...BRIEF);
  const release = await few.bench(...BRIEF, '--policy', 'release');
  few.close();
  expect(pr.out).toMatch(/^Policy pr, 4 trials/m);
  for (const { code, out } of [pr, release]) {
    expect(out).toMatch(
      /\nThis gate cannot find: Vision encoder slower \(up to 20 %\)\. It needs more blocks, more questions or wider margins\.\n$/,
    );
    expect(out).not.toContain('Nothing speaks against');
    expect(code).toBe(3);
  }
});

test('under pr runs end early, and the output also has the numbers of the same runs measured whole', async () => {
  const { out } = await world.bench(...QUICK, '--scenario', 'steady');
  expect(out).toMatch(
    /^Policy pr, .*\nA run ends as soon as its gate is certain to fail; "whole" is the same run without that rule\.$/m,
  );
  expect(out).toMatch(/^Nothing changed in the build .* whole: fails +whole: blocks$/m);
  expect(out).toMatch(/^ {2}whole: fails +0 %.* 100 %$/m);
  expect(out).toMatch(
    /^Of 120 runs that must not fail, \d+ failed when they could end early \([\d.]+ blocks a run\), \d+ when measured whole \([\d.]+ blocks a run\)\.$/m,
  );
  expect(out).toMatch(
    /^Of 60 runs with a change to be found, 60 failed when they could end early \([\d.]+ blocks a run\), 60 when/m,
  );
  expect(out).toMatch(/^Failed only because they ended early: \d+ of 200 runs\.$/m);
});

test('under a policy that asks for a second session both rates are printed, with it and without', async () => {
  writeFileSync(
    join(world.folder, 'twice.json'),
    '{ "id": "twice", "basedOn": "release", "confirm": "secondSession" }',
  );
  const { code, out } = await world.bench(...QUICK, '--scenario', 'steady', '--policy', 'twice.json');
  expect(out).toMatch(
    /^Policy twice, .*\nA regression fails only if a second session finds it too; "once" is the same run/m,
  );
  expect(out).toMatch(/^Nothing changed in the build .* once: fails +once: blocks$/m);
  expect(out).toMatch(
    /^Of 120 runs that must not fail, 0 \(0 %, in the long run 0 % to [\d.]+ %\) fail by one session, 0 \(.+\) with a second one\.$/m,
  );
  expect(out).toMatch(
    /^Of 60 runs with a change to be found, 60 \(100 %.+\) fail by one session, \d+ \(.+\) with a second one\.$/m,
  );
  expect(code).toBe(0);
});

test('under release every run is whole, and the output does not mention ending early', async () => {
  const { out } = await world.bench(...BRIEF, '--policy', 'release');
  expect(out).toMatch(/^Policy release, /m);
  expect(out).not.toMatch(/whole|early|certain to fail/);
});

test('the same seed gives the same self-test, another seed another one', async () => {
  const first = await world.bench(...BRIEF, '--seed', '7');
  expect(await world.bench(...BRIEF, '--seed', '7')).toEqual(first);
  expect((await world.bench(...BRIEF, '--seed', '8')).out).not.toBe(first.out);
});

test('recorded launches can be tested instead, and the report says what they are', async () => {
  const run = await world.bench(
    'run',
    '--suite',
    'latency',
    '--candidate',
    'app.ipa',
    '--baseline',
    'app.ipa',
    '--out',
    'run',
  );
  expect(run.code).toBe(0);
  const { code, out } = await world.bench(...BRIEF, '--run', 'run', '--scenario', 'recorded');
  expect(out).toMatch(/on the virtual launches of \S+, drawn again block by block/);
  expect(out).toContain('As recorded');
  expect(code).toBe(0);
});

test('a phone that was calibrated can be simulated, one that was not is refused with the way to do it', async () => {
  const own = commands({ suites: [SUITE], deviceIds: ['other'] });
  const store = await openSqliteStore(join(own.folder, '.fastvlm-bench/store.sqlite'));
  const noisy = { launchSd: 0.2, blockSd: 0.28, metric: 'visionEncode' } as const;
  await store.saveCalibrations([aCalibration({ ...noisy, deviceId: 'mine', suiteId: SUITE.id })]);
  await store.close();
  const { out, code } = await own.bench(...QUICK, '--policy', 'release', '--device', 'mine');
  const unknown = await own.bench(...BRIEF, '--device', 'nope');
  const refused = await own.bench(...QUICK, '--device', 'other');
  own.close();
  expect(out).toMatch(/with the noise that was calibrated on mine: nothing was measured/);
  // Six blocks that vary by 28 % cannot show 20 %, and say so.
  expect(out).toContain('Vision encoder slower: no size here is found in 80 % of runs.');
  expect(out).toContain('This gate cannot find: Vision encoder slower (up to ');
  expect(code).toBe(3);
  expect(unknown.err).toMatch(/^error: There is no phone "nope" here.*\n {2}Choose one that was calibrated: mine\n$/);
  expect(unknown.code).toBe(2);
  expect(refused.err).toMatch(
    /^error: There is no calibration of other .*\n.*calibrate --build app.ipa --suite latency --device other/,
  );
});

test('a scenario that the suite cannot show is refused with those that it can', async () => {
  const { code, err } = await world.bench('selftest', '--scenario', 'leak');
  expect(err).toMatch(/^error: There is no scenario "leak" for this suite\.\n {2}Choose one of: .*vision-encoder/);
  expect(code).toBe(2);
});

test('a long self-test soon says how long all of it takes, and a short one does not', async () => {
  const said = async (lookMs: number): Promise<string> => {
    const own = commands({ suites: [SUITE], lookMs });
    const { out } = await own.bench(...BRIEF);
    own.close();
    return out;
  };
  const long = await said(7000);
  expect(long.match(/^All of it takes about \d+ min, by its first \d+ runs?\.$/gm)).toHaveLength(1);
  expect(long.indexOf('All of it takes')).toBeLessThan(long.indexOf('runs judged'));
  expect(await said(0)).not.toContain('All of it takes');
});

test('a log of a long self-test has a line of progress every half minute, one of a short self-test has none', async () => {
  const log = async (lookMs: number): Promise<readonly number[]> => {
    const own = commands({ suites: [SUITE], lookMs });
    const { out, err } = await own.bench(...BRIEF);
    own.close();
    return [...`${out}${err}`.matchAll(/^(\d+) of \d+ runs judged$/gm)].map(([, done]) => Number(done));
  };
  // The clock is read two or three times for each run, so half a minute is at least two runs.
  const judged = await log(7000);
  expect(judged.length).toBeGreaterThan(10);
  for (const [index, done] of judged.entries()) expect(done - (judged[index - 1] ?? 0)).toBeGreaterThanOrEqual(2);
  expect(await log(20)).toEqual([]);
});
