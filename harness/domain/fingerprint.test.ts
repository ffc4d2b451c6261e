import { expect, test } from 'vitest';
import type { Build, Fingerprint } from './build.ts';
import { differencesFromBuild } from './fingerprint.ts';

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
