import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from './write-whole.ts';

let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-whole-'));
  mkdirSync(at('elsewhere'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what a link leads to is written, and the link stays', async () => {
  writeFileSync(at('elsewhere', 'real'), 'old');
  symlinkSync('elsewhere/real', at('near'));
  symlinkSync('near', at('link'));
  await writeWhole(at('link'), 'new');
  expect(readFileSync(at('elsewhere', 'real'), 'utf8')).toBe('new');
  expect(lstatSync(at('link')).isSymbolicLink() && lstatSync(at('near')).isSymbolicLink()).toBe(true);
  expect(readdirSync(at('elsewhere'))).toEqual(['real']);
});

test('a link that leads to nothing yet gets its file where the folder is there', async () => {
  symlinkSync('../elsewhere/new', at('elsewhere', 'link'));
  await writeWhole(at('elsewhere', 'link'), 'new');
  expect(readFileSync(at('elsewhere', 'new'), 'utf8')).toBe('new');
  symlinkSync('nowhere/new', at('dangling'));
  await expect(writeWhole(at('dangling'), 'new')).rejects.toMatchObject({ code: 'ENOENT' });
  expect(readdirSync(folder).toSorted()).toEqual(['dangling', 'elsewhere']);
});

test('a folder on the way may be a link too', async () => {
  mkdirSync(at('deep', 'inside'), { recursive: true });
  symlinkSync('deep/inside', at('short'));
  symlinkSync('../new', at('deep', 'inside', 'link'));
  await writeWhole(at('short', 'link'), 'new');
  expect(readFileSync(at('deep', 'new'), 'utf8')).toBe('new');
});

test('a file keeps its mode', async () => {
  writeFileSync(at('file'), 'old');
  chmodSync(at('file'), 0o640);
  await writeWhole(at('file'), 'new');
  expect(statSync(at('file')).mode & 0o777).toBe(0o640);
});

test('where the content cannot be made, the file is as it was', async () => {
  writeFileSync(at('file'), 'old');
  const pieces = async function* (): AsyncGenerator<string> {
    yield 'half';
    throw new Error('no more');
  };
  await expect(writeWhole(at('file'), pieces())).rejects.toThrow('no more');
  expect(readFileSync(at('file'), 'utf8')).toBe('old');
  expect(readdirSync(folder).toSorted()).toEqual(['elsewhere', 'file']);
});

test('a pipe is written to and stays a pipe', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  const [read] = await Promise.all([
    import('node:fs/promises').then(async ({ readFile }) => readFile(at('pipe'), 'utf8')),
    writeWhole(at('pipe'), 'through'),
  ]);
  expect(read).toBe('through');
  expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
});
