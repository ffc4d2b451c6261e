import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { holdFolder } from '#harness/store/run-folder.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;

beforeEach(() => {
  phones = commands({ suites: [suiteWith(8)], stopAt: 3 });
});

afterEach(() => phones.close());

const measure = ['run', '--suite', 'latency', '--blocks', '3', '--candidate', 'app.ipa'];

/** Every file and folder below a folder, with its content. */
function bytes(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const path = join(folder, name);
      return [name, statSync(path).isDirectory() ? 'folder' : readFileSync(path, 'base64')];
    });
}

const holding = (name: string): { readonly release: () => void } =>
  holdFolder(join(phones.folder, name), 'a run that is being measured', new Date('2026-01-31T14:05:09Z'));

test('a run that is being measured is not resumed, and not a byte of it is changed', async () => {
  await phones.bench(...measure, '--out', 'one');
  appendFileSync(join(phones.folder, 'one', 'journal.jsonl'), '{"deviceId":"on');
  const held = holding('one');
  const before = bytes(phones.folder);
  const { code, err } = await phones.bench('run', '--resume', 'one');
  expect(err).toMatch(/^error: \S+one is in use by process \d+ on \S+ since 2026-01-31 14:05:09 UTC, for a run that/);
  expect(code).toBe(2);
  expect(bytes(phones.folder)).toEqual(before);
  held.release();
  expect((await phones.bench('run', '--resume', 'one')).code).toBe(0);
});

test.each([
  ['run', [...measure, '--out', 'busy']],
  ['report', ['report', 'done', '--out', 'busy']],
  ['compare', ['compare', 'done', 'other', '--out', 'busy']],
  ['calibrate', ['calibrate', '--suite', 'latency', '--blocks', '3', '--build', 'app.ipa', '--out', '.']],
] as const)('%s writes nothing into a folder in which a run is being measured', async (_name, argv) => {
  for (const name of ['done', 'other']) {
    await phones.bench(...measure, '--out', name);
    await phones.bench('run', '--resume', name);
  }
  const held = [holding('busy'), holding('session-1')];
  const before = { bytes: bytes(phones.folder), ...phones.seen };
  const { code, err } = await phones.bench(...argv);
  expect(err).toMatch(/is in use by process/);
  expect(code).toBe(2);
  expect({ bytes: bytes(phones.folder), ...phones.seen }).toEqual(before);
  for (const one of held) one.release();
});

test.each([
  ['an unknown suite', ['run', '--suite', 'speed', '--candidate', 'app.ipa']],
  ['an unknown phone', [...measure, '--device', 'nobody']],
  ['an unknown baseline', [...measure, '--baseline', 'nobody']],
  ['an unknown baseline and a store of its own', [...measure, '--baseline', 'nobody', '--store', 'own/runs.sqlite']],
  ['no journal', ['run', '--resume', 'nowhere']],
  ['a baseline of no run', ['baseline', 'set', 'main', 'nowhere']],
  ['a calibration of no run', ['calibrate', '--from', 'nowhere']],
  ['a calibration of an unknown suite', ['calibrate', '--suite', 'speed', '--build', 'app.ipa']],
  ['a report of no run', ['report', 'nowhere']],
] as const)('%s is refused and leaves no file', async (_name, argv) => {
  mkdirSync(join(phones.folder, 'empty'));
  const { code, err } = await phones.benchIn('empty', ...argv);
  expect(err).toMatch(/^error: /);
  expect(code).toBe(2);
  expect(bytes(join(phones.folder, 'empty'))).toEqual([]);
});

test('a run whose builds were moved is refused with what is missing, and resumed where they are named', async () => {
  const at = (name: string): string => join(phones.folder, name);
  await phones.bench(...measure, '--baseline', 'reference.ipa', '--out', 'one');
  phones.moveBuild('app.ipa', 'moved.ipa');
  const before = bytes(phones.folder);
  const refused = await phones.bench('run', '--resume', 'one');
  expect(refused.err).toContain(`error: ${at('app.ipa')} is missing: it was the candidate of this run, app (sha256 `);
  expect(refused.err).toContain(`name where it is now: fastvlm-bench run --resume ${at('one')} --candidate app.ipa`);
  expect(refused.code).toBe(2);
  expect(bytes(phones.folder)).toEqual(before);
  const other = await phones.bench('run', '--resume', 'one', '--candidate', 'reference.ipa');
  expect(other.err).toMatch(/^error: \S+reference\.ipa is a different build from the candidate of this run, app \(/);
  expect((await phones.bench('run', '--resume', 'one', '--candidate', 'moved.ipa')).code).toBe(0);
});

test('a run is not resumed on a phone whose iOS is too old for its build, and continues once the phone is updated', async () => {
  await phones.bench(...measure, '--baseline', 'other.ipa', '--out', 'one');
  phones.seen.osVersion = '16.4';
  const before = { bytes: bytes(phones.folder), ...phones.seen };
  const { code, err } = await phones.bench('run', '--resume', 'one');
  expect(err).toMatch(
    /^error: app needs iOS 17\.0, and one has iOS 16\.4\.\n {2}Update the phone, then continue with: /,
  );
  expect(err).toContain(`fastvlm-bench run --resume ${join(phones.folder, 'one')}\n`);
  expect(code).toBe(2);
  expect({ bytes: bytes(phones.folder), ...phones.seen }).toEqual(before);
  phones.seen.osVersion = '17.0';
  expect((await phones.bench('run', '--resume', 'one')).code).toBe(0);
});

test('a run without a baseline build takes none when it is resumed', async () => {
  await phones.bench(...measure, '--out', 'one');
  const { code, err } = await phones.bench('run', '--resume', 'one', '--baseline', 'app.ipa');
  expect(err).toMatch(/^error: This run has no baseline build/);
  expect(code).toBe(2);
});

test('a run whose phone is in use elsewhere is refused, measures nothing and leaves nothing', async () => {
  phones.seen.claimed = 'run x of process 4711';
  for (const argv of [measure, ['calibrate', '--suite', 'latency', '--blocks', '3', '--build', 'app.ipa']]) {
    const { code, err } = await phones.bench(...argv);
    expect(err).toMatch(/^error: one is in use by run x of process 4711\./);
    expect(code).toBe(4);
  }
  expect(bytes(phones.folder)).toEqual([]);
  expect(phones.seen).toMatchObject({ opened: 0, launches: 0 });
});

test('a phone is released when its run ends, however it ends', async () => {
  expect((await phones.bench(...measure, '--out', 'stopped')).code).toBe(4);
  expect(phones.seen.claimed).toBeNull();
  expect((await phones.bench('run', '--resume', 'stopped')).code).toBe(0);
  expect(phones.seen.claimed).toBeNull();
});
