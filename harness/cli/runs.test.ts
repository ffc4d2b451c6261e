import { expect, test } from 'vitest';
import { suiteWith } from '#harness/calibrate/session.fixture.ts';
import { commands } from './world.fixture.ts';

test('runs and baselines are listed with what they were held against, what came of it, and that they are virtual', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: { slow: 1.2 } });
  await phones.bench('run', '--suite', 'latency', '--candidate', 'fast.ipa', '--out', 'fast');
  await phones.bench('run', '--suite', 'latency', '--candidate', 'slow.ipa', '--baseline', 'fast.ipa');
  await phones.bench('calibrate', '--suite', 'latency', '--build', 'fast.ipa', '--sessions', '1');
  await phones.bench('baseline', 'set', 'main', 'fast');
  const { out } = await phones.bench('runs');
  const { out: baselines } = await phones.bench('baseline', 'list');
  phones.close();
  const [header, session, slow, alone] = out.split('\n');
  expect(header).toMatch(/^run +suite +build +baseline +decision$/);
  expect(session).toMatch(/^\S+ +latency +fast +fast +– +virtual$/);
  expect(slow).toMatch(/^\S+ +latency +slow +fast +fail +virtual$/);
  expect(alone).toMatch(/^\S+ +latency +fast +– +measured +virtual$/);
  expect(baselines).toMatch(/\nmain +\S+ +fast +2026-01-01 \d\d:\d\d +virtual\n$/);
});
