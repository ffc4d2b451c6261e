import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { JUDGING_RULES } from '#harness/domain/verdict-record.ts';
import { tamperedStore } from '#harness/store/tampered-store.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;
let id: string;

const STORE = '.fastvlm-bench/store.sqlite';

const run = async (...options: readonly string[]): Promise<string> => {
  const { out, err } = await phones.bench('run', '--suite', 'latency', '--seed', '7', '--candidate', ...options);
  const [, found] = /^Run: +(\S+)$/m.exec(out) ?? [];
  if (found === undefined) throw new Error(err);
  return found;
};

const tamper = (table: 'launch_bodies' | 'verdicts', runId: string, change: (body: string) => string): (() => void) =>
  tamperedStore(join(phones.folder, STORE), table, runId, change);

/** One launch takes twice as long in its vision encoder. */
function slowLaunch(body: string): string {
  const parsed = JSON.parse(body);
  for (const iteration of parsed.launches.at(-1).outcome.iterations) iteration.spans[1].endNs += 50e6;
  return JSON.stringify(parsed);
}

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(8)], noise: 0.01, factors: { slow: 1.2 }, deviceIds: ['one', 'two'] });
  id = await run('slow.ipa', '--baseline', 'reference.ipa', '--out', 'first');
});

afterAll(() => phones.close());

test('verdicts that follow from the launches are as stored, of the store and of the folder alike', async () => {
  for (const reference of [id, 'first', 'first/run.json']) {
    const { code, out, err } = await phones.bench('verify', reference);
    expect(err).toBe('');
    // Three metrics on each of two phones, and on both together.
    expect(out).toMatch(/under pr: fail\n9 verdicts recomputed from 32 launches: all as stored\n/);
    expect(code).toBe(0);
  }
});

test('a launch that was changed after it was judged is found by what it changes', async () => {
  const undo = tamper('launch_bodies', id, slowLaunch);
  const { code, out } = await phones.bench('verify', id);
  undo();
  expect(code).toBe(1);
  expect(out).toMatch(/9 verdicts recomputed from 32 launches: \d+ differences\n/);
  expect(out).toMatch(/two +latency +visionEncode +change +0\.\d+ \[.*\] +0\.\d+ \[.*\]/);
  expect(out).not.toMatch(/^one +latency/m);
});

test('a verdict that was changed after it was given is found', async () => {
  const undo = tamper('verdicts', id, (body) => body.replace('"verdict":"regression"', '"verdict":"noRegression"'));
  const { code, out } = await phones.bench('verify', id);
  undo();
  expect(code).toBe(1);
  expect(out).toContain('1 difference\n');
  expect(out).toMatch(/one +latency +\w+ +verdict +noRegression +regression/);
});

test('a folder proves itself on a machine whose store never saw the run', async () => {
  cpSync(join(phones.folder, 'first'), join(phones.folder, 'copy'), { recursive: true });
  expect(await phones.benchIn('elsewhere', 'verify', '../copy')).toMatchObject({ code: 0 });
  const file = join(phones.folder, 'copy', 'run.json');
  writeFileSync(file, slowLaunch(readFileSync(file, 'utf8')));
  expect(await phones.benchIn('elsewhere', 'verify', '../copy')).toMatchObject({ code: 1 });
  expect(await phones.benchIn('elsewhere', 'verify', '../copy/run.json')).toMatchObject({ code: 1 });
});

test.each([
  ['run', 'runId', /holds the verdicts on other; the run there is \S+-latency-\S+\.\n/],
  ['baseline', 'baselineRunId', /names other as the baseline of \S+-latency-\S+, which has none that was stored\.\n/],
] as const)('verdicts of another %s than that of the folder are found', async (_name, key, message) => {
  const name = `other-${key}`;
  cpSync(join(phones.folder, 'first'), join(phones.folder, name), { recursive: true });
  const file = join(phones.folder, name, 'verdicts.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), [key]: 'other' }));
  const { code, out } = await phones.bench('verify', name);
  expect(out).toMatch(message);
  expect(out).not.toContain('recomputed');
  expect(code).toBe(1);
});

test('a folder without its run is verified by the launches in the store, and says so', async () => {
  cpSync(join(phones.folder, 'first', 'verdicts.json'), join(phones.folder, 'bare', 'verdicts.json'));
  const { code, out } = await phones.bench('verify', 'bare');
  expect(out).toMatch(/^No run\.json in \S+bare: launches are those of the store\.\n/);
  expect(code).toBe(0);
  expect((await phones.bench('verify', 'first')).out).not.toContain('No run.json');
});

test('what launches cannot show is printed', async () => {
  const { out } = await phones.bench('verify', id);
  expect(out).toMatch(/\nverify takes launches and calibrations as they are stored: it cannot .* altered, .*\.\n$/);
});

test('a stored baseline is judged again with the sessions and calibrations that were known then', async () => {
  for (const seed of ['1', '2', '3', '4'])
    await phones.bench('run', '--suite', 'latency', '--candidate', 'old.ipa', '--seed', seed, '--out', `old-${seed}`);
  const against = await run('slow.ipa', '--baseline', 'old-1', '--out', 'stored');
  const record = JSON.parse(readFileSync(join(phones.folder, 'stored', 'verdicts.json'), 'utf8'));
  expect(record).toMatchObject({
    design: 'stored',
    earlierRunIds: [expect.any(String), expect.any(String), expect.any(String)],
  });
  // What is learned afterwards changes nothing that was said before.
  await phones.bench('run', '--suite', 'latency', '--candidate', 'old.ipa', '--seed', '5', '--out', 'old-5');
  await phones.bench('calibrate', '--build', 'old.ipa', '--suite', 'latency', '--seed', '6');
  const { code, out } = await phones.bench('verify', against);
  expect(out).toMatch(/recomputed from \d+ launches: all as stored/);
  expect(code).toBe(0);
  expect(await phones.benchIn('elsewhere', 'verify', '../stored')).toMatchObject({
    code: 2,
    err: expect.stringContaining('is not in this store'),
  });
});

test('a comparison of two stored runs is verified by its folder and by the run that it judged', async () => {
  const { out } = await phones.bench('runs');
  const [slow, old] = [/^(\S+) +latency +slow/m, /^(\S+) +latency +old/m].map((row) => row.exec(out)?.[1] ?? '');
  await phones.bench('compare', old ?? '', slow ?? '', '--out', 'compared');
  expect(await phones.bench('verify', 'compared')).toMatchObject({ code: 0, err: '' });
  const ofRun = await phones.bench('verify', slow ?? '');
  expect(ofRun.out).toContain(`against ${old}`);
  expect(ofRun.code).toBe(0);
});

test('verdicts of another version that differ are said to be of another version', async () => {
  const undo = tamper('verdicts', id, (body) =>
    body.replace('"harness":"0.1.0"', '"harness":"0.0.9"').replace('"decision":"fail"', '"decision":"pass"'),
  );
  const { code, out } = await phones.bench('verify', id);
  undo();
  expect(code).toBe(3);
  expect(out).toContain(
    `Judged by rules ${JUDGING_RULES} of version 0.0.9, computed again by rules ${JUDGING_RULES} of version 0.1.0: the difference proves nothing.`,
  );
  expect(out).toMatch(/run +verdict +pass +fail/);
  expect(out).toContain(`Judge it again with: fastvlm-bench report ${id}\n`);
});

const STRICTER = (body: string): string => body.replace('"inconclusive":"warn"', '"inconclusive":"block"');

test('a policy that was changed in the record is found, also where the decision stays the same', async () => {
  const undo = tamper('verdicts', id, STRICTER);
  const { code, out } = await phones.bench('verify', id);
  undo();
  expect(code).toBe(1);
  expect(out).toContain('1 difference\n');
  expect(out).toMatch(/^run +policy +pr: inconclusive block, virtual accept +pr: inconclusive warn, virtual accept$/m);
});

test('the name of another policy that ships is found, also where the decision stays the same', async () => {
  const undo = tamper('verdicts', id, (body) => body.replace('"policy":{"id":"pr"', '"policy":{"id":"release"'));
  const { code, out } = await phones.bench('verify', id);
  undo();
  expect(code).toBe(1);
  expect(out).toMatch(/^run +policy +release: inconclusive warn, virtual accept +\S/m);
});

test.each([
  [
    'with other settings today',
    STRICTER,
    "Policy pr has other settings here today; it was judged again under the record's settings",
  ],
  [
    'that is gone',
    (body: string) => body.replace('"policy":{"id":"pr"', '"policy":{"id":"nightly"'),
    "No policy is called nightly here today; it was judged again under the record's settings",
  ],
] as const)(
  'years later, a verdict under a policy %s is replayed under the policy of its record',
  async (_n, edit, note) => {
    const undo = tamper('verdicts', id, (body) => edit(body).replace('"harness":"0.1.0"', '"harness":"0.0.9"'));
    const { code, out } = await phones.bench('verify', id);
    undo();
    expect(out).toMatch(/9 verdicts recomputed from 32 launches: all as stored\n/);
    expect(out).toContain(note);
    expect(code).toBe(0);
  },
);

test('a record with the name of its policy alone is judged again under the policy of that name, and says so', async () => {
  const first = (body: string, name: string): string => {
    const { waivers: _none, ...record } = JSON.parse(body);
    return JSON.stringify({ ...record, schemaVersion: 1, policy: name });
  };
  let undo = tamper('verdicts', id, (body) => first(body, 'pr'));
  const known = await phones.bench('verify', id);
  undo();
  expect(known).toMatchObject({ code: 0, out: expect.stringContaining("judged again under today's policy pr.\n") });
  undo = tamper('verdicts', id, (body) => first(body, 'nightly'));
  const gone = await phones.bench('verify', id);
  undo();
  expect(gone.code).toBe(2);
  expect(gone.err).toMatch(
    /the policy "nightly", of which only the name was kept, and none is called so today\.\n {2}Verify it with/,
  );
});

test('a record of format 2, which had no waivers yet, is read', async () => {
  const undo = tamper('verdicts', id, (body) => body.replace(/"schemaVersion":\d+/, '"schemaVersion":2'));
  const { code, out } = await phones.bench('verify', id);
  undo();
  expect(out).toMatch(/: all as stored\n/);
  expect(code).toBe(0);
});

test('a record of a later format is refused with what reads it', async () => {
  const undo = tamper('verdicts', id, (body) => body.replace(/"schemaVersion":\d+/, '"schemaVersion":9'));
  const { code, err } = await phones.bench('verify', id);
  undo();
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/has verdicts of format 9; this harness reads up to \d\.\n {2}Update/),
  ]);
});

test('verdicts of earlier rules of the same version that differ are said to be of other rules, not to be altered', async () => {
  const undo = tamper('verdicts', id, (body) =>
    body.replace(`"rules":${JUDGING_RULES},`, '').replace('"decision":"fail"', '"decision":"pass"'),
  );
  const { code, out } = await phones.bench('verify', id);
  undo();
  expect(code).toBe(3);
  expect(out).toContain(
    `Judged by rules 1 of version 0.1.0, computed again by rules ${JUDGING_RULES} of version 0.1.0: the difference proves nothing.`,
  );
});

test.each([
  ['an unknown run', 'nothing', /no run or baseline "nothing"/],
  ['a folder of no run', '.', /There is no run in \S+\.\n {2}.*fastvlm-bench runs/],
] as const)('%s ends in exit code 2 with a remedy', async (_name, reference, message) => {
  const { code, err } = await phones.bench('verify', reference);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err).toMatch(/^error: .+\n {2}\S/);
});

test('verdicts that are cut off end in exit code 2, and the run can be judged again', async () => {
  cpSync(join(phones.folder, 'first'), join(phones.folder, 'cut'), { recursive: true });
  writeFileSync(join(phones.folder, 'cut', 'verdicts.json'), '{"schemaVersion":');
  const { code, err } = await phones.bench('verify', 'cut');
  expect(code).toBe(2);
  expect(err).toMatch(
    /^error: \S+verdicts\.json is not JSON\.\n {2}Judge the run again with: fastvlm-bench report \S+cut\n/,
  );
});

test('a folder whose run never came to its verdicts says what gives them', async () => {
  const at = (name: string, file: string): string => join(phones.folder, name, file);
  cpSync(at('first', 'run.json'), at('only-run.json', 'run.json'));
  mkdirSync(join(phones.folder, 'only-journal.jsonl'));
  writeFileSync(at('only-journal.jsonl', 'journal.jsonl'), '');
  const stopped = await phones.bench('verify', 'only-journal.jsonl');
  expect(stopped).toMatchObject({ code: 2, out: '' });
  expect(stopped.err).toMatch(
    /There are no verdicts on \S+\.\n {2}.* not finished; resume it with: fastvlm-bench run --resume \S+only-journal\.jsonl\n$/,
  );
  const unjudged = await phones.bench('verify', 'only-run.json');
  expect(unjudged.err).toMatch(/\n {2}Judge the run with: fastvlm-bench report \S+only-run\.json\n$/);
});

test('a run that was measured and never judged has no verdicts, and is judged by the command that is named', async () => {
  await phones.bench('calibrate', '--build', 'other.ipa', '--suite', 'latency', '--sessions', '1', '--out', 'alone');
  const file = 'alone/session-1/run.json';
  const { code, err } = await phones.bench('verify', file);
  expect(code).toBe(2);
  expect(err).toMatch(/There are no verdicts on \S+ in the store or beside \S+alone\/session-1\/run\.json\.\n/);
  expect(err).toMatch(/\n {2}Judge the run with: fastvlm-bench report alone\/session-1\/run\.json\n$/);
});

// Last, as it keeps another verdict on the run.
test('a verdict under a policy of a team follows from its launches, whatever the configuration says by then', async () => {
  const file = (settings: object): void =>
    writeFileSync(join(phones.folder, 'ours.json'), JSON.stringify({ id: 'ours', basedOn: 'pr', ...settings }));
  file({ metrics: { timeToFirstToken: { percent: 90 } } });
  await phones.bench('report', id, '--policy', 'ours.json', '--out', 'judged');
  expect(await phones.bench('verify', 'judged')).toMatchObject({
    code: 0,
    out: expect.stringContaining(
      "No policy is called ours here today; it was judged again under the record's settings",
    ),
  });
  const config = { policies: { ours: { basedOn: 'pr' } } };
  writeFileSync(join(phones.folder, 'fastvlm-bench.config.json'), JSON.stringify(config));
  const { code, out } = await phones.bench('verify', 'judged');
  rmSync(join(phones.folder, 'fastvlm-bench.config.json'));
  expect(out).toContain("Policy ours has other settings here today; it was judged again under the record's settings");
  expect(out).toContain(': all as stored\n');
  expect(code).toBe(0);
});
