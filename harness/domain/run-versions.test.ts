import { expect, test } from 'vitest';
import type { Build, Fingerprint } from './build.ts';
import { type Device, phoneCapabilities } from './device.ts';
import { differencesFromBuild } from './fingerprint.ts';
import { OLD_RUNS, oldRun } from './old-runs/old-run.fixture.ts';
import { parseLaunch, parseRun, type Run, RUN_SCHEMA_VERSION } from './run.ts';

const NOBODY: Fingerprint = {
  nonce: '',
  agent: '',
  version: '',
  models: [],
  deviceModel: '',
  osVersion: '',
  osBuild: '',
  identity: { kind: 'host', contentSha256: '' },
};

const read = (name: (typeof OLD_RUNS)[number]): ReturnType<typeof parseRun> =>
  parseRun(oldRun(name), `${name}.run.json`);

test.each(OLD_RUNS)('%s, a run of an earlier format, is read as one of today', (name) => {
  const json = oldRun(name);
  expect(json['schemaVersion']).toBeLessThan(RUN_SCHEMA_VERSION);
  const run = read(name);
  expect(run.schemaVersion).toBe(RUN_SCHEMA_VERSION);
  expect(run.launches).toHaveLength(json.launches.length);
});

test.each(OLD_RUNS)('what was read of %s and written again is read as the same run', (name) => {
  const run = read(name);
  expect(parseRun(JSON.parse(JSON.stringify(run)), 'again')).toEqual(run);
});

test('what a run is compared with comes from its two older fields', () => {
  expect(read('of-version-1').reference).toEqual({ kind: 'none' });
  expect(read('alone').reference).toEqual({ kind: 'none' });
  expect(read('stored').reference).toEqual({ kind: 'stored', runId: read('alone').id });
  expect(read('remeasured').reference).toMatchObject({
    kind: 'remeasured',
    runId: read('alone').id,
    build: { id: read('alone').candidate.id },
  });
});

test('what of a build is of iPhones is its identity, and where it lay is kept beside it', () => {
  const json = oldRun('remeasured');
  const { candidate, reference, artefacts, launches } = read('remeasured');
  const { path, bundleId, buildNumber, minimumOsVersion, binaryUuid, executable, ...rest } = json[
    'candidate'
  ] as Record<string, string>;
  const identity = { kind: 'ios', bundleId, buildNumber, minimumOsVersion, binaryUuid };
  expect(candidate).toEqual({ ...rest, identity: { ...identity, executable } });
  const baseline = reference.kind === 'remeasured' ? reference.build : null;
  expect(artefacts).toEqual({ [candidate.id]: path, [baseline?.id ?? '']: '/builds/reference.ipa' });
  for (const launch of launches) {
    const build = launch.slot.arm === 'candidate' ? candidate : baseline;
    expect(build === null ? null : differencesFromBuild(launch.fingerprint ?? NOBODY, build)).toEqual([]);
  }
});

test('the one machine that measured a run measured each of its devices', () => {
  const { deviceIds: _all, ...environment } = read('remeasured').environments[0] ?? { deviceIds: [] };
  expect(environment).toEqual(oldRun('remeasured')['environment']);
  for (const name of OLD_RUNS) {
    const { devices, environments } = read(name);
    expect(environments.map(({ deviceIds }) => deviceIds)).toEqual([devices.map(({ id }) => id)]);
  }
});

test('what every phone can do is its capabilities', () => {
  // Nobody had asked what could be forced.
  const of = (tickMs: number): object => ({ ...phoneCapabilities(250, tickMs), forcedThermal: undefined });
  expect(read('alone').devices[0]?.capabilities).toEqual(of(12.5));
  expect(read('of-version-1').devices[0]?.capabilities).toEqual(of(1000));
});

test('what format 1 did not record is empty or null', () => {
  const { questions, launches } = read('of-version-1');
  expect(questions).toEqual([]);
  for (const { before, outcome } of launches) {
    expect(before).toMatchObject({ supply: null });
    expect(outcome.kind === 'measured' && outcome.iterations.map(({ agrees }) => agrees)).toEqual(
      outcome.kind === 'measured' && outcome.iterations.map(() => null),
    );
  }
});

test('a launch of today is read as it is, also in the journal of an old run', () => {
  const [launch] = read('alone').launches;
  expect(parseLaunch(JSON.parse(JSON.stringify(launch)), 'journal')).toEqual(launch);
});

test('a literal that spreads a run, a build or a device cannot carry a name of an older format: this file would not compile', () => {
  const { environments, ...run } = read('alone');
  const { candidate, devices } = run;
  const [device] = devices;
  if (device === undefined) throw new Error('no device');
  // @ts-expect-error a run has a reference in its place
  const withBaseline: Run = { ...run, environments, baseline: candidate };
  // @ts-expect-error what measured the devices is a list
  const withEnvironment: Run = { ...run, environments, environment: environments[0] };
  // @ts-expect-error where a build lies is no part of it
  const withPath: Build = { ...candidate, path: '/builds/app.ipa' };
  // @ts-expect-error a device has capabilities in its place
  const withRefresh: Device = { ...device, powerRefreshMs: 250 };
  for (const one of [withBaseline, withEnvironment, withPath, withRefresh]) expect(one).toBeTypeOf('object');
});

test.each([RUN_SCHEMA_VERSION + 1, 99])('a run of the newer format %d is refused', (schemaVersion) => {
  expect(() => parseRun({ ...oldRun('alone'), schemaVersion }, 'run.json')).toThrow(
    expect.objectContaining({ code: 'SCHEMA_TOO_NEW', remedy: expect.stringContaining('Update fastvlm-bench') }),
  );
});

test.each([0, -1, 1.5, 2.5, '2', null])(
  'an old run whose format is called %j is no run of any format',
  (schemaVersion) => {
    expect(() => parseRun({ ...oldRun('alone'), schemaVersion }, 'run.json')).toThrow(
      expect.objectContaining({ code: 'RUN_INVALID', message: expect.stringContaining('at schemaVersion') }),
    );
  },
);

test.each([{ schemaVersion: 0 }, { schemaVersion: '2' }, { schemaVersion: 2 }, [], null, 'text'])(
  '%j is no run of any format',
  (json) => {
    expect(() => parseRun(json, 'run.json')).toThrow(expect.objectContaining({ code: 'RUN_INVALID' }));
  },
);
