import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(8)] });
  const measure = ['run', '--suite', 'latency', '--candidate'];
  await phones.bench(...measure, 'app.ipa', '--out', 'one');
  await phones.bench(...measure, 'app.ipa', '--out', 'two');
  // A baseline by its name, whose build is still there: it is measured again.
  await phones.bench('samples', '.', 'reference');
  await phones.bench(...measure, 'reference.ipa', '--out', 'reference');
  await phones.bench('baseline', 'set', 'main', 'reference');
  await phones.bench(...measure, 'app.ipa', '--baseline', 'main', '--out', 'beside');
  await phones.bench(...measure, 'app.ipa', '--baseline', 'one', '--out', 'against');
  mkdirSync(join(phones.folder, 'empty'));
});

afterAll(() => phones.close());

const READING = [
  ['runs'],
  ['baseline', 'list'],
  ['calibrations'],
  ['verify', '../one'],
  ['report', '../one', '--out', '../reported'],
  ['selftest', '--run', '../one', '--trials', '2'],
  ['plan', '--suite', 'latency', '--assume-sd', '4', '--candidate', 'app.ipa', '--baseline', '../one'],
].map((argv): readonly [string, readonly string[]] => [argv[0] ?? '', argv]);

/** Commands that need nothing but the file of a run. */
const BY_FILE = [
  ['verify', '../one/run.json'],
  ['report', '../one/run.json', '--out', '../reported'],
  ['report', '../beside/run.json', '--out', '../reported'],
  ['report', '../against/run.json', '--baseline', '../one/run.json', '--out', '../reported'],
  ['compare', '../one/run.json', '../two/run.json', '--out', '../compared'],
  ['selftest', '--run', '../beside/run.json', '--trials', '2'],
].map((argv): readonly [string, readonly string[]] => [argv.slice(0, 3).join(' '), argv]);

test.each([...READING, ...BY_FILE])(
  '%s treats a missing default store as empty, and creates none',
  async (_name, argv) => {
    const { err } = await phones.benchIn('empty', ...argv);
    expect(err).toBe('');
    expect(readdirSync(join(phones.folder, 'empty'))).toEqual([]);
  },
);

test.each([
  ['runs remove', ['runs', 'remove', 'nothing']],
  ['baseline remove', ['baseline', 'remove', 'nothing']],
  ['calibrate --from', ['calibrate', '--from', '../one/run.json']],
] as const)('%s creates no store when it is refused', async (_name, argv) => {
  const { code, err } = await phones.benchIn('empty', ...argv);
  expect(code).toBe(2);
  expect(err).toMatch(/^error: /);
  expect(readdirSync(join(phones.folder, 'empty'))).toEqual([]);
});

test('the error about a stored baseline that is in no store says how to name that run', async () => {
  const { code, err } = await phones.benchIn('empty', 'report', '../against/run.json');
  expect(code).toBe(2);
  expect(err).toMatch(
    /^error: The baseline of \S+, \S+, is not in this store\.\n {2}Name the store that holds it with --store, or the folder or run\.json of that run with --baseline\.\n$/,
  );
});

const LOOKING = READING.filter(([name]) => name !== 'plan');

test.each(LOOKING)('%s refuses a store that was named and is not there', async (_name, argv) => {
  const { code, out, err } = await phones.benchIn('empty', ...argv, '--store', 'nope/x.sqlite');
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toMatch(/^error: There is no store \S+nope\/x\.sqlite\.\n {2}The first `fastvlm-bench run` /);
  expect(existsSync(join(phones.folder, 'empty', 'nope'))).toBe(false);
});

test('plan takes a store that is not there yet as empty, as the run after it does, and creates none', async () => {
  const { code, out, err } = await phones.benchIn('empty', 'plan', '--suite', 'latency', '--store', 'nope/x.sqlite');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('not calibrated for latency');
  expect(existsSync(join(phones.folder, 'empty', 'nope'))).toBe(false);
});

const storeBytes = (): Buffer => readFileSync(join(phones.folder, '.fastvlm-bench', 'store.sqlite'));

test.each(READING.filter(([name]) => name !== 'report'))('%s changes no byte of the store', async (_name, argv) => {
  const before = storeBytes();
  await phones.benchIn('empty', ...argv, '--store', '../.fastvlm-bench/store.sqlite');
  expect(storeBytes()).toEqual(before);
  expect(readdirSync(join(phones.folder, '.fastvlm-bench'))).toEqual(['store.sqlite']);
});

const USING: readonly (readonly [string, readonly string[]])[] = [
  ...READING,
  ['run', ['run', '--suite', 'latency', '--candidate', 'app.ipa', '--out', '../later']],
  ['calibrate', ['calibrate', '--suite', 'latency', '--build', 'app.ipa', '--out', '../later']],
];

test.each([...USING, ['runs remove', ['runs', 'remove', '../one']] as const])(
  '%s reports an empty store file as damaged, and leaves it as it is',
  async (_name, argv) => {
    const path = join(phones.folder, 'cut', '.fastvlm-bench', 'store.sqlite');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    const before = { ...phones.seen };
    const { code, out, err } = await phones.benchIn('cut', ...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^error: The store \S+store\.sqlite is damaged: its file is empty \(0 bytes\)\.\n {2}Put a copy/,
    );
    expect({ ...phones.seen }).toEqual(before);
    expect(readdirSync(dirname(path))).toEqual(['store.sqlite']);
    expect(readFileSync(path)).toHaveLength(0);
  },
);

test.each(USING)('%s refuses a store of a later version before anything is measured', async (_name, argv) => {
  const path = join(phones.folder, 'later.sqlite');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 7');
  database.close();
  const before = { bytes: readFileSync(path), ...phones.seen };
  const { code, err } = await phones.benchIn('empty', ...argv, '--store', '../later.sqlite');
  expect(err).toMatch(
    /^error: \S+later\.sqlite is a store of version 7; this fastvlm-bench reads versions up to \d\.\n/,
  );
  expect(code).toBe(2);
  expect({ bytes: readFileSync(path), ...phones.seen }).toEqual(before);
  expect(existsSync(join(phones.folder, 'later'))).toBe(false);
});

test.each([
  ['list', ['datasets', 'list']],
  ['verify', ['datasets', 'verify', 'own']],
  ['subset', ['datasets', 'subset', 'own', '--size', '4']],
] as const)('datasets %s refuses a folder of datasets that was named and is not there', async (_name, argv) => {
  const { code, err } = await phones.benchIn('empty', ...argv, '--datasets-dir', 'nope');
  expect(code).toBe(2);
  expect(err).toMatch(/^error: There is no folder \S+nope\.\n {2}\S/);
  expect(readdirSync(join(phones.folder, 'empty'))).toEqual([]);
});
