import { expect, test } from 'vitest';
import { parseResumeRequest, parseRunRequest } from './request.ts';

const least = { home: '/home/app/bench', suite: 'latency', candidate: '/builds/app.ipa' };

test('a request keeps every field on its way through JSON', () => {
  const whole = {
    ...least,
    store: 'postgres://lab.example/bench',
    datasetsDir: '/data/datasets',
    lab: { devicesFile: '/lab/phones.json', virtualPhonesFile: '/lab/virtual.json', appiumPort: 4723 },
    baseline: { kind: 'run', name: 'main', path: '/home/app/main' },
    devices: ['one'],
    dataset: 'own/gate-6',
    prompt: '{question}',
    blocks: 3,
    earlyStop: false,
    stopOnRegression: true,
    seed: 0,
    policy: 'release',
    folder: '/home/app/run',
  };
  expect(parseRunRequest(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  expect(parseRunRequest(least)).toEqual(least);
});

test.each([
  ['a path that depends on where the reader is', { ...least, candidate: 'app.ipa' }, 'candidate'],
  ['a store that depends on it', { ...least, store: 'store.sqlite' }, 'store'],
  ['a field that nobody knows', { ...least, blokcs: 3 }, 'blokcs'],
  ['no block at all', { ...least, blocks: 0 }, 'blocks'],
  ['a policy without a name', { ...least, policy: 3 }, 'policy'],
  ['a baseline that is neither a build nor a run', { ...least, baseline: '/builds/old.ipa' }, 'baseline'],
])('%s is refused, and the field is named', (_name, json, field) => {
  expect(() => parseRunRequest(json)).toThrow(
    expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(field) }),
  );
});

test('a run is resumed by its folder, and takes nothing that it began with', () => {
  const request = { home: '/home/app/bench', folder: '/home/app/run', candidate: '/moved/app.ipa' };
  expect(parseResumeRequest(request)).toEqual(request);
  expect(() => parseResumeRequest({ ...request, suite: 'latency' })).toThrow('suite');
});
