import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SETTINGS } from '#harness/cli/settings.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

const FILE = 'fastvlm-bench.config.json';
let phones: Commands;

beforeEach(() => {
  phones = commands({ suites: [suiteWith(8)], factors: { slow: 1.2 }, deviceIds: ['one', 'two'] });
});

afterEach(() => phones.close());

const write = (name: string, content: unknown): void =>
  writeFileSync(join(phones.folder, name), typeof content === 'string' ? content : JSON.stringify(content));
const bench: Commands['bench'] = async (...argv) => phones.bench(...argv);
const shown = async (...argv: readonly string[]): Promise<ReadonlyMap<string, readonly [unknown, string]>> => {
  const { out } = await bench('config', 'show', '--json', ...argv);
  const settings: readonly { name: string; value: unknown; from: string }[] = JSON.parse(out).settings;
  return new Map(settings.map(({ name, value, from }) => [name, [value, from]]));
};

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
    write(FILE, { publish: { gitlab: { status: 'phones', project: 'acme/app' } } });
    const ofGitLab = await shown();
    expect(ofGitLab.get('publish.gitlab.status')).toEqual(['phones', FILE]);
    expect(ofGitLab.get('publish.gitlab.project')).toEqual(['acme/app', FILE]);
    expect(ofGitLab.get('publish.gitlab.comment')).toEqual([null, 'default']);
    expect((await shown('--no-config')).get('policy')).toEqual([null, 'default']);
    expect((await phones.bench('config', 'show', '--no-config')).out).toMatch(/^No configuration is used/);
    expect((await phones.bench('config', 'check', '--no-config')).err).toContain('With --no-config there is no');
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
    for (const publisher of ['github', 'gitlab']) {
      const own = SETTINGS.flatMap(({ name }) => (name.startsWith(`publish.${publisher}.`) ? name.split('.')[2] : []));
      const line = new RegExp(`${publisher}: .*`).exec(written)?.[0] ?? '';
      expect(own.filter((name) => !line.includes(`${name}: `))).toEqual([]);
    }
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
