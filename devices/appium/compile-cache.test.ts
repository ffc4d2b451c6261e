import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileCacheOf } from './compile-cache.ts';

let caches: string;

beforeEach(() => {
  caches = mkdtempSync(join(tmpdir(), 'compile-caches-'));
});
afterEach(() => rmSync(caches, { recursive: true }));

/** Uses the cache of an installation, as it would have been so many hours ago. */
async function use(installation: string, hoursAgo: number): Promise<string> {
  const folder = await compileCacheOf(installation, caches);
  writeFileSync(join(folder, 'code'), installation);
  const then = new Date(Date.now() - hoursAgo * 3_600_000);
  utimesSync(folder, then, then);
  return basename(folder);
}

test('an installation has a cache of its own, the same each time', async () => {
  const one = await use('/opt/a/appium', 2);
  const other = await use('/opt/b/appium', 1);
  expect(other).not.toBe(one);
  expect(await use('/opt/a/appium', 0)).toBe(one);
  expect(readdirSync(caches).toSorted()).toEqual([one, other].toSorted());
});

test('only the caches that were used last are kept', async () => {
  const [oldest, again] = [await use('/a', 9), await use('/b', 8)];
  const [third, fourth] = [await use('/c', 7), await use('/d', 6)];
  await use('/b', 5);
  const fifth = await use('/e', 0);
  expect(readdirSync(caches).toSorted()).toEqual([again, third, fourth, fifth].toSorted());
  expect(readdirSync(caches)).not.toContain(oldest);
});

test('what lies there from before is removed when it is the oldest', async () => {
  const old = join(caches, 'v24.21.0-x64-964aae3f-0');
  mkdirSync(join(old, 'deep'), { recursive: true });
  utimesSync(old, 0, 0);
  for (const [index, place] of ['/a', '/b', '/c', '/d'].entries()) await use(place, 4 - index);
  expect(readdirSync(caches)).toHaveLength(4);
  expect(readdirSync(caches)).not.toContain(basename(old));
});

test('a place that holds no folders is no reason to fail', async () => {
  const file = join(caches, 'file');
  writeFileSync(file, '');
  expect(await compileCacheOf('/a', file)).toContain(file);
});
