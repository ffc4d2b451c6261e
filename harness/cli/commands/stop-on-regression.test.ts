import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPass, aSuite } from '#harness/compare/run.fixture.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

const PASSES = ['first', 'second'].map((id) => aPass(id, id === 'first' ? ['timeToFirstToken'] : ['endToEnd']));
/** Both arms of twelve blocks. */
const ONE_PASS = 24;

let phones: Commands;

beforeAll(() => {
  phones = commands({ suites: [aSuite(PASSES)], factors: { slow: 3 } });
});
afterAll(() => phones.close());

const measure = (candidate: string, out: string, ...options: readonly string[]) => {
  const builds = ['--baseline', 'old.ipa', '--candidate', `${candidate}.ipa`];
  return phones.bench('run', '--suite', 'latency', ...builds, '--out', out, ...options);
};

function runIn(folder: string): Run {
  const file = join(phones.folder, folder, 'run.json');
  return parseRun(JSON.parse(readFileSync(file, 'utf8')), file);
}

test('under pr a run ends where its gate surely fails, and fails', async () => {
  const { code, out, err } = await measure('slow', 'slow');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toMatch(/\[one\] stopping, because the gate already fails: Time to first token \+\d/m);
  const run = runIn('slow');
  expect(run.launches).toHaveLength(ONE_PASS);
  // Nothing was measured of the second pass, so nobody knows how long it would have taken.
  const left = { launchesLeft: ONE_PASS, minutesSaved: 0, isLowerBound: true };
  expect(run).toMatchObject({ isComplete: true, stoppedEarly: left });
});

test('a run that ended early fails again when it is judged again, and is not resumed', async () => {
  await measure('slow', 'again');
  const { launches } = phones.seen;
  expect(await phones.bench('report', 'again')).toMatchObject({ code: 1, err: '' });
  const resumed = await phones.bench('run', '--resume', 'again');
  expect(resumed).toMatchObject({ code: 1, err: '' });
  expect(resumed.out).toMatch(/ ended early, because its gate fails, and is complete: no launch is added\.$/m);
  expect(phones.seen.launches).toBe(launches);
});

test.each([
  ['an unchanged build is measured to the end', 'same', [], 0],
  ['a release is measured to the end', 'slow', ['--policy', 'release'], 1],
  ['whoever asks for the whole plan gets it', 'slow', ['--no-stop-on-regression'], 1],
  ['whoever asks for every block gets them', 'slow', ['--no-early-stop'], 1],
] as const)('%s', async (title, candidate, options, expected) => {
  const { code } = await measure(candidate, title.replaceAll(' ', '-'), ...options);
  expect(code).toBe(expected);
  expect(runIn(title.replaceAll(' ', '-')).launches).toHaveLength(2 * ONE_PASS);
});

test('a release may be told to end early', async () => {
  const { code } = await measure('slow', 'release', '--policy', 'release', '--stop-on-regression');
  expect(code).toBe(1);
  expect(runIn('release').launches).toHaveLength(ONE_PASS);
});

test('a run whose gate surely fails with its last launch has not ended early', async () => {
  const short = commands({ suites: [aSuite([aPass('first', ['timeToFirstToken'])])], factors: { slow: 3 } });
  const builds = ['--baseline', 'old.ipa', '--candidate', 'slow.ipa'];
  const { code } = await short.bench('run', '--suite', 'latency', ...builds, '--out', 'last');
  const run = JSON.parse(readFileSync(join(short.folder, 'last', 'run.json'), 'utf8'));
  short.close();
  expect(code).toBe(1);
  expect(run).toMatchObject({ isComplete: true });
  expect(run.stoppedEarly).toBeUndefined();
});

test('whoever waives the loss for which a run ended early learns how to measure what was skipped', async () => {
  const terms = ['--reason', 'why', '--until', '2099-12-31', '--owner', 'QA', '--waivers', 'early.json'];
  const { code, out } = await phones.bench('waive', 'slow', 'timeToFirstToken', ...terms);
  expect(code).toBe(0);
  expect(out).toContain(
    '\nOnly a new run can measure what was skipped: with --waivers early.json it does not end for this loss.\n',
  );
});

test('a run that ended early for a loss that is waived later says so, and that the rest is unknown', async () => {
  const { code, out } = await phones.bench('report', 'slow', '--waivers', 'early.json', '--json');
  expect(code).toBe(3);
  expect(out).toContain(
    'The run ended early for a loss that is waived now, so 24 launches were skipped, and their results are unknown',
  );
});

test('a run does not end early for what is waived', async () => {
  const terms = { acceptedPercent: 900, owner: 'QA', reason: 'known', until: '2099-12-31' };
  const waivers = ['timeToFirstToken', 'endToEnd'].map((metric) => ({ metric, ...terms }));
  writeFileSync(join(phones.folder, 'waivers.json'), JSON.stringify({ waivers }));
  expect(await measure('slow', 'waived', '--waivers', 'waivers.json')).toMatchObject({ code: 0, err: '' });
  expect(runIn('waived').launches).toHaveLength(2 * ONE_PASS);
});
