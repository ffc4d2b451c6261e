import { writeFileSync } from 'node:fs';
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
