import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SETTINGS } from '#harness/cli/settings.ts';
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
const shown = async (...argv: readonly string[]): Promise<ReadonlyMap<string, readonly [unknown, string]>> => {
  const { out } = await bench('config', 'show', '--json', ...argv);
  const settings: readonly { name: string; value: unknown; from: string }[] = JSON.parse(out).settings;
  return new Map(settings.map(({ name, value, from }) => [name, [value, from]]));
};

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
    expect(reported).toEqual({ storeOption: ' --store own.sqlite', resume: expect.stringContaining('run --resume ') });
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

describe('config show', () => {
  test('says where each value comes from', async () => {
    write(FILE, { policy: 'release', store: 'deep/own.sqlite', appiumPort: 4723 });
    const settings = await shown();
    expect(settings.get('policy')).toEqual(['release', FILE]);
    expect(settings.get('store')).toEqual(['deep/own.sqlite', FILE]);
    expect(settings.get('suite')).toEqual([null, 'default']);
    write(FILE, { publish: { github: { check: false, repository: 'acme/app' } } });
    const own = await shown();
    expect(own.get('publish.github.check')).toEqual([false, FILE]);
    expect(own.get('publish.github.repository')).toEqual(['acme/app', FILE]);
    expect(own.get('publish.github.comment')).toEqual([null, 'default']);
    expect((await shown('--no-config')).get('policy')).toEqual([null, 'default']);
  });

  test('takes paths from the folder of the configuration, also that of a baseline, but not its name', async () => {
    mkdirSync(join(phones.folder, 'team'));
    const from = async (baseline: string): Promise<unknown> => {
      write('team/ours.json', { baseline, devicesFile: 'phones.json' });
      const settings = await shown('--config', 'team/ours.json');
      expect(settings.get('devicesFile')).toEqual(['team/phones.json', 'ours.json']);
      return settings.get('baseline')?.[0];
    };
    expect(await from('old.ipa')).toBe('team/old.ipa');
    expect(await from('../runs/old')).toBe('runs/old');
    expect(await from('main')).toBe('main');
  });

  test('puts the environment before the configuration, and prints no password', async () => {
    const own = commands({
      suites: [],
      environment: { FASTVLM_BENCH_STORE: 'postgres://me:secret@host/db', GITHUB_REPOSITORY: 'acme/app' },
    });
    const github = { repository: 'acme/other' };
    writeFileSync(join(own.folder, FILE), JSON.stringify({ store: 'own.sqlite', publish: { github } }));
    const { out } = await own.bench('config', 'show');
    own.close();
    expect(out).toMatch(/^store +postgres:\/\/me@host\/db +FASTVLM_BENCH_STORE$/m);
    expect(out).toMatch(/^publish\.github\.repository +acme\/app +GITHUB_REPOSITORY$/m);
    expect(out).not.toContain('secret');
  });
});

test('config show says which waivers only lie beside it, and what of the release plan is its own', async () => {
  write(FILE, { release: { product: 'Camera' } });
  write('waivers.json', { waivers: [] });
  const { out } = await bench('config', 'show');
  expect(out).toMatch(/^waivers +waivers\.json +beside the configuration$/m);
  expect(out).toContain('Release plan: its own product\n');
  write(FILE, { waivers: 'waivers.json' });
  expect((await shown()).get('waivers')).toEqual(['waivers.json', FILE]);
});

describe('config check', () => {
  test.each([
    ['a suite that is not there', { suite: 'latncy' }, 'Did you mean latency?'],
    ['a policy that is not there', { policy: 'nightly' }, 'There is no policy "nightly"'],
    ['a device that is not there', { devices: ['three'] }, 'There is no device "three"'],
    ['a group that is not there', { devices: ['@lab'] }, 'There is no group of devices "lab"'],
    ['a device of a group that is not there', { deviceGroups: { lab: ['three'] } }, 'There is no device "three"'],
    ['waivers that are not there', { waivers: 'accepted.json' }, 'There is no file of waivers'],
    [
      'a combination of a variant that is not there',
      { release: { expected: [{ variant: 'Bas', deviceModel: 'a' }] } },
      'did you mean Base?',
    ],
    [
      'a rule that changes nothing',
      {
        policies: {
          ours: { metrics: { kneeTime: { severity: 'block', onDeviceModel: { 'iPhone12,1': { percent: 3 } } } } },
        },
      },
      'policies.ours.metrics.kneeTime changes nothing: no suite has a margin for this metric.',
    ],
    ['a token', { publish: { github: { token: 's3cret' } } }, 'pass the token in the variable GITHUB_TOKEN'],
    ['a field that is not there', { polcy: 'pr' }, 'did you mean policy?'],
    ['no JSON', '{', 'is not JSON'],
  ])('refuses %s', async (_what, content, message) => {
    write(FILE, content);
    const { code, out, err } = await bench('config', 'check');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('names what a release is expected to have evidence of', async () => {
    const expected = [
      { variant: 'Base', deviceModel: 'iPhone16,1', suites: ['latency'] },
      { variant: 'Base', deviceModel: 'iPhone15,4' },
    ];
    write(FILE, { release: { expected } });
    expect((await bench('config', 'check')).out).toContain(
      'A release is expected to have evidence of Base on iPhone16,1 (latency); Base on iPhone15,4.\n',
    );
    write(FILE, { release: { expected: [{ ...expected[0], suites: ['latncy'] }] } });
    expect((await bench('config', 'check')).err).toContain('did you mean latency?');
  });

  test('refuses two configurations in one folder, and none', async () => {
    expect(await bench('config', 'check')).toMatchObject({
      code: 2,
      err: expect.stringContaining('fastvlm-bench init'),
    });
    write(FILE, {});
    write('fastvlm-bench.config.js', 'export default {}');
    expect(await bench('config', 'check')).toMatchObject({
      code: 2,
      err: expect.stringContaining('two configurations'),
    });
    expect(await bench('config', 'check', '--config', FILE)).toMatchObject({ code: 0, err: '' });
  });
});

describe('init', () => {
  test('writes every field in a comment', async () => {
    await bench('init');
    const written = readFileSync(join(phones.folder, 'fastvlm-bench.config.ts'), 'utf8');
    const settings = SETTINGS.map(({ name }) => name.replace(/^publish\..*/, 'publish'));
    const fields = [...settings, 'deviceGroups', 'policies', 'suites', 'release'];
    expect(fields.filter((name) => !written.includes(`\n  // ${name}: `))).toEqual([]);
    const ofGitHub = SETTINGS.flatMap(({ name }) => /^publish\.github\.(.*)/.exec(name)?.[1] ?? []);
    expect(ofGitHub.filter((name) => !/publish: .*/.exec(written)?.[0].includes(`${name}: `))).toEqual([]);
  });

  test('writes a configuration once', async () => {
    expect(await bench('init')).toMatchObject({ code: 0, err: '' });
    expect(await bench('init')).toMatchObject({ code: 2, err: expect.stringContaining('--force') });
    expect((await bench('init', '--force')).code).toBe(0);
    rmSync(join(phones.folder, 'fastvlm-bench.config.ts'));
    write(FILE, {});
    expect(await bench('init', '--force')).toMatchObject({ code: 2, err: expect.stringContaining(FILE) });
  });
});
