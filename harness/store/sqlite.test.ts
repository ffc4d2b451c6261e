import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunStore } from '#harness/ports/store.ts';
import { exampleCalibration, exampleRun, exampleVerdicts } from './run.fixture.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-store-'));
  path = join(folder, 'store.sqlite');
  const store = await openSqliteStore(path);
  await store.save(exampleRun('one'));
  await store.close();
});

afterEach(() => rmSync(folder, { recursive: true }));

function change(sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

test('a store is one file whenever nobody writes to it, also while it is open', async () => {
  const store = await openSqliteStore(path);
  await store.save(exampleRun('two'));
  expect(readdirSync(folder)).toEqual(['store.sqlite']);
  copyFileSync(path, join(folder, 'copy.sqlite'));
  await store.close();
  const copy = await openSqliteStore(join(folder, 'copy.sqlite'), 'read');
  expect((await copy.list()).map(({ id }) => id).toSorted()).toEqual(['one', 'two']);
  await copy.close();
});

test('a store with a write-ahead log, as older versions had it, becomes one file and keeps what it has', async () => {
  change('PRAGMA journal_mode = WAL;');
  const store = await openSqliteStore(path);
  await store.save(exampleRun('two'));
  await store.close();
  expect(readdirSync(folder)).toEqual(['store.sqlite']);
  const again = await openSqliteStore(path, 'read');
  expect(await again.list()).toHaveLength(2);
  await again.close();
});

test('a store that another process has open in an older version is used as it is', async () => {
  change('PRAGMA journal_mode = WAL;');
  const other = new DatabaseSync(path);
  other.prepare('SELECT count(*) FROM runs').get();
  const store = await openSqliteStore(path);
  await store.save(exampleRun('two'));
  expect(await store.list()).toHaveLength(2);
  await store.close();
  other.close();
});

test('a store that is opened to read is not changed by it, and takes nothing', async () => {
  const before = readFileSync(path);
  const store = await openSqliteStore(path, 'read');
  expect((await store.load('one'))?.id).toBe('one');
  await expect(store.save(exampleRun('two'))).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
  await expect(store.saveVerdicts(exampleVerdicts())).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
  await store.close();
  expect(readFileSync(path)).toEqual(before);
  expect(readdirSync(folder)).toEqual(['store.sqlite']);
});

test.each(['read', 'write', 'writeIfPossible'] as const)(
  'a store of a later version is refused when it is opened to %s, and is left as it is',
  async (access) => {
    change('PRAGMA user_version = 7;');
    const before = readFileSync(path);
    await expect(openSqliteStore(path, access)).rejects.toMatchObject({
      code: 'SCHEMA_TOO_NEW',
      message: expect.stringMatching(
        /store\.sqlite is a store of version 7; this fastvlm-bench reads versions up to 4\.$/,
      ),
    });
    expect(readFileSync(path)).toEqual(before);
  },
);

test.each(['read', 'write', 'writeIfPossible'] as const)(
  'a store that lacks a table is refused when it is opened to %s',
  async (access) => {
    change('DROP TABLE comparisons;');
    await expect(openSqliteStore(path, access)).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: `The store ${path} is damaged: it lacks its table comparisons.`,
    });
  },
);

test.each(['read', 'write', 'writeIfPossible'] as const)(
  'a store that was cut off is refused when it is opened to %s, and is left as it is',
  async (access) => {
    const half = readFileSync(path).subarray(0, readFileSync(path).length / 2);
    writeFileSync(path, half);
    await expect(openSqliteStore(path, access)).rejects.toMatchObject({ code: 'STORE_INVALID' });
    expect(readFileSync(path)).toEqual(half);
    writeFileSync(path, '');
    await expect(openSqliteStore(path, access)).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: `The store ${path} is damaged: its file is empty (0 bytes).`,
      remedy: expect.stringMatching(
        /^Put a copy of it in its place, or remove the file if you have none: .*--store\.$/,
      ),
    });
    expect(readdirSync(folder)).toEqual(['store.sqlite']);
    expect(readFileSync(path)).toHaveLength(0);
    writeFileSync(path, 'S');
    await expect(openSqliteStore(path, access)).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: `The store ${path} is damaged: its file is all but empty (1 byte).`,
    });
    expect(readFileSync(path, 'utf8')).toBe('S');
  },
);

test.each(['read', 'write', 'writeIfPossible'] as const)(
  'what is not a regular file is refused when it is opened to %s as a store, and a pipe is not waited for',
  async (access) => {
    const pipe = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    for (const [place, what] of [
      [folder, 'a folder'],
      [pipe, 'not a regular file'],
      ['/dev/zero', 'not a regular file'],
    ] as const) {
      await expect(openSqliteStore(place, access)).rejects.toMatchObject({
        code: expect.stringMatching(/^STORE_(?:INVALID|READ_ONLY)$/),
        ...(place === '/dev/zero' ? {} : { message: `${place} cannot be used as a store: it is ${what}.` }),
      });
    }
    expect(readdirSync(folder)).toEqual(['pipe', 'store.sqlite']);
  },
);

test('a new store comes into its place as a whole, also through a link to a file that does not exist yet', async () => {
  const link = join(folder, 'link.sqlite');
  symlinkSync('linked.sqlite', link);
  for (const file of [join(folder, 'new.sqlite'), link]) {
    const store = await openSqliteStore(file);
    expect(await store.list()).toEqual([]);
    await store.close();
  }
  expect(readdirSync(folder)).toEqual(['link.sqlite', 'linked.sqlite', 'new.sqlite', 'store.sqlite']);
});

test('a store that several processes create at once keeps what each of them wrote', async () => {
  const shared = join(folder, 'shared', 'store.sqlite');
  const ends = await Promise.all(
    Array.from({ length: 4 }, async (_, index) =>
      running(
        `const store = await openSqliteStore(${JSON.stringify(shared)});` +
          `await store.save(exampleRun('run${index}')); await store.close();`,
      ),
    ),
  );
  expect(ends.map(({ stderr }) => stderr)).toEqual(['', '', '', '']);
  const store = await openSqliteStore(shared, 'read');
  expect(await store.list()).toHaveLength(4);
  await store.close();
  expect(readdirSync(join(folder, 'shared'))).toEqual(['store.sqlite']);
});

test.each(['read', 'write'] as const)(
  'opening a store to %s waits for another process that is creating it in its place',
  async (access) => {
    const made = join(folder, 'made.sqlite');
    // The reader may hold a lock for a moment when this process commits.
    const writer = new DatabaseSync(made, { timeout: 10_000 });
    writer.exec('BEGIN IMMEDIATE;');
    const reader = running(
      `console.log('opening'); const store = await openSqliteStore(${JSON.stringify(made)}, '${access}');` +
        `console.log((await store.list()).length); await store.close();`,
      () => {
        writer.exec('CREATE TABLE unrelated (id TEXT); COMMIT;');
        writer.close();
      },
    );
    expect(await reader).toEqual({ stdout: 'opening\n0\n', stderr: '' });
  },
);

test.each([
  ['runs', 'header', async (damaged: RunStore) => damaged.load('one')],
  ['launch_bodies', 'body', async (damaged: RunStore) => damaged.load('one')],
  ['verdicts', 'body', async (damaged: RunStore) => damaged.verdicts('one')],
  ['calibrations', 'body', async (damaged: RunStore) => damaged.calibrations({})],
] as const)('a row of %s that was cut off is refused with a remedy when it is read', async (table, column, read) => {
  const store = await openSqliteStore(path);
  await store.saveVerdicts(exampleVerdicts({ runId: 'one' }));
  await store.saveCalibrations([exampleCalibration()]);
  change(`UPDATE ${table} SET ${column} = substr(${column}, 1, 40)`);
  await expect(read(store)).rejects.toMatchObject({
    code: 'STORE_INVALID',
    message: expect.stringContaining(`The store ${path} is damaged: `),
    remedy: expect.stringMatching(/^Put a copy of it in its place/),
  });
  await store.close();
});

/** Runs a script that knows how to open a store in another process; `onOutput` is called at its first output. */
async function running(
  script: string,
  onOutput: () => void = () => {},
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const [module, fixture] = ['sqlite-store.ts', 'run.fixture.ts'].map((name) => new URL(name, import.meta.url).href);
  const imports = `import { openSqliteStore } from '${module}'; import { exampleRun } from '${fixture}';`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', imports + script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.once('data', onOutput);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr };
}

test('a file that is no store is closed again when it is refused', async () => {
  writeFileSync(path, 'these are notes, and long enough to be no empty database file'.repeat(20));
  for (const access of ['read', 'write'] as const) {
    await expect(openSqliteStore(path, access)).rejects.toMatchObject({ code: 'STORE_INVALID' });
  }
  const descriptors = existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0;
  for (let time = 0; time < 5; time += 1) await openSqliteStore(path).catch(() => {});
  expect(existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0).toBeLessThanOrEqual(descriptors);
});

test('two processes that write to one store at once both have what they wrote in it', async () => {
  const module = new URL('sqlite-store.ts', import.meta.url).href;
  const fixture = new URL('run.fixture.ts', import.meta.url).href;
  const script = (name: string): string =>
    `const [{ openSqliteStore }, { exampleRun }] = [await import('${module}'), await import('${fixture}')];` +
    `const store = await openSqliteStore(${JSON.stringify(path)});` +
    `for (let n = 0; n < 20; n += 1) await store.save(exampleRun('${name}' + n)); await store.close();`;
  const both = ['a', 'b'].map((name) => `node --input-type=module --eval "$${name}" &`).join(' ');
  const { status, stderr } = spawnSync('/bin/sh', ['-c', `${both} wait`], {
    env: {
      ...process.env,
      PATH: `${join(process.execPath, '..')}:${process.env['PATH']}`,
      a: script('a'),
      b: script('b'),
    },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const store = await openSqliteStore(path, 'read');
  expect(await store.list()).toHaveLength(41);
  await store.close();
});

// Where the tests run as root, permissions refuse nothing: another user tries.
const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
const canBeRefused = asNobody.length === 0 || spawnSync(asNobody[0] ?? '', ['--version']).status === 0;

test.runIf(canBeRefused).each([
  ['as it is', ''],
  ['with the write-ahead log of an older version', 'PRAGMA journal_mode = WAL;'],
])('a store that may not be written to is read, %s', (_name, sql) => {
  const shared = join(folder, 'shared');
  mkdirSync(shared);
  if (sql !== '') change(sql);
  copyFileSync(path, join(shared, 'store.sqlite'));
  spawnSync('chmod', ['-R', 'a+rX,a-w', folder]);
  const module = new URL('sqlite-store.ts', import.meta.url).href;
  const script =
    `const { openSqliteStore } = await import('${module}');` +
    `const path = ${JSON.stringify(join(shared, 'store.sqlite'))};` +
    `const refused = await openSqliteStore(path).catch((error) => error.code);` +
    `const store = await openSqliteStore(path, 'writeIfPossible');` +
    `console.log(refused, (await store.list()).length); await store.close();`;
  const [command, ...argv] = [...asNobody, process.execPath, '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(command ?? '', argv, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toBe('STORE_READ_ONLY 1\n');
  spawnSync('chmod', ['-R', 'u+w', folder]);
});
