import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

let phones: Commands;
const at = (...names: readonly string[]): string => join(phones.folder, ...names);

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(6)], factors: { slow: 1.2 } });
  const builds = ['--candidate', 'slow.ipa', '--baseline', 'reference.ipa'];
  await phones.bench('run', '--suite', 'latency', '--seed', '7', ...builds, '--out', 'slow');
  execFileSync('mkfifo', [at('pipe')]);
  mkdirSync(at('odd'));
  symlinkSync('../pipe', at('odd', 'run.json'));
  mkdirSync(at('begun'));
  symlinkSync('../pipe', at('begun', 'journal.jsonl'));
  mkdirSync(at('judged'));
  symlinkSync('../pipe', at('judged', 'verdicts.json'));
});
afterAll(() => phones.close());

const PIPE = /^error: \S+ cannot be read: it is a pipe\.\n {2}Write its content to a file, and name that one\.\n$/;

test.each([
  ['waivers', ['report', 'slow', '--waivers', 'pipe']],
  [
    'waivers that get an entry',
    ['waive', 'slow', 'endToEnd', '--reason', 'x', '--until', '2099-12-31', '--owner', 'QA', '--waivers', 'pipe'],
  ],
  ['a run', ['report', 'pipe']],
  ['the run of a folder', ['report', 'odd']],
  ['verdicts', ['verify', 'judged']],
  ['a journal', ['run', '--resume', 'begun']],
  ['a bundle', ['verify', 'pipe']],
  ['a key', ['bundle', 'slow', '--sign', 'pipe']],
  ['an exported store', ['store', 'import', 'pipe']],
])('a pipe that nobody writes to is refused at once as %s', async (_what, argv) => {
  const { code, err } = await phones.bench(...argv);
  expect(err).toMatch(PIPE);
  expect(code).toBe(2);
});

test('a device without an end is refused', async () => {
  const { code, err } = await phones.bench('report', 'slow', '--waivers', '/dev/zero');
  expect(err).toMatch(/^error: \/dev\/zero cannot be read: it is a device\.\n/);
  expect(code).toBe(2);
});

test('outputs are written through links', async () => {
  mkdirSync(at('elsewhere'));
  mkdirSync(at('linked'));
  writeFileSync(at('elsewhere', 'verdicts.json'), 'old');
  symlinkSync('../elsewhere/verdicts.json', at('linked', 'verdicts.json'));
  symlinkSync('elsewhere/all.ndjson', at('all.ndjson'));
  await phones.bench('report', 'slow', '--out', 'linked');
  await phones.bench('store', 'export', 'all.ndjson');
  for (const link of [at('linked', 'verdicts.json'), at('all.ndjson')]) {
    expect(lstatSync(link).isSymbolicLink(), link).toBe(true);
  }
  expect(JSON.parse(readFileSync(at('elsewhere', 'verdicts.json'), 'utf8'))).toMatchObject({ decision: 'fail' });
  expect(readFileSync(at('elsewhere', 'all.ndjson'), 'utf8')).toContain('"kind":"end"');
});
