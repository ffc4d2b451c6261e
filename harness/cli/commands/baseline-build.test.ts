/** What a named baseline means for a run: its build, or its stored launches. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aPass, aSuite } from '#harness/compare/run.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';

const LATENCY = suiteWith(4);
const OTHER: Suite = { ...aSuite([aPass('other', ['endToEnd'])]), id: 'other' };
let phones: Commands;

beforeEach(async () => {
  phones = commands({ suites: [LATENCY, OTHER] });
  await phones.bench('samples', '.');
  await phones.bench('run', '--suite', 'latency', '--candidate', 'reference.ipa', '--out', 'stored');
  await phones.bench('baseline', 'set', 'main', 'stored');
});
afterEach(() => phones.close());

const measure = async (...options: readonly string[]): ReturnType<Commands['bench']> =>
  phones.bench('run', '--seed', '7', '--blocks', '2', '--out', 'one', ...options);
const runIn = (folder: string): Run => {
  const file = join(phones.folder, folder, 'run.json');
  return parseRun(JSON.parse(readFileSync(file, 'utf8')), file);
};

test('a baseline of another suite is measured again beside the candidate where its build is in its place', async () => {
  const { out, err } = await measure('--suite', 'other', '--candidate', 'rebuilt.ipa', '--baseline', 'main');
  expect(err).toBe('');
  expect(out).toMatch(
    /^reference is measured again; its launches in \S+ are not used: they were measured with suite latency\.$/m,
  );
  expect(runIn('one').reference).toMatchObject({ kind: 'remeasured', build: { label: 'reference' }, runId: null });
  expect(new Set(runIn('one').launches.map(({ slot }) => slot.arm))).toEqual(new Set(['baseline', 'candidate']));
});

test('without its build a baseline of another suite is refused in one sentence', async () => {
  rmSync(join(phones.folder, 'reference.ipa'));
  const { code, err } = await measure('--suite', 'other', '--candidate', 'rebuilt.ipa', '--baseline', 'main');
  expect(err).toMatch(
    /^error: The baseline \S+ was measured with suite latency, not other\.\n {2}Measure the baseline/,
  );
  expect(code).toBe(2);
});

test('a baseline of the same suite is measured again and remembered as that run', async () => {
  const { out } = await measure('--suite', 'latency', '--candidate', 'rebuilt.ipa', '--baseline', 'main');
  expect(out).not.toContain('are not used');
  expect(runIn('one').reference).toMatchObject({ kind: 'remeasured', runId: runIn('stored').id });
});

test('a build beside itself is named as such before anything is measured', async () => {
  const { out } = await measure('--suite', 'latency', '--candidate', 'rebuilt.ipa', '--baseline', 'rebuilt.ipa');
  expect(out).toMatch(/^Candidate and baseline are the same package: [^\n]+\n[^]*\nSuite latency/);
  const different = await measure(
    '--suite',
    'latency',
    '--candidate',
    'rebuilt.ipa',
    '--baseline',
    'reference.ipa',
    '--out',
    'two',
  );
  expect(different.out).not.toContain('Candidate and baseline are');
});
