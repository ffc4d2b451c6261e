import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { parseRun } from '#harness/domain/run.ts';
import { commands } from '#harness/cli/world.fixture.ts';

test('runs are compared by the names of baselines too', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: { slow: 3 } });
  const measure = async (app: string): Promise<unknown> =>
    phones.bench('run', '--suite', 'latency', '--candidate', `${app}.ipa`, '--out', app);
  await measure('fast');
  await measure('slow');
  await phones.bench('baseline', 'set', 'main', 'fast');
  await phones.bench('baseline', 'set', 'next', 'slow');
  const { code } = await phones.bench('compare', 'main', 'next');
  const unknown = await phones.bench('compare', 'mian', 'next');
  phones.close();
  expect(code).toBe(1);
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean main?') });
});

test('runs that were powered in different ways are refused by name, and their own reports are not', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: {} });
  await phones.bench('run', '--suite', 'latency', '--candidate', 'old.ipa', '--out', 'old');
  phones.seen.supply = 'charging';
  await phones.bench('run', '--suite', 'latency', '--candidate', 'new.ipa', '--out', 'new');
  const refused = await phones.bench('compare', 'old', 'new');
  phones.close();
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(
    'Power supply of pass latency: the candidate was measured charging, the baseline on battery.',
  );
});

test('runs of first launches after an installation are not compared with runs of others', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: {} });
  for (const [name, since] of [
    ['old', 0],
    ['new', 1],
  ] as const) {
    await phones.bench('run', '--suite', 'latency', '--candidate', `${name}.ipa`, '--out', name);
    const file = join(phones.folder, name, 'run.json');
    const run = parseRun(JSON.parse(readFileSync(file, 'utf8')), file);
    const launches = run.launches.map((launch) => ({ ...launch, sinceInstall: since }));
    writeFileSync(file, JSON.stringify({ ...run, launches }));
  }
  const refused = await phones.bench('compare', 'old', 'new');
  phones.close();
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('every launch of the baseline is the first one after an installation');
});

test('a run whose named baseline has lost its build says before it measures that stored launches decide', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: {} });
  await phones.bench('run', '--suite', 'latency', '--candidate', 'old.ipa', '--out', 'old');
  await phones.bench('baseline', 'set', 'main', 'old');
  const { out } = await phones.bench('run', '--suite', 'latency', '--candidate', 'new.ipa', '--baseline', 'main');
  phones.close();
  expect(out).toMatch(/^old is no longer at \S+old\.ipa: the candidate is compared with the launches stored in /);
});
