import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { commands } from '#harness/cli/world.fixture.ts';

test('runs and baselines are listed with what they were compared with, what came of it, and that they are virtual', async () => {
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
  expect(slow).toMatch(/^\S+ +latency +slow +fast +fail \(pr\) +virtual$/);
  expect(alone).toMatch(/^\S+ +latency +fast +– +measured \(pr\) +virtual$/);
  expect(baselines).toMatch(/\nmain +\S+ +fast +2026-01-01 \d\d:\d\d +virtual\n$/);
});

test('a report under another policy adds its decision and leaves the one of the run as it was', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: { slow: 1.2 } });
  const run = ['run', '--suite', 'latency', '--candidate', 'slow.ipa', '--baseline', 'fast.ipa', '--out', 'slow'];
  await phones.bench(...run, '--policy', 'release');
  await phones.bench('report', 'slow', '--policy', 'pr');
  const { out } = await phones.bench('runs');
  phones.close();
  expect(out.split('\n')[1]).toMatch(/ fail \(release\), fail \(pr\) +virtual$/);
});

test('a report and a resumed run are judged under the policy that the run was measured under', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: {} });
  const run = ['run', '--suite', 'latency', '--candidate', 'new.ipa', '--baseline', 'fast.ipa', '--out', 'new'];
  const measured = await phones.bench(...run, '--policy', 'release');
  const again = await phones.bench('report', 'new');
  const resumed = await phones.bench('run', '--resume', 'new');
  const lenient = await phones.bench('report', 'new', '--policy', 'pr');
  phones.close();
  // Virtual phones pass no release.
  expect([measured, again, resumed, lenient].map(({ code }) => code)).toEqual([3, 3, 3, 0]);
});

test('a run that was interrupted is named with the command that resumes it, until it is complete', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: {}, stopAt: 3 });
  await phones.bench('run', '--suite', 'latency', '--candidate', 'new.ipa');
  const { out } = await phones.bench('runs');
  const [, command = ''] =
    /^A run is not finished\. Unless it is being measured now, resume it with:\n {2}fastvlm-bench (run --resume \S+)$/m.exec(
      out,
    ) ?? [];
  const resumed = await phones.bench(...command.split(' '));
  const after = await phones.bench('runs');
  phones.close();
  expect(resumed).toMatchObject({ code: 0, err: '' });
  expect(after.out).toMatch(/ latency +new /);
  expect(after.out).not.toContain('not finished');
});

test('a run that was interrupted is listed for the store that it was begun with, and goes into that one', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: {}, stopAt: 3 });
  const measure = ['run', '--suite', 'latency', '--candidate', 'new.ipa'];
  await phones.bench(...measure, '--store', 'own.sqlite');
  await phones.bench('run', '--suite', 'latency', '--candidate', 'other.ipa', '--store', 'other.sqlite');
  const { out } = await phones.bench('runs', '--store', 'own.sqlite');
  const other = await phones.bench('runs', '--store', 'other.sqlite');
  expect(other.out).not.toContain('not finished');
  const [, command = ''] =
    /^A run is not finished\. Unless it is being measured now, resume it with:\n {2}fastvlm-bench (run --resume \S+)$/m.exec(
      out,
    ) ?? [];
  const refused = await phones.bench(...command.split(' '), '--store', 'other.sqlite');
  const own = join(phones.folder, 'own.sqlite');
  expect(refused).toMatchObject({
    code: 2,
    err: `error: This run was started with another store, ${own}.\n  Resume it with that one: --store ${own}\n`,
  });
  const resumed = await phones.bench(...command.split(' '));
  const after = await phones.bench('runs', '--store', 'own.sqlite');
  phones.close();
  expect(resumed).toMatchObject({ code: 0, err: '' });
  expect(after.out).toMatch(/ latency +new /);
  expect(after.out).not.toContain('not finished');
});

test('a run whose store was moved is resumed with the store where it is now', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: {}, stopAt: 3 });
  const at = (name: string): string => join(phones.folder, name);
  await phones.bench('run', '--suite', 'latency', '--candidate', 'new.ipa', '--out', 'one', '--store', 'own.sqlite');
  renameSync(at('own.sqlite'), at('moved.sqlite'));
  const resumed = await phones.bench('run', '--resume', 'one', '--store', 'moved.sqlite');
  const { out } = await phones.bench('runs', '--store', 'moved.sqlite');
  phones.close();
  expect(resumed).toMatchObject({ code: 0, err: '' });
  expect(out).toMatch(/ latency +new /);
});

test('a folder of everything that is moved as a whole keeps its runs and their store together', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: {}, stopAt: 3 });
  await phones.bench('run', '--suite', 'latency', '--candidate', 'new.ipa');
  mkdirSync(join(phones.folder, 'elsewhere'));
  renameSync(join(phones.folder, '.fastvlm-bench'), join(phones.folder, 'elsewhere/.fastvlm-bench'));
  const { out } = await phones.benchIn('elsewhere', 'runs');
  const [, folder = ''] = /run --resume (\S+)$/m.exec(out) ?? [];
  const resumed = await phones.bench('run', '--resume', join('elsewhere', folder));
  const after = await phones.benchIn('elsewhere', 'runs');
  const left = existsSync(join(phones.folder, '.fastvlm-bench'));
  phones.close();
  expect(resumed).toMatchObject({ code: 0, err: '' });
  expect(after.out).toMatch(/ latency +new /);
  expect(left).toBe(false);
});
