import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'fastvlm-bench-folder-'));

afterAll(() => rmSync(root, { recursive: true }));

test('a folder and those above it are made, and the first one is told', () => {
  const folder = join(root, 'a', 'b', 'c');
  expect(makeFolder(folder)).toBe(join(root, 'a'));
  expect(statSync(folder).isDirectory()).toBe(true);
});

test('nothing is told where all of it is there', () => {
  expect(makeFolder(root)).toBeUndefined();
});

test('a file that is in the way is an error', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolder(join(root, 'file', 'below'))).toThrow('EEXIST');
  expect(() => makeFolder(join(root, 'file'))).toThrow('EEXIST');
});

test.skipIf(!existsSync('/proc/self'))(
  'a folder that takes no folders is an error, and is not tried for ever (Linux)',
  () => {
    expect(() => makeFolder('/proc/fastvlm-bench/runs')).toThrow('ENOENT');
  },
);
