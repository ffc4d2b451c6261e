import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock, type Lock, type LockOptions, type LockRefusal } from './lock.ts';
import { holderText } from './lock-holder.ts';

const MODULE = fileURLToPath(new URL('lock.ts', import.meta.url));
const options: LockOptions = { purpose: 'a test', now: new Date('2026-01-31T14:05:09Z') };

let folder: string;
let path: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-lock-'));
  path = join(folder, 'lock');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function acquired(result: Lock | LockRefusal): Lock {
  if (result.kind !== 'acquired') throw new Error(`held by ${holderText(result.holder)}`);
  return result;
}

/** A process that takes the lock and keeps it until it is killed. */
async function holder(): Promise<ChildProcess> {
  const script =
    `const { acquireLock } = await import(${JSON.stringify(pathToFileURL(MODULE).href)});` +
    `const { kind } = acquireLock(${JSON.stringify(path)}, { purpose: 'its work', now: new Date() });` +
    'console.log(kind); setInterval(() => {}, 1000);';
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(child.stdout, 'data');
  expect(String(line)).toBe('acquired\n');
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Takes the lock and releases it; what came of it. */
function tried(): string {
  const result = acquireLock(path, options);
  if (result.kind === 'acquired') result.release();
  return result.kind;
}

const rewritten = (change: object): void =>
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));

test('a lock is not taken twice, by the process that holds it neither', () => {
  const lock = acquired(acquireLock(path, options));
  expect(acquireLock(path, options)).toMatchObject({ kind: 'held', path, holder: { pid: process.pid } });
  lock.release();
  expect(tried()).toBe('acquired');
});

test('a released lock leaves nothing behind, and is released once', () => {
  const lock = acquired(acquireLock(path, options));
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
  const next = acquired(acquireLock(path, options));
  lock.release();
  expect(acquireLock(path, options).kind).toBe('held');
  next.release();
});

test('who is refused reads who holds the lock, where, since when and what for', () => {
  const lock = acquired(acquireLock(path, options));
  const refused = acquireLock(path, options);
  const text = refused.kind === 'acquired' ? '' : holderText(refused.holder);
  expect(text).toMatch(/^process \d+ on \S+ since 2026-01-31 14:05:09 UTC, for a test \(fastvlm-bench.*\)$/);
  expect(text).toContain(`process ${process.pid} on ${hostname()} `);
  lock.release();
});

test('a lock of another process is refused while that process lives and free as soon as it is killed', async () => {
  const child = await holder();
  const before = readFileSync(path);
  expect(acquireLock(path, options)).toMatchObject({ kind: 'held', holder: { pid: child.pid, purpose: 'its work' } });
  expect(readFileSync(path)).toEqual(before);
  await killed(child);
  expect(tried()).toBe('acquired');
});

test('of processes that find the lock of a dead one at once, exactly one gets it', async () => {
  await killed(await holder());
  const script =
    `const { acquireLock } = await import(${JSON.stringify(pathToFileURL(MODULE).href)});` +
    `process.stdin.once('data', () => { console.log(acquireLock(${JSON.stringify(path)}, ` +
    "{ purpose: 'its work', now: new Date() }).kind); }); console.log('ready');";
  const rivals = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      children.push(child);
      await once(child.stdout, 'data');
      return child;
    }),
  );
  const answers = rivals.map(async (child) => once(child.stdout, 'data'));
  for (const child of rivals) child.stdin.write('go\n');
  const kinds = (await Promise.all(answers)).map(([line]) => String(line).trim());
  expect(kinds.toSorted()).toEqual(['acquired', 'held', 'held', 'held']);
});

test('of two processes that keep each other from the lock, one gets it, and nothing is left behind', async () => {
  // The rival reads the guard, as every process does for an instant that tries to lock it, until somebody else wants it too.
  const script =
    "const { DatabaseSync } = await import('node:sqlite');" +
    `const guard = ${JSON.stringify(`${path}-guard`)};` +
    "(await import('node:fs')).writeFileSync(guard, '');" +
    "const reader = new DatabaseSync(guard); reader.exec('BEGIN; SELECT * FROM sqlite_schema;');" +
    "console.log('reading'); const other = new DatabaseSync(guard);" +
    "for (;;) try { other.exec('BEGIN IMMEDIATE; ROLLBACK;'); } catch { break; }" +
    'reader.close(); other.close();';
  const rival = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(rival);
  await once(rival.stdout, 'data');
  expect(tried()).toBe('acquired');
  expect(readdirSync(folder)).toEqual([]);
});

test('a process that was given the number of a dead holder does not keep its lock', async () => {
  const child = await holder();
  await killed(child);
  rewritten({ pid: process.ppid });
  expect(tried()).toBe('acquired');
});

test('a lock that another machine took is refused, and not a byte of it is changed', async () => {
  await killed(await holder());
  rewritten({ host: 'lab-mac', boot: 'of another kernel' });
  const before = readFileSync(path);
  expect(acquireLock(path, options)).toMatchObject({ kind: 'elsewhere', path, holder: { host: 'lab-mac' } });
  expect(readFileSync(path)).toEqual(before);
});

test('a lock that was taken before this machine was restarted is free, and so is one of another container of it', async () => {
  await killed(await holder());
  rewritten({ boot: 'before the restart' });
  expect(tried()).toBe('acquired');
  await killed(await holder());
  rewritten({ host: '4f5e6d7c8b9a' });
  expect(tried()).toBe('acquired');
});

test('a lock that holds a bare process id is held while that process lives', () => {
  writeFileSync(path, String(process.ppid));
  expect(acquireLock(path, options)).toMatchObject({ kind: 'held', holder: { pid: process.ppid } });
  expect(readdirSync(folder)).toEqual(['lock']);
  const { pid } = spawnSync(process.execPath, ['--version']);
  for (const dead of [pid, process.pid]) {
    writeFileSync(path, String(dead));
    expect(tried()).toBe('acquired');
  }
});

test('a torn record is that of a dead process', () => {
  for (const text of ['', '{"pid":12', '[]', 'null', '{"pid":"1"}']) {
    writeFileSync(path, text);
    expect(tried()).toBe('acquired');
  }
});

test('a lock that users share can be written to by all of them, and names nobody once it is released', () => {
  const lock = acquired(acquireLock(path, { ...options, isShared: true }));
  expect(acquireLock(path, { ...options, isShared: true }).kind).toBe('held');
  lock.release();
  expect(readFileSync(path, 'utf8')).toBe('');
  acquired(acquireLock(path, { ...options, isShared: true })).release();
});

test('a link in the place of a lock is not followed', () => {
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'untouched');
  symlinkSync(victim, path);
  expect(() => acquireLock(path, { ...options, isShared: true })).toThrow(/ELOOP/);
  expect(readFileSync(victim, 'utf8')).toBe('untouched');
});

test('a lock needs its folder, and says so', () => {
  expect(() => acquireLock(join(folder, 'nowhere', 'lock'), options)).toThrow(/ENOENT/);
  expect(existsSync(join(folder, 'nowhere'))).toBe(false);
});
