import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;

const measure = ['run', '--suite', 'latency', '--seed', '7'];

const recordIn = (folder: string): unknown =>
  JSON.parse(readFileSync(join(phones.folder, folder, 'verdicts.json'), 'utf8'));

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(8)] });
  await phones.bench(...measure, '--candidate', 'old.ipa', '--out', 'old');
  await phones.bench(...measure, '--candidate', 'new.ipa', '--out', 'new');
  await phones.bench(...measure, '--candidate', 'new.ipa', '--baseline', 'old.ipa', '--out', 'both');
});

afterAll(() => phones.close());

test('a run whose baseline was measured beside it takes no other one, and what was said of it stays', async () => {
  const before = recordIn('both');
  const { code, err } = await phones.bench('report', 'both', '--baseline', 'old', '--out', 'both');
  expect(code).toBe(2);
  expect(err).toMatch(/^error: The baseline of \S+ was measured beside it: no other can take its place\.\n/);
  expect(err).toMatch(/\n {2}Leave --baseline out, or .*: fastvlm-bench compare old both\n$/);
  const { err: build } = await phones.bench('report', 'both', '--baseline', 'old.ipa', '--out', 'both');
  expect(build).toMatch(/\n {2}Leave --baseline out\.\n$/);
  expect(recordIn('both')).toEqual(before);
});

test('a run that was measured alone is reported against a run that is named', async () => {
  expect(await phones.bench('report', 'new', '--baseline', 'old', '--out', 'against')).toMatchObject({ err: '' });
  expect(recordIn('against')).toMatchObject({ design: 'stored' });
});

test.each([
  ['compare', ['compare', 'old', 'old']],
  ['report', ['report', 'old', '--baseline', 'old']],
] as const)('%s holds no run against itself', async (_name, argv) => {
  const { code, out, err } = await phones.bench(...argv);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toMatch(/^error: \S+ would be compared with itself: that measures nothing\.\n {2}.* calibrate/);
});
