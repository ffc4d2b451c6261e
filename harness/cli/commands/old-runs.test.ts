import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OLD_RUNS, oldJournalText, oldRun, oldRunText } from '#harness/domain/old-runs/old-run.fixture.ts';
import { parseRun, RUN_SCHEMA_VERSION } from '#harness/domain/run.ts';
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
  expect(out).toContain("only the name of its policy, so it was judged again under today's policy pr.");
  expect(code).toBe(0);
});

test('the journal of an old run is read, and its builds are looked for where they lay', async () => {
  mkdirSync(join(phones.folder, 'interrupted'));
  writeFileSync(join(phones.folder, 'interrupted', 'journal.jsonl'), oldJournalText('remeasured', 2));
  const { err, code } = await phones.bench('run', '--resume', 'interrupted');
  expect(err).toContain('/builds/slow-encoder.ipa is a different build from the candidate of this run');
  expect(code).toBe(2);
});

test('the journal of an old run is continued by this harness, and is of one format from then on', async () => {
  const [first, second] = oldJournalText('alone', 1).split('\n');
  const header = JSON.parse(first ?? '');
  const [{ id: deviceId }] = header.devices;
  const own = commands({ suites: [], deviceIds: [deviceId], stopAt: 1 });
  const at = (name: string): string => join(own.folder, name);
  // The build that it measured is no longer there: this file stands in its place. One block more leaves two launches to make.
  writeFileSync(at('app.ipa'), 'the build of the run');
  const id = createHash('sha256').update('the build of the run').digest('hex');
  Object.assign(header.candidate, { id, path: at('app.ipa') });
  header.suite.passes[0].protocol.blocks = 3;
  mkdirSync(at('interrupted'));
  const launch = { ...JSON.parse(second ?? ''), buildId: id };
  writeFileSync(at('interrupted/journal.jsonl'), `${JSON.stringify(header)}\n${JSON.stringify(launch)}\n`);

  expect((await own.bench('run', '--resume', 'interrupted')).err).toContain('Resume it with');
  const lines = readFileSync(at('interrupted/journal.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ schemaVersion: RUN_SCHEMA_VERSION, reference: { kind: 'none' } });
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ fingerprint: { identity: { kind: 'ios' } } });

  expect((await own.bench('run', '--resume', 'interrupted')).code).toBe(0);
  const run = parseRun(JSON.parse(readFileSync(at('interrupted/run.json'), 'utf8')), 'run.json');
  expect(run).toMatchObject({ isComplete: true, schemaVersion: RUN_SCHEMA_VERSION, launches: { length: 3 } });
  // The machine that began it and the one that continued it are both named.
  expect(run.environments.map(({ deviceIds, host }) => [deviceIds, host])).toEqual([
    [[deviceId], header.environment.host],
    [[deviceId], 'test'],
  ]);
  own.close();
});

test('a run of a newer format is refused', async () => {
  writeFileSync(join(phones.folder, 'newer.json'), JSON.stringify({ ...oldRun('alone'), schemaVersion: 4 }));
  const { err, code } = await phones.bench('report', 'newer.json');
  expect(err).toContain('has run schema 4; this harness reads up to 3');
  expect(code).toBe(2);
});
