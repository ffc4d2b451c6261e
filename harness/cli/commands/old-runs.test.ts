import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OLD_RUNS, oldJournalText, oldRun, oldRunText } from '#harness/domain/old-runs/old-run.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;

const VERDICTS = join(import.meta.dirname, '../../domain/old-runs/remeasured.verdicts.json');

beforeAll(() => {
  phones = commands({ suites: [] });
  for (const name of OLD_RUNS) writeFileSync(join(phones.folder, `${name}.json`), oldRunText(name));
});
afterAll(() => phones.close());

test.each(OLD_RUNS.filter((name) => name !== 'stored'))('%s, a run of an earlier format, is reported', async (name) => {
  expect((await phones.bench('report', `${name}.json`, '--out', name)).err).toBe('');
});

test('an old run becomes a baseline, and the run that was compared with it is reported against it', async () => {
  expect((await phones.bench('baseline', 'set', 'main', 'alone.json')).err).toBe('');
  expect((await phones.bench('report', 'stored.json', '--out', 'stored')).err).toBe('');
  expect((await phones.bench('compare', 'main', 'remeasured.json', '--out', 'compared')).err).toBe('');
});

test('verdicts on an old run follow from its launches today as they did', async () => {
  mkdirSync(join(phones.folder, 'verified'));
  writeFileSync(join(phones.folder, 'verified', 'run.json'), oldRunText('remeasured'));
  copyFileSync(VERDICTS, join(phones.folder, 'verified', 'verdicts.json'));
  const { out, code } = await phones.bench('verify', 'verified');
  expect(out).toContain('9 verdicts recomputed from 4 launches: all as stored');
  expect(code).toBe(0);
});

test('the journal of an old run is read, and its builds are looked for where they lay', async () => {
  mkdirSync(join(phones.folder, 'interrupted'));
  writeFileSync(join(phones.folder, 'interrupted', 'journal.jsonl'), oldJournalText('remeasured', 2));
  const { err, code } = await phones.bench('run', '--resume', 'interrupted');
  expect(err).toContain('/builds/slow-encoder.ipa is a different build from the candidate of this run');
  expect(code).toBe(2);
});

test('a run of a newer format is refused', async () => {
  writeFileSync(join(phones.folder, 'newer.json'), JSON.stringify({ ...oldRun('alone'), schemaVersion: 4 }));
  const { err, code } = await phones.bench('report', 'newer.json');
  expect(err).toContain('has run schema 4; this harness reads up to 3');
  expect(code).toBe(2);
});
