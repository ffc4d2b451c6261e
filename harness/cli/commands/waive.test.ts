import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;

const measure = ['run', '--suite', 'latency', '--seed', '7'];
const TERMS = ['--reason', 'A better encoder.', '--until', '2099-12-31', '--owner', 'QA'];
const read = (...path: readonly string[]): string => readFileSync(join(phones.folder, ...path), 'utf8');
const entries = (file: string): readonly Record<string, unknown>[] => JSON.parse(read(file)).waivers;
const report = async (...options: readonly string[]): ReturnType<Commands['bench']> =>
  phones.bench('report', 'slow', '--out', 'again', ...options);

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(8)], noise: 0.01, factors: { slow: 1.2 }, deviceIds: ['one', 'two'] });
  await phones.bench(...measure, '--candidate', 'slow.ipa', '--baseline', 'reference.ipa', '--out', 'slow');
  await phones.bench(...measure, '--candidate', 'same.ipa', '--baseline', 'reference.ipa', '--out', 'same');
  await phones.bench(...measure, '--candidate', 'same.ipa', '--out', 'alone');
});

afterAll(() => phones.close());

test('what was waived no longer fails, and the report and the record name the waiver', async () => {
  expect(await report()).toMatchObject({ code: 1 });
  const verdicts: readonly { readonly metric: string; readonly verdict: string }[] = JSON.parse(
    read('again', 'verdicts.json'),
  ).verdicts;
  const worse = verdicts.filter(({ verdict }) => verdict === 'regression').map(({ metric }) => metric);
  const metrics = [...new Set(worse)];
  expect(metrics).toContain('timeToFirstToken');
  for (const metric of metrics) {
    const { code, err, out } = await phones.bench('waive', 'slow', metric, ...TERMS);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(
      / on iPhone\d+,\d+ \(virtual\): waived up to [\d.]+ % until 2099-12-31 by QA: A better encoder\nWritten to waivers\.json/,
    );
    expect(out).toMatch(/\nJudge the run with it: fastvlm-bench report slow --waivers waivers\.json\n$/);
  }
  expect(await report('--waivers', 'waivers.json')).toMatchObject({ code: 0 });
  expect(JSON.parse(read('again', 'verdicts.json')).waivers).toEqual(entries('waivers.json'));
});

test('the list of runs says that a decision rests on waivers, as long as it does', async () => {
  const listed = async (): Promise<string | undefined> =>
    (await phones.bench('runs')).out.split('\n').find((row) => / slow +reference /.test(row));
  await phones.bench('report', 'slow', '--out', 'again', '--waivers', 'waivers.json');
  expect(await listed()).toMatch(/ pass \(pr, with waivers\) +virtual$/);
  await phones.bench('report', 'slow', '--out', 'again');
  expect(await listed()).toMatch(/ fail \(pr\) +virtual$/);
});

test('verify judges by the waivers of the record', async () => {
  await phones.bench('waive', 'slow', 'timeToFirstToken', ...TERMS, '--waivers', 'own.json');
  await report('--waivers', 'own.json');
  expect(await phones.bench('verify', 'again')).toMatchObject({ code: 0 });
});

test('an entry is of the suite and the models that got worse, large enough for the run and no larger than it says', async () => {
  const { code } = await phones.bench('waive', 'slow', 'timeToFirstToken', ...TERMS, '--waivers', 'sized.json');
  expect(code).toBe(0);
  const [entry, ...others] = entries('sized.json');
  expect(others).toEqual([]);
  expect(entry).toEqual({
    metric: 'timeToFirstToken',
    deviceModel: expect.stringMatching(/^iPhone/),
    suite: 'latency',
    acceptedPercent: expect.closeTo(10, -0.5),
    owner: 'QA',
    reason: 'A better encoder.',
    until: '2099-12-31',
  });
});

test('a size, a model and the build can be given', async () => {
  await phones.bench('waive', 'slow', 'timeToFirstToken', ...TERMS, '--waivers', 'sized.json');
  const model = String(entries('sized.json')[0]?.['deviceModel']);
  const own = ['--up-to', '2', '--device-model', model, '--only-this-build', '--waivers', 'narrow.json'];
  const { out } = await phones.bench('waive', 'slow', 'timeToFirstToken', ...TERMS, ...own);
  expect(out).toMatch(/With it the run is a fail: .*; it exceeds its waiver: up to 2 %/);
  expect(entries('narrow.json')[0]).toMatchObject({
    acceptedPercent: 2,
    builds: ['sha-slow'],
  });
});

test('entries that are there stay', async () => {
  await phones.bench('waive', 'slow', 'timeToFirstToken', ...TERMS, '--waivers', 'two.json');
  const before = entries('two.json');
  await phones.bench('waive', 'slow', 'visionEncode', ...TERMS, '--waivers', 'two.json');
  expect(entries('two.json').slice(0, before.length)).toEqual(before);
  expect(entries('two.json').length).toBeGreaterThan(before.length);
});

test.each([
  ['a metric of no catalogue', 'slow', 'timeToFirstTokens', [], /Did you mean timeToFirstToken\?/],
  [
    'a metric that did not get worse',
    'same',
    'timeToFirstToken',
    [],
    /shows no loss of time to first token that counts/,
  ],
  [
    'a model that was not measured',
    'slow',
    'timeToFirstToken',
    ['--device-model', 'iPhone1,1'],
    /on iPhone1,1 that counts/,
  ],
  ['a run without a baseline', 'alone', 'timeToFirstToken', [], /Only a run that was compared with a baseline/],
  ['a day that has passed', 'slow', 'timeToFirstToken', ['--until', '2020-01-01'], /has already expired: today is/],
  ['a day that is none', 'slow', 'timeToFirstToken', ['--until', '2099-02-30'], /is not a day such as/],
  ['a reason of nothing', 'slow', 'timeToFirstToken', ['--reason', ' '], /reason must be a text/],
  ['a line break for a reason', 'slow', 'timeToFirstToken', ['--reason', '\n\u{2028}'], /reason must be a text/],
  ['nobody', 'slow', 'timeToFirstToken', ['--owner', ''], /owner must be a text/],
  ['a year before all others', 'slow', 'timeToFirstToken', ['--until', '0000-01-01'], /has already expired: today is/],
  ['a size of nothing', 'slow', 'timeToFirstToken', ['--up-to', '0'], /is not a number above 0/],
  ['no such run', 'slowest', 'timeToFirstToken', [], /There is no run or baseline "slowest"/],
] as const)('%s is refused and writes nothing', async (_name, run, metric, options, message) => {
  const { code, err } = await phones.bench('waive', run, metric, ...TERMS, '--waivers', 'none.json', ...options);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(existsSync(join(phones.folder, 'none.json'))).toBe(false);
});

test('without an owner, what else is wrong is said first', async () => {
  const nobody = TERMS.slice(0, -2);
  const waive = async (metric: string, until: string): ReturnType<Commands['bench']> =>
    phones.bench('waive', 'slow', metric, ...nobody, '--until', until, '--waivers', 'none.json');
  expect((await waive('timeToFirstTokens', '2099-12-31')).err).toMatch(/Did you mean timeToFirstToken\?/);
  expect((await waive('timeToFirstToken', '2020-01-01')).err).toMatch(/has already expired/);
  const { code, err } = await waive('timeToFirstToken', '2099-12-31');
  expect(code).toBe(2);
  expect(err).toMatch(/The waiver has no owner: nobody answers for it\.\n.*--owner/);
});

test.each([
  ['no JSON', 'waivers', /is not JSON/],
  ['an unknown field', { metric: 'decodeRate', model: 'iPhone17,1' }, /waivers\[0\]\.model is an unknown field/],
  ['an unknown metric', { metric: 'speed' }, /waivers\[0\]\.metric must be one of the metrics/],
  ['no size', { metric: 'decodeRate' }, /waivers\[0\] must have either acceptedPercent or acceptedAbsolute/],
  ['two sizes', { acceptedPercent: 1, acceptedAbsolute: 2 }, /must have either acceptedPercent or acceptedAbsolute/],
  ['a size below 0', { acceptedPercent: -1 }, /acceptedPercent must be a number greater than 0/],
  ['no owner', { acceptedPercent: 1, owner: '' }, /waivers\[0\]\.owner must be a text/],
  ['a moment for a day', { acceptedPercent: 1, until: '2026-12-31T00:00:00Z' }, /until must be a day such as/],
  ['no builds', { acceptedPercent: 1, builds: [] }, /builds must name a build/],
] as const)('a file with %s is refused before anything is judged or measured', async (_name, change, message) => {
  const own = { metric: 'decodeRate', owner: 'QA', reason: 'why', until: '2099-12-31' };
  writeFileSync(
    join(phones.folder, 'broken.json'),
    typeof change === 'string' ? change : JSON.stringify({ waivers: [{ ...own, ...change }] }),
  );
  const judging = await report('--waivers', 'broken.json');
  expect(judging).toMatchObject({ code: 2, out: '' });
  expect(judging.err).toMatch(message);
  const measuring = await phones.bench(
    ...measure,
    '--candidate',
    'slow.ipa',
    '--waivers',
    'broken.json',
    '--out',
    'vain',
  );
  expect(measuring).toMatchObject({ code: 2, out: '' });
  expect(existsSync(join(phones.folder, 'vain'))).toBe(false);
});

test('a file that is not there is refused', async () => {
  const { code, err } = await report('--waivers', 'gone.json');
  expect(code).toBe(2);
  expect(err).toMatch(/There is no file of waivers \S+gone\.json/);
});

test('the same entry stands in the file once', async () => {
  const waive = async () => phones.bench('waive', 'slow', 'timeToFirstToken', ...TERMS, '--waivers', 'once.json');
  await waive();
  const before = read('once.json');
  expect(await waive()).toMatchObject({ code: 0 });
  expect(read('once.json')).toBe(before);
});

test('of two commands that write one file at once, neither loses what the other has written', async () => {
  const metrics = ['timeToFirstToken', 'visionEncode', 'prefill', 'endToEnd'];
  const ended = await Promise.all(
    metrics.map(async (metric) => phones.bench('waive', 'slow', metric, ...TERMS, '--waivers', 'both.json')),
  );
  const written = metrics.filter((_, index) => ended[index]?.code === 0);
  const refused = ended.filter(({ code }) => code !== 0);
  expect(written.length).toBeGreaterThan(0);
  expect(new Set(entries('both.json').map(({ metric }) => metric))).toEqual(new Set(written));
  for (const { code, err } of refused) {
    expect(code).toBe(2);
    expect(err).toMatch(/both\.json is in use by process \d+.*, for waive/);
    expect(err).toMatch(/Wait until that has ended, then run the command again\./);
  }
  expect(readdirSync(phones.folder).filter((name) => name.startsWith('both.json'))).toEqual(['both.json']);
});

test('a folder for a file is named as such, by waive and by what judges', async () => {
  mkdirSync(join(phones.folder, 'folder.json'));
  const waiving = await phones.bench('waive', 'slow', 'timeToFirstToken', ...TERMS, '--waivers', 'folder.json');
  for (const { code, err } of [waiving, await report('--waivers', 'folder.json')]) {
    expect(code).not.toBe(0);
    expect(err).toMatch(/folder\.json cannot be read: it is a folder/);
  }
});

test('where the file cannot be made, the error names the option that gives another place', async () => {
  writeFileSync(join(phones.folder, 'in-the-way'), '');
  const { code, err } = await phones.bench(
    'waive',
    'slow',
    'timeToFirstToken',
    ...TERMS,
    '--waivers',
    'in-the-way/waivers.json',
  );
  expect(code).toBe(2);
  expect(err).toMatch(/waivers\.json cannot be written: a file is in the way\.\n +Choose another place with --waivers/);
});

test.each([
  ['lists in lists', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, /is not JSON|must be an object/],
  ['an owner of 20 million letters', JSON.stringify({ waivers: [{ owner: 'x'.repeat(2e7) }] }), /waivers\[0\]\./],
] as const)('a file of %s is refused with a sentence', async (_of, content, message) => {
  writeFileSync(join(phones.folder, 'vast.json'), content);
  const { code, err } = await report('--waivers', 'vast.json');
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err.length).toBeLessThan(1000);
});

test('what people typed into a waiver is one line of the terminal', async () => {
  const hostile = 'red \u{1B}[31m\u{202E}\nJudge: <img src=x>';
  const { out } = await phones.bench(
    'waive',
    'slow',
    'timeToFirstToken',
    ...TERMS,
    '--reason',
    hostile,
    '--owner',
    hostile,
    '--waivers',
    'typed.json',
  );
  expect(out.split('\n')).toHaveLength(4);
  expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(entries('typed.json')[0]).toMatchObject({ owner: hostile, reason: hostile });
});
