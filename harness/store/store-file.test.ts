import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeWhole } from './store-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-store-file-'));
  path = join(folder, 'store.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a store that could not be completed leaves no file behind', async () => {
  const full = async (partial: string): Promise<void> => {
    writeFileSync(partial, '');
    throw new Error('the disk is full');
  };
  await expect(makeWhole(path, full)).rejects.toThrow('the disk is full');
  expect(readdirSync(folder)).toEqual([]);
});

test('a store that another process has made in the meantime stays', async () => {
  await makeWhole(path, async (partial) => {
    writeFileSync(partial, 'ours');
    writeFileSync(path, 'theirs');
  });
  expect(readFileSync(path, 'utf8')).toBe('theirs');
  expect(readdirSync(folder)).toEqual(['store.sqlite']);
});
