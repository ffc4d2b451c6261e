import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { makeFirstStore } from '#harness/store/first-store.fixture.ts';
import { exampleCalibration, exampleRun, exampleVerdicts } from '#harness/store/run.fixture.ts';
import { openSqliteStore } from '#harness/store/sqlite-store.ts';

let own: Commands;
let store: string;

beforeEach(async () => {
  own = commands({ suites: [] });
  store = join(own.folder, 'team.sqlite');
  const opened = await openSqliteStore(store);
  for (const day of ['01', '02', '03']) await opened.save(exampleRun(`run-${day}`, `2026-01-${day}T00:00:00.000Z`));
  await opened.saveVerdicts(exampleVerdicts({ runId: 'run-03', baselineRunId: 'run-01' }));
  await opened.saveCalibrations([exampleCalibration({ runIds: ['gone'] })]);
  await opened.setBaseline('main', 'run-01', new Date('2026-01-04T00:00:00.000Z'), { by: 'someone', why: 'first' });
  await opened.close();
});

afterEach(() => own.close());

const file = (name: string): string => join(own.folder, name);

test('info says what a store holds and takes', async () => {
  const { code, out } = await own.bench('store', 'info', '--store', store);
  expect(code).toBe(0);
  expect(out).toMatch(/^Store {9}.*team\.sqlite, version 4$/m);
  expect(out).toMatch(/^Size .* a launch$/m);
  expect(out).toMatch(/^Runs {10}3, 2026-01-01 00:00 to 2026-01-03 00:00$/m);
});

test('a store that was named and is not there is not made', async () => {
  for (const what of [['info'], ['migrate'], ['prune', '--keep', '1'], ['export', 'out.ndjson']]) {
    const { code, err } = await own.bench('store', ...what, '--store', 'missing.sqlite');
    expect([code, err]).toEqual([2, expect.stringMatching(/^error: There is no store .*missing\.sqlite\.\n/)]);
  }
  expect(existsSync(file('missing.sqlite'))).toBe(false);
});

test('migrate brings an older store to this version and keeps a copy', async () => {
  const old = file('old.sqlite');
  makeFirstStore(old, { runs: [exampleRun('one')] });
  const { code, out } = await own.bench('store', 'migrate', '--store', old);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/old\.sqlite is a store of version 4, the one of this fastvlm-bench\./),
  ]);
  expect(existsSync(`${old}.version-1`)).toBe(true);
});

test('migrate shows how far it is', async () => {
  const slow = commands({ suites: [], lookMs: 60_000 });
  const old = join(slow.folder, 'old.sqlite');
  makeFirstStore(old, { runs: [exampleRun('one'), exampleRun('two')] });
  const { out } = await slow.bench('store', 'migrate', '--store', old);
  slow.close();
  expect(out).toContain('1 of 2 parts migrated\n2 of 2 parts migrated\n');
});

test('prune lists what would go, and removes it only when it is told to', async () => {
  const before = readFileSync(store);
  const asked = await own.bench('store', 'prune', '--keep', '1', '--store', store);
  expect(asked.out).toContain('Would remove 1 run with 1 launch and keep 2. Nothing was removed yet');
  expect(readFileSync(store)).toEqual(before);
  const done = await own.bench('store', 'prune', '--keep', '1', '--store', store, '--yes');
  expect(done.out).toMatch(/Removed 1 run with 1 launch; 2 runs are kept\. The store has .* instead of /);
  const left = await own.bench('runs', '--store', store);
  expect(left.out).toContain('run-03');
  expect(left.out).toContain('run-01');
  expect(left.out).not.toContain('run-02');
});

test.each([['0'], ['-1'], ['many']])('prune refuses to keep %s', async (keep) => {
  expect((await own.bench('store', 'prune', '--keep', keep, '--store', store)).code).toBe(2);
});

test.each([['all.ndjson'], ['all.ndjson.gz']])(
  'what is exported to %s is imported into another store as it was',
  async (name) => {
    const exported = await own.bench('store', 'export', name, '--store', store);
    expect([exported.code, exported.out]).toEqual([
      0,
      expect.stringMatching(/^Wrote 3 runs \(7 lines\) to .*all\.ndjson/m),
    ]);
    const imported = await own.bench('store', 'import', name, '--store', 'other.sqlite');
    expect(imported.out).toBe('Imported 3 runs, 1 verdict, 1 calibration and 1 baseline.\n');
    const [from, to] = [await openSqliteStore(store, 'read'), await openSqliteStore(file('other.sqlite'), 'read')];
    expect(await to.list()).toEqual(await from.list());
    expect(await to.load('run-02')).toEqual(await from.load('run-02'));
    expect(await to.verdicts('run-03')).toEqual(await from.verdicts('run-03'));
    expect(await to.calibrations({})).toEqual(await from.calibrations({}));
    expect(await to.baselineMoves()).toEqual(await from.baselineMoves());
    for (const opened of [from, to]) await opened.close();
  },
);

test('importing twice changes nothing more, and what is there stays', async () => {
  await own.bench('store', 'export', 'all.ndjson', '--store', store);
  const again = await own.bench('store', 'import', 'all.ndjson', '--store', store);
  expect(again.out).toMatch(
    /^Imported 0 runs, 0 verdicts, 0 calibrations and 0 baselines\.\n3 runs were stored already\.\n$/,
  );
  const other = await openSqliteStore(file('other.sqlite'));
  await other.save({ ...exampleRun('run-01'), endedAt: '2027-01-01T00:00:00.000Z' });
  await other.save(exampleRun('mine'));
  await other.setBaseline('main', 'mine', new Date(0));
  const mine = exampleCalibration({ sessions: 17 });
  await other.saveCalibrations([mine]);
  await other.close();
  const mixed = await own.bench('store', 'import', 'all.ndjson', '--store', 'other.sqlite');
  expect(mixed.out).toContain('Stored already with other content, which stays: run-01.');
  expect(mixed.out).toContain('Baselines that name another run here stay as they are: main.');
  const after = await openSqliteStore(file('other.sqlite'), 'read');
  expect(await after.calibrations({})).toContainEqual(mine);
  await after.close();
});

test('an export takes the place of no file', async () => {
  writeFileSync(file('notes.txt'), 'mine');
  const { code, err } = await own.bench('store', 'export', 'notes.txt', '--store', store);
  expect([code, err]).toEqual([2, expect.stringContaining('notes.txt is there already.')]);
  expect(readFileSync(file('notes.txt'), 'utf8')).toBe('mine');
});

test('an export that was cut off is refused, packed or not', async () => {
  for (const name of ['all.ndjson', 'all.ndjson.gz']) {
    await own.bench('store', 'export', name, '--store', store);
    const whole = readFileSync(file(name));
    writeFileSync(file(`half-${name}`), whole.subarray(0, whole.length - 30));
    const { code, err } = await own.bench('store', 'import', `half-${name}`, '--store', 'other.sqlite');
    expect(code).toBe(2);
    expect(err).toMatch(/is not what `store export` writes: |is no JSON/);
  }
  const lines = readFileSync(file('all.ndjson'), 'utf8').trim().split('\n');
  writeFileSync(file('less.ndjson'), `${[...lines.slice(0, 2), ...lines.slice(3)].join('\n')}\n`);
  expect((await own.bench('store', 'import', 'less.ndjson')).err).toContain('6 lines came before it, and there were 7');
});

test('a hostile file is refused at its first line that is none, in little memory', async () => {
  await own.bench('store', 'export', 'all.ndjson', '--store', store);
  const first = readFileSync(file('all.ndjson'), 'utf8').split('\n')[0];
  // A line without an end, longer than any run, a thousandfold compressed: members of a gzip file follow each other.
  const member = gzipSync(Buffer.alloc(32 * 1024 * 1024, 0x61));
  const bomb = Buffer.concat(Array.from({ length: 9 }, () => member));
  writeFileSync(file('bomb.gz'), bomb);
  expect((await own.bench('store', 'import', 'bomb.gz')).err).toContain('longer than that of any run');
  writeFileSync(file('many.ndjson'), `${first}\n${'{}\n'.repeat(1_000_000)}`);
  expect((await own.bench('store', 'import', 'many.ndjson')).err).toContain('Line 2 of');
  writeFileSync(file('deep.ndjson'), `${first}\n`);
  appendFileSync(file('deep.ndjson'), '['.repeat(10_000_000));
  expect((await own.bench('store', 'import', 'deep.ndjson')).err).toContain('nested more than 64 levels deep');
  writeFileSync(file('bytes.ndjson'), new Uint8Array([0xff, 0xfe, 0x00]));
  expect((await own.bench('store', 'import', 'bytes.ndjson')).err).toContain('it is no text');
  expect((await own.bench('store', 'import', '.')).err).toContain('cannot be read: it is a folder');
  expect((await own.bench('store', 'import', 'nowhere.ndjson')).err).toContain('There is no file');
});

test('every move of a baseline is shown with who made it and why', async () => {
  await own.bench('baseline', 'remove', 'main', '--store', store, '--why', 'renamed');
  const { out } = await own.bench('baseline', 'history', '--store', store);
  expect(out).toMatch(/2026-01-04 00:00 +main +run-01 +someone +first/);
  expect(out).toMatch(/main +removed +– +renamed/);
  expect((await own.bench('baseline', 'history', 'other', '--store', store)).out).toBe(
    'No baseline was ever called other.\n',
  );
});

test('the store comes from the environment where no option names one', async () => {
  const elsewhere = commands({ suites: [], environment: { FASTVLM_BENCH_STORE: store } });
  expect((await elsewhere.bench('store', 'info')).out).toContain('team.sqlite');
  elsewhere.close();
});
