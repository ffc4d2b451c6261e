import { afterEach, beforeEach, expect, test } from 'vitest';
import { suiteWith } from '#harness/calibrate/session.fixture.ts';
import { type Commands, commands } from './world.fixture.ts';

let phones: Commands;

beforeEach(() => {
  phones = commands({ suites: [suiteWith(4)], factors: { slow: 1.3 }, lost: ['unlucky'] });
});

afterEach(() => phones.close());

const measure = (name: string, ...options: readonly string[]): ReturnType<Commands['bench']> =>
  phones.bench('run', '--suite', 'latency', '--seed', '7', '--candidate', `${name}.ipa`, '--out', name, ...options);

test('a run that measured nothing is the lab’s failure, with and without a baseline, under every policy', async () => {
  expect((await measure('unlucky')).code).toBe(4);
  for (const policy of ['pr', 'release']) {
    const against = ['--baseline', 'fast.ipa', '--policy', policy, '--out', policy];
    expect((await measure('unlucky', ...against)).code).toBe(4);
  }
  expect((await phones.bench('report', 'unlucky')).code).toBe(4);
});

test('a run that measured nothing becomes no baseline, and nobody can insist on it', async () => {
  await measure('unlucky');
  for (const options of [[], ['--allow-failed']]) {
    const { code, err } = await phones.bench('baseline', 'set', 'main', 'unlucky', ...options);
    expect(code).toBe(2);
    expect(err).toContain('is incomplete');
  }
  expect((await phones.bench('baseline', 'list')).out).toContain('No baselines yet');
});

test('a run in which the gate failed becomes a baseline only when somebody says so', async () => {
  expect((await measure('slow', '--baseline', 'fast.ipa')).code).toBe(1);
  const refused = await phones.bench('baseline', 'set', 'main', 'slow');
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/^error: The gate failed in \S+: .*margin.*\.\n.*--allow-failed\n$/);
  expect((await phones.bench('baseline', 'set', 'main', 'slow', '--allow-failed')).code).toBe(0);
});
