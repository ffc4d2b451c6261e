import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;

const measure = ['--suite', 'latency', '--blocks', '3'];

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(8)] });
  writeFileSync(join(phones.folder, 'notes.txt'), 'not a folder');
  for (const name of ['old', 'new']) await phones.bench('run', ...measure, '--candidate', `${name}.ipa`, '--out', name);
});

afterAll(() => phones.close());

test.each([
  ['run', ['run', ...measure, '--candidate', 'app.ipa']],
  ['compare', ['compare', 'old', 'new']],
  ['report', ['report', 'old']],
  ['calibrate', ['calibrate', ...measure, '--build', 'app.ipa']],
  ['demo', ['demo', '--suite', 'latency', '--candidate', 'rebuilt']],
] as const)('%s refuses a file, and a folder below one, to write to, and measures nothing', async (_name, argv) => {
  const before = { ...phones.seen };
  for (const out of ['notes.txt', 'notes.txt/below']) {
    const { code, err } = await phones.bench(...argv, '--out', out);
    expect(err).toMatch(/^error: \S+notes\.txt is a file, not a folder\.\n {2}Name a folder with --out/);
    expect(code).toBe(2);
  }
  expect(phones.seen).toEqual(before);
});

test.skipIf(!existsSync('/proc/self'))(
  'a folder that takes no files is refused before anything is measured (Linux)',
  async () => {
    const before = { ...phones.seen };
    for (const argv of [
      ['run', ...measure, '--candidate', 'app.ipa', '--out', '/proc/results'],
      ['run', ...measure, '--candidate', 'app.ipa', '--store', '/proc/results/store.sqlite'],
      ['demo', '--suite', 'latency', '--candidate', 'rebuilt', '--out', '/proc/results'],
      ['samples', '/proc/results'],
      ['samples', '/proc'],
    ]) {
      const { code, err } = await phones.bench(...argv);
      expect(err).toMatch(/^error: .*\/proc/);
      expect(err).not.toContain('unexpected');
      expect(code).toBe(2);
    }
    expect(phones.seen).toEqual(before);
  },
);

test('trying whether a folder takes files leaves nothing there', async () => {
  await phones.bench('report', 'old', '--out', 'again');
  expect(readdirSync(phones.folder).filter((name) => name.startsWith('.fastvlm-bench-'))).toEqual([]);
});
