import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import type { Reporter, ReportInput } from '#harness/ports/report.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

const FILE = 'fastvlm-bench.config.json';
let phones: Commands;
/** What the last report was given. */
let reported: ReportInput['commands'];

beforeEach(() => {
  const reporter: Reporter = {
    id: 'kept',
    render: async (input) => {
      reported = input.commands;
      return [];
    },
  };
  const reporters = async (): Promise<readonly Reporter[]> => [reporter];
  phones = commands({ suites: [suiteWith(8)], factors: { slow: 1.2 }, deviceIds: ['one', 'two'], reporters });
});

afterEach(() => phones.close());

const write = (name: string, content: unknown): void =>
  writeFileSync(join(phones.folder, name), typeof content === 'string' ? content : JSON.stringify(content));
const bench: Commands['bench'] = async (...argv) => phones.bench(...argv);
/** Wider than what the slow build loses, in everything that it loses. */
const LOST = [
  'timeToFirstToken',
  'endToEnd',
  'prefill',
  'visionEncode',
  'preprocess',
  'decodeRate',
  'modelLoadCold',
  'modelLoadWarm',
];
const WIDE = Object.fromEntries(LOST.map((metric) => [metric, { percent: 90 }]));
/** As older versions wrote it: with no more of the policy than its name. */
function forgetSettings(file: string): void {
  const [header = '', ...launches] = readFileSync(file, 'utf8').split('\n');
  const { policySettings: kept, ...rest } = JSON.parse(header);
  expect(kept).toMatchObject({ id: 'ours' });
  writeFileSync(file, [JSON.stringify(rest), ...launches].join('\n'));
}
const measure = ['run', '--seed', '7', '--candidate', 'slow.ipa', '--baseline', 'reference.ipa'];

describe('a run', () => {
  test('takes its suite, devices and policy from the configuration, and says so', async () => {
    write(FILE, {
      suite: 'latency',
      devices: ['@lab'],
      deviceGroups: { lab: ['two'] },
      policy: 'ours',
      policies: { ours: { basedOn: 'pr', metrics: WIDE } },
    });
    const { out, err, code } = await bench(...measure, '--out', 'one');
    expect([err, code]).toEqual(['', 0]);
    expect(out).toMatch(/^fastvlm-bench\.config\.json sets: suite, devices, policy\n/);
    const run = JSON.parse(readFileSync(join(phones.folder, 'one/run.json'), 'utf8'));
    expect(run.devices).toMatchObject([{ id: 'two' }]);
    expect(run.policy).toBe('ours');
  });

  test('fails by the margins of the policy that is typed, which may be a file', async () => {
    write(FILE, { suite: 'latency' });
    write('wide.json', {
      id: 'wide',
      basedOn: 'pr',
      metrics: WIDE,
    });
    expect((await bench(...measure, '--out', 'one')).code).toBe(1);
    expect((await bench(...measure, '--policy', 'wide.json', '--out', 'two')).code).toBe(0);
  });

  test('that is resumed takes only places from the configuration', async () => {
    const own = commands({ suites: [suiteWith(8)], stopAt: 3 });
    const config = { suite: 'latency', devices: ['one'], store: 'own.sqlite' };
    writeFileSync(join(own.folder, FILE), JSON.stringify(config));
    expect((await own.bench('run', '--candidate', 'slow.ipa', '--out', 'one')).code).toBe(4);
    expect(await own.bench('run', '--resume', 'one')).toMatchObject({ code: 0, err: '' });
    own.close();
  });

  test('keeps its policy whole: resumed or judged again, no other settings of that name judge it', async () => {
    const own = commands({ suites: [suiteWith(8)], factors: { slow: 1.2 }, stopAt: 3 });
    const configure = (policy: object): void =>
      writeFileSync(
        join(own.folder, FILE),
        JSON.stringify({ suite: 'latency', policy: 'ours', policies: { ours: { basedOn: 'pr', ...policy } } }),
      );
    configure({ metrics: WIDE });
    expect((await own.bench(...measure, '--out', 'one')).code).toBe(4);
    configure({});
    const other = 'The policy ours has other settings today';
    expect(await own.bench('run', '--resume', 'one')).toMatchObject({ code: 0, out: expect.stringContaining(other) });
    for (const command of ['report', 'gate']) {
      expect(await own.bench(command, 'one')).toMatchObject({ code: 0, err: expect.stringContaining(other) });
      expect(await own.bench(command, 'one', '--policy', 'ours')).toMatchObject({ code: 1, err: '' });
    }
    rmSync(join(own.folder, FILE));
    expect(await own.bench('gate', 'one')).toMatchObject({ code: 0, err: '' });
    own.close();
  });

  test('of an older version, whose policy is gone, is resumed under the one that is typed', async () => {
    const own = commands({ suites: [suiteWith(8)], stopAt: 3 });
    const policies = { ours: { basedOn: 'pr' } };
    writeFileSync(join(own.folder, FILE), JSON.stringify({ policy: 'ours', policies }));
    expect((await own.bench('run', '--suite', 'latency', '--candidate', 'slow.ipa', '--out', 'one')).code).toBe(4);
    rmSync(join(own.folder, FILE));
    forgetSettings(join(own.folder, 'one/journal.jsonl'));
    const gone = await own.bench('run', '--resume', 'one');
    const typed = await own.bench('run', '--resume', 'one', '--policy', 'pr');
    own.close();
    expect(gone).toMatchObject({ code: 2, err: expect.stringContaining('no policy "ours"') });
    expect(typed).toMatchObject({ code: 0, err: '' });
  });

  test('of an older version, whose policy is gone, is not judged by another one', async () => {
    write(FILE, { suite: 'latency', policy: 'ours', policies: { ours: { basedOn: 'pr' } } });
    expect((await bench(...measure, '--out', 'one')).code).toBe(1);
    rmSync(join(phones.folder, FILE));
    forgetSettings(join(phones.folder, 'one/run.json'));
    for (const command of ['report', 'gate']) {
      expect(await bench(command, 'one')).toMatchObject({ code: 2, err: expect.stringContaining('no policy "ours"') });
    }
    expect((await bench('gate', 'one', '--policy', 'pr')).code).toBe(1);
  });
});

describe('a command that acts and has others below it', () => {
  test('takes its store from the configuration, and so do those below it and the commands of its report', async () => {
    write(FILE, { store: 'own.sqlite' });
    write('other.json', { store: 'other.sqlite' });
    const one = ['run', '--suite', 'latency', '--candidate', 'reference.ipa', '--blocks', '1'];
    const run = /Run: +(\S+)/.exec((await bench(...one)).out)?.[1] ?? 'no run was printed';
    expect(reported).toMatchObject({
      storeOption: ' --store own.sqlite',
      resume: expect.stringContaining('run --resume '),
    });
    expect((await bench('runs')).out).toContain(run);
    expect((await bench('runs', '--no-config')).out).toContain('No runs yet.');
    expect((await bench('runs', 'remove', run, '--config', 'other.json')).code).toBe(2);
    expect(await bench('runs', 'remove', run)).toMatchObject({ code: 0, err: '' });
  });

  test.each([['devices'], ['devices', 'energy-check', 'one'], ['runs']])('reads it: %s %s', async (...argv) => {
    write(FILE, { devicesfile: 'iphones.json' });
    expect(await bench(...argv)).toMatchObject({ code: 2, err: expect.stringContaining('did you mean devicesFile?') });
  });
});

describe('gate', () => {
  test('decides on a stored run under any policy and waivers, and writes nothing', async () => {
    await bench(...measure, '--suite', 'latency', '--no-stop-on-regression', '--out', 'one');
    const before = readFileSync(join(phones.folder, 'one/verdicts.json'), 'utf8');
    const waiver = { owner: 'QA', reason: 'a better encoder', until: '2099-12-31', acceptedPercent: 60 };
    write('waivers.json', { waivers: LOST.map((metric) => ({ metric, ...waiver })) });
    expect(await bench('gate', 'one')).toMatchObject({ code: 1, out: '\nsummary\n' });
    expect((await bench('gate', 'one', '--waivers', 'waivers.json')).code).toBe(0);
    const { out } = await bench('gate', 'one', '--json');
    expect(JSON.parse(out)).toMatchObject({ decision: 'fail', policy: { id: 'pr' }, waivers: [] });
    expect(readFileSync(join(phones.folder, 'one/verdicts.json'), 'utf8')).toBe(before);
    // Beside a configuration the waivers need not be named.
    write(FILE, {});
    expect((await bench('gate', 'one')).code).toBe(0);
    expect((await bench('gate', 'one', '--no-config')).code).toBe(1);
  });
});
