import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileCacheOf, KEPT_INSTALLATIONS } from './compile-cache.ts';

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
  const places = Array.from({ length: KEPT_INSTALLATIONS }, (_, index) => `/${index}`);
  const used: string[] = [];
  for (const [index, place] of places.entries()) used.push(await use(place, 100 - index));
  // The oldest is used again, so that another one is the oldest now.
  await use('/0', 1);
  const last = await use('/another', 0);
  expect(readdirSync(caches).toSorted()).toEqual([...used.filter((_, index) => index !== 1), last].toSorted());
});

test('what lies there from before is removed when it is the oldest', async () => {
  const old = join(caches, 'v24.21.0-x64-964aae3f-0');
  mkdirSync(join(old, 'deep'), { recursive: true });
  utimesSync(old, 0, 0);
  for (let index = 0; index < KEPT_INSTALLATIONS; index += 1) await use(`/${index}`, 100 - index);
  expect(readdirSync(caches)).toHaveLength(KEPT_INSTALLATIONS);
  expect(readdirSync(caches)).not.toContain(basename(old));
});

test('a place that holds no folders is no reason to fail', async () => {
  const file = join(caches, 'file');
  writeFileSync(file, '');
  expect(await compileCacheOf('/a', file)).toContain(file);
});
