import { expect, test } from 'vitest';
import type { Build, Fingerprint } from './build.ts';
import { differencesFromBuild, verifyFingerprint } from './fingerprint.ts';
import type { Launch } from './launch.ts';

const build: Build = {
  id: 'id',
  label: 'nano 1.0',
  bundleId: 'com.example',
  version: '1.0',
  buildNumber: '1',
  minimumOsVersion: '18.0',
  platform: 'ios',
  path: '/nano.ipa',
  bytes: 1,
  binaryUuid: 'ABCDEF',
  models: [{ name: 'a.onnx', sha256: 'aa', bytes: 1 }],
};
const fingerprint: Fingerprint = {
  nonce: 'n',
  agent: 'sample 1',
  bundleId: 'com.example',
  version: '1.0',
  buildNumber: '1',
  binaryUuid: 'abcdef',
  models: build.models,
  deviceModel: 'iPhone17,1',
  osVersion: '26.1',
  osBuild: '23B85',
};

test('the app is the build when executable, version and every model file are the same', () => {
  expect(differencesFromBuild(fingerprint, build)).toEqual([]);
});

test.each<[string, Partial<Fingerprint>, string]>([
  ['an older version', { version: '0.9' }, 'version is 0.9, not 1.0.'],
  ['another executable', { binaryUuid: 'ff' }, 'binaryUuid is ff, not ABCDEF.'],
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
  const swapped = verifyFingerprint({ ...launch, fingerprint: { ...fingerprint, binaryUuid: 'ff' } }, build);
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
  const universal = { ...build, otherBinaryUuids: ['012345'] };
  expect(differencesFromBuild({ ...fingerprint, binaryUuid: '012345' }, universal)).toEqual([]);
  expect(differencesFromBuild({ ...fingerprint, binaryUuid: '999999' }, universal)).toHaveLength(1);
});

test('an app that names no model folder may report all its files; those that are models are compared', () => {
  const file = { sha256: 'aa', bytes: 1 };
  const searched = { ...build, namesModelFolder: false, executable: 'FastVLM', models: [{ ...file, name: 'w.task' }] };
  const all = ['FastVLM', 'Info.plist', 'Assets.car', 'w.task'].map((name) => ({ ...file, name }));
  expect(differencesFromBuild({ ...fingerprint, models: all }, searched)).toEqual([]);
  expect(
    differencesFromBuild({ ...fingerprint, models: [...all, { ...file, name: 'adapter.bin' }] }, searched),
  ).toEqual(['Model file adapter.bin is not part of the build.']);
  expect(differencesFromBuild({ ...fingerprint, models: [] }, searched)).toEqual(['Model file w.task is missing.']);
});
