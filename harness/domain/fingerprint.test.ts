import { expect, test } from 'vitest';
import type { Build, Fingerprint } from './build.ts';
import { differencesFromBuild, verifyFingerprint } from './fingerprint.ts';
import type { Launch } from './launch.ts';

const build: Build = {
  id: 'id',
  label: 'nano 1.0',
  version: '1.0',
  platform: 'ios',
  bytes: 1,
  models: [{ name: 'a.onnx', sha256: 'aa', bytes: 1 }],
  identity: { kind: 'ios', bundleId: 'com.example', buildNumber: '1', minimumOsVersion: '18.0', binaryUuid: 'ABCDEF' },
};
const fingerprint: Fingerprint = {
  nonce: 'n',
  agent: 'sample 1',
  version: '1.0',
  models: build.models,
  identity: { kind: 'ios', bundleId: 'com.example', buildNumber: '1', binaryUuid: 'abcdef' },
  deviceModel: 'iPhone17,1',
  osVersion: '26.1',
  osBuild: '23B85',
};

/** The build as its package names itself after some changes. */
function sentAs(changes: object): Build {
  return { ...build, identity: { ...build.identity, ...changes } };
}

/** What the app repeats, after some changes. */
function ran(changes: object): Fingerprint['identity'] {
  return { kind: 'ios', bundleId: 'com.example', buildNumber: '1', binaryUuid: 'abcdef', ...changes };
}

test('the app is the build when executable, version and every model file are the same', () => {
  expect(differencesFromBuild(fingerprint, build)).toEqual([]);
});

test.each<[string, Partial<Fingerprint>, string]>([
  ['an older version', { version: '0.9' }, 'version is 0.9, not 1.0.'],
  ['another executable', { identity: ran({ binaryUuid: 'ff' }) }, 'binaryUuid is ff, not ABCDEF.'],
  ['another model', { models: [{ name: 'a.onnx', sha256: 'bb', bytes: 1 }] }, 'Model file a.onnx has other contents.'],
  ['a missing model', { models: [] }, 'Model file a.onnx is missing.'],
  [
    'a model too many',
    { models: [...build.models, { name: 'b', sha256: 'bb', bytes: 1 }] },
    'Model file b is not part of the build.',
  ],
])('%s is a difference', (_what, change, difference) => {
  expect(differencesFromBuild({ ...fingerprint, ...change }, build)).toEqual([difference]);
});

const launch: Launch = {
  deviceId: 'one',
  slot: { index: 0, pass: 'latency', block: 0, arm: 'candidate', discard: false },
  attempt: 1,
  buildId: 'id',
  nonce: 'n',
  startedAt: '2026-01-01T00:00:00.000Z',
  before: null,
  after: null,
  fingerprint,
  timing: { installMs: 0, appMs: 0, totalMs: 0 },
  outcome: {
    kind: 'measured',
    loads: [],
    unloads: [],
    iterations: [],
    footprints: [],
    peakFootprintBytes: 0,
    cpuTimeMs: null,
    energy: null,
  },
};

test('a launch that was recorded as measured is a product fault of the build when another build ran', () => {
  const swapped = verifyFingerprint(
    { ...launch, fingerprint: { ...fingerprint, identity: ran({ binaryUuid: 'ff' }) } },
    build,
  );
  expect(swapped.outcome).toMatchObject({ kind: 'failed', fault: { kind: 'product', code: 'FINGERPRINT_MISMATCH' } });
});

test('a launch of the build itself, or one that does not say what ran, stays as it was recorded', () => {
  expect(verifyFingerprint(launch, build)).toBe(launch);
  const silent: Launch = { ...launch, fingerprint: null };
  expect(verifyFingerprint(silent, build)).toBe(silent);
});

test('names that mean the same file are the same, and what Finder leaves does not count', () => {
  const file = { sha256: 'aa', bytes: 1 };
  const sent = { ...build, models: [{ ...file, name: 'caf\u00e9.bin' }] };
  const models = [
    { ...file, name: 'cafe\u0301.bin' },
    { ...file, name: '._cafe\u0301.bin' },
  ];
  expect(differencesFromBuild({ ...fingerprint, models }, sent)).toEqual([]);
});

test('a phone may run any of the slices of an executable', () => {
  const universal = sentAs({ otherBinaryUuids: ['012345'] });
  expect(differencesFromBuild({ ...fingerprint, identity: ran({ binaryUuid: '012345' }) }, universal)).toEqual([]);
  expect(differencesFromBuild({ ...fingerprint, identity: ran({ binaryUuid: '999999' }) }, universal)).toHaveLength(1);
});

test('an app that names no model folder may report all its files; those that are models are compared', () => {
  const file = { sha256: 'aa', bytes: 1 };
  const searched = {
    ...sentAs({ executable: 'FastVLM' }),
    namesModelFolder: false,
    models: [{ ...file, name: 'w.task' }],
  };
  const all = ['FastVLM', 'Info.plist', 'Assets.car', 'w.task'].map((name) => ({ ...file, name }));
  expect(differencesFromBuild({ ...fingerprint, models: all }, searched)).toEqual([]);
  expect(
    differencesFromBuild({ ...fingerprint, models: [...all, { ...file, name: 'adapter.bin' }] }, searched),
  ).toEqual(['Model file adapter.bin is not part of the build.']);
  expect(differencesFromBuild({ ...fingerprint, models: [] }, searched)).toEqual(['Model file w.task is missing.']);
});

test('a build for the host is its content, and an app of another platform is another build', () => {
  const identity = { kind: 'host', entry: 'agent.js', contentSha256: 'aa' } as const;
  const sent: Build = { ...build, platform: 'host', identity };
  const running = (contentSha256: string): Fingerprint => ({
    ...fingerprint,
    identity: { kind: 'host', contentSha256 },
  });
  expect(differencesFromBuild(running('AA'), sent)).toEqual([]);
  expect(differencesFromBuild(running('bb'), sent)).toEqual(['contentSha256 is bb, not aa.']);
  expect(differencesFromBuild(fingerprint, sent)).toEqual(['It is an app for ios, not for host.']);
});
