import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;
beforeEach(() => {
  phones = commands({ suites: [suiteWith(8)], factors: {} });
});
afterEach(() => phones.close());

const measure = async (...more: readonly string[]): Promise<string> => {
  const { out } = await phones.bench('run', '--suite', 'latency', '--candidate', 'app.ipa', ...more);
  return /Run: +(\S+)/.exec(out)?.[1] ?? 'no run was printed';
};

test('a run is removed with its verdicts and its folder', async () => {
  const run = await measure();
  const folder = join(phones.folder, '.fastvlm-bench', 'runs', run);
  expect(existsSync(folder)).toBe(true);
  const { code, out } = await phones.bench('runs', 'remove', run);
  expect({ code, out }).toEqual({ code: 0, out: `Removed ${run} and its folder ${folder}.\n` });
  expect(existsSync(folder)).toBe(false);
  expect((await phones.bench('runs')).out).toContain('No runs yet.');
});

test('a run that lies elsewhere leaves the store and keeps its folder', async () => {
  const run = await measure('--out', 'mine');
  expect((await phones.bench('runs', 'remove', run)).out).toBe(`Removed ${run} from the store.\n`);
  expect(existsSync(join(phones.folder, 'mine', 'run.json'))).toBe(true);
});

test('a run is removed from the store that is named, before or after the verb', async () => {
  const other = ['--store', 'other.sqlite'];
  const [first, second] = [await measure(...other), await measure(...other)];
  expect(await phones.bench('runs', 'remove', first, ...other)).toMatchObject({ code: 0, err: '' });
  expect(await phones.bench('runs', ...other, 'remove', second)).toMatchObject({ code: 0, err: '' });
  expect((await phones.bench('runs', ...other)).out).toContain('No runs yet.');
});

test('a run that a baseline names, or that another was compared with, stays', async () => {
  const run = await measure();
  await phones.bench('baseline', 'set', 'main', run);
  const named = await phones.bench('runs', 'remove', 'main');
  expect(named).toMatchObject({ code: 2, err: expect.stringContaining(`${run} is the baseline main.`) });
  const later = await measure('--baseline', 'main');
  expect((await phones.bench('baseline', 'remove', 'main')).code).toBe(0);
  const needed = await phones.bench('runs', 'remove', run);
  expect(needed).toMatchObject({ code: 2, err: expect.stringContaining(`Remove first: ${later}`) });
  expect((await phones.bench('runs', 'remove', later)).code).toBe(0);
  expect((await phones.bench('runs', 'remove', run)).code).toBe(0);
});

test('what is not there is not removed, and the name that was probably meant is suggested', async () => {
  await phones.bench('baseline', 'set', 'release-1.4', await measure());
  expect(await phones.bench('baseline', 'remove', 'relase-1.4')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean release-1.4?'),
  });
  expect(await phones.bench('runs', 'remove', 'relase-1.4')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean release-1.4?'),
  });
});
