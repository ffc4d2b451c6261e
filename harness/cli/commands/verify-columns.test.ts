import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

let phones: Commands;
let id: string;

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(6)], factors: { slow: 1.2 } });
  const builds = ['--candidate', 'slow.ipa', '--baseline', 'reference.ipa'];
  const { out } = await phones.bench('run', '--suite', 'latency', '--seed', '7', ...builds);
  id = /^Run: +(\S+)$/m.exec(out)?.[1] ?? '';
});
afterAll(() => phones.close());

/** Changes the store, verifies the run and puts the store back. */
async function verifyAfter(change: string): ReturnType<Commands['bench']> {
  const database = new DatabaseSync(join(phones.folder, '.fastvlm-bench/store.sqlite'));
  const tables = ['runs', 'run_devices', 'launches', 'verdicts', 'comparisons', 'waived'];
  for (const table of tables) database.exec(`CREATE TEMP TABLE was_${table} AS SELECT * FROM main.${table};`);
  database.exec(`PRAGMA foreign_keys = OFF; ${change}`);
  const ended = await phones.bench('verify', id);
  for (const table of tables)
    database.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM was_${table};`);
  database.close();
  return ended;
}

test('columns that are as their bodies are no difference', async () => {
  expect(await phones.bench('verify', id)).toMatchObject({ code: 0, out: expect.not.stringContaining('of the store') });
});

test.each([
  ['a decision', "UPDATE verdicts SET decision = 'pass';", /^verdicts +\S+ +pr +decision +pass +fail$/m],
  ['when it was decided', "UPDATE verdicts SET judged_at = '2020';", /^verdicts .* judged_at +2020 /m],
  [
    'a verdict',
    "UPDATE comparisons SET verdict = 'noRegression' WHERE metric = 'visionEncode';",
    /^comparisons .*visionEncode +verdict +noRegression +regression$/m,
  ],
  [
    'a bound',
    "UPDATE comparisons SET high = 0 WHERE metric = 'visionEncode' AND subject = 'one';",
    /^comparisons .*visionEncode +high +0 +0\.\d+$/m,
  ],
  [
    'a comparison that is missing',
    "DELETE FROM comparisons WHERE metric = 'visionEncode';",
    /^comparisons .*visionEncode +row +nothing /m,
  ],
  ['the name of a build', "UPDATE runs SET candidate_label = 'fast';", /^runs +\S+ +candidate_label +fast +slow$/m],
  ['when a run began', "UPDATE runs SET started_at = '2030-01-01T00:00:00.000Z';", /^runs +\S+ +started_at +2030/m],
  [
    'what became of a launch',
    "UPDATE launches SET outcome = 'CRASH' WHERE position = 3;",
    /^launches +3 +outcome +CRASH +measured$/m,
  ],
  ['a device', "UPDATE run_devices SET os_build = 'other';", /^run_devices +one +os_build +other +22B83$/m],
  [
    'a waiver that nobody gave',
    `INSERT INTO waived SELECT run_id, baseline_run_id, policy, 1 FROM verdicts;`,
    /^waived .* row +\S+ +pr +nothing$/m,
  ],
])('%s that the store shows and its content does not say is found', async (_what, change, row) => {
  const { code, out, err } = await verifyAfter(change);
  expect(err).toBe('');
  expect(out).toMatch(/\d+ columns? of the store differs? from the content that it was taken from:\n/);
  expect(out).toMatch(row);
  expect(code).toBe(1);
});

test('a folder is verified without the columns of a store', async () => {
  const folder = `.fastvlm-bench/runs/${id}`;
  const database = new DatabaseSync(join(phones.folder, '.fastvlm-bench/store.sqlite'));
  database.exec("UPDATE verdicts SET decision = 'pass';");
  database.close();
  expect(await phones.bench('verify', folder)).toMatchObject({ code: 0 });
});
