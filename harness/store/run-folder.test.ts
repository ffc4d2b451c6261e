import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdFolder } from './run-folder.ts';

const NOW = new Date('2026-01-31T14:05:09Z');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-folder-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a folder is held by one only, and who is refused reads by whom, since when and for what', () => {
  const held = holdFolder(join(folder, 'run'), 'run one', NOW);
  expect(() => holdFolder(join(folder, 'run'), 'a report', NOW)).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: expect.stringMatching(
        /run is in use by process \d+ on \S+ since 2026-01-31 14:05:09 UTC, for run one \(/,
      ),
    }),
  );
  held.release();
  holdFolder(join(folder, 'run'), 'a report', NOW).release();
});

test('a folder that was made to be held goes with the lock unless it is of use by then', () => {
  const deep = join(folder, 'one', 'two');
  holdFolder(deep, 'nothing', NOW).release();
  expect(existsSync(join(folder, 'one'))).toBe(false);
  const held = holdFolder(deep, 'a file', NOW);
  writeFileSync(join(deep, 'file'), '');
  held.release();
  expect(existsSync(join(deep, 'file'))).toBe(true);
});

test('a folder that was there stays', () => {
  mkdirSync(join(folder, 'run'));
  holdFolder(join(folder, 'run'), 'nothing', NOW).release();
  expect(existsSync(join(folder, 'run'))).toBe(true);
});

test('a folder that another machine holds is refused with the file to remove', () => {
  const held = holdFolder(folder, 'run one', NOW);
  const path = join(folder, 'journal.jsonl.lock');
  const foreign = JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), host: 'lab-mac', boot: 'another' });
  held.release();
  writeFileSync(path, foreign);
  expect(() => holdFolder(folder, 'run one', NOW)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('on lab-mac since 2026-01-31 14:05:09 UTC'),
      remedy: expect.stringContaining(`remove ${path}`),
    }),
  );
  expect(readFileSync(path, 'utf8')).toBe(foreign);
});

test('a folder that cannot be made is said with a remedy', () => {
  writeFileSync(join(folder, 'taken'), '');
  expect(() => holdFolder(join(folder, 'taken', 'run'), 'run one', NOW)).toThrow(
    expect.objectContaining({ code: 'FILE_UNWRITABLE', remedy: expect.stringContaining('--out') }),
  );
});
