import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { aBuild, aDevice, aMeasured, aPass, aRun, CRASH } from '#harness/compare/run.fixture.ts';
import type { Run } from '#harness/domain/run.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

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

const PASSES = [aPass('latency', ['endToEnd']), aPass('memory', ['peakMemory'])];

function written(run: Run): string {
  writeFileSync(join(phones.folder, `${run.id}.json`), JSON.stringify(run));
  return `${run.id}.json`;
}

test('a run of which a pass has no measured launch becomes no baseline, whatever the reason', async () => {
  const crashed = aRun({
    blocks: 12,
    passes: PASSES,
    outcome: ({ pass }) => (pass === 'memory' ? CRASH : aMeasured()),
    overrides: { id: 'crashed' },
  });
  const skipped = PASSES.map(({ id }) => ({ deviceId: 'one', passId: id, fromBlock: id === 'memory' ? 0 : 12 }));
  const launches = crashed.launches.filter(({ slot }) => slot.pass === 'latency');
  const short = { ...crashed, id: 'short', launches, skipped };
  const empty = { ...crashed, id: 'empty', devices: [], launches: [] };
  for (const run of [crashed, short, empty]) {
    const { code, err } = await phones.bench('baseline', 'set', 'main', written(run), '--allow-failed');
    expect(code).toBe(2);
    expect(err).toMatch(/is incomplete: (0 of 12 launches were measured on one in pass memory|it planned no launch)\./);
  }
});

test('a run that ended early with a pass left out becomes no baseline: the error says so, and which option measures it all', async () => {
  const whole = aRun({ blocks: 12, passes: PASSES, overrides: { id: 'early' } });
  const launches = whole.launches.filter(({ slot }) => slot.pass === 'latency');
  const skipped = [{ deviceId: 'one', passId: 'memory', fromBlock: 0 }];
  const stoppedEarly = { at: '', reason: 'End to end +40 %', launchesLeft: 24, minutesSaved: 6 };
  const early = written({ ...whole, launches, skipped, stoppedEarly });
  for (const options of [[], ['--allow-failed']]) {
    const { code, err } = await phones.bench('baseline', 'set', 'main', early, ...options);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: The run early ended early because its gate failed: 0 of 12 launches were measured on one in pass memory\.\n {2}.*--no-stop-on-regression, which measures every pass even if the gate fails\.\n$/,
    );
  }
});

test('a pass that does not apply on the phone keeps no run from becoming a baseline', async () => {
  const [latency = aPass('latency', []), memory = latency] = PASSES;
  const hot = { ...memory, protocol: { ...memory.protocol, forcedThermal: 'serious' as const } };
  const device = aDevice('one', { capabilities: { ...aDevice('one').capabilities, forcedThermal: [] } });
  const whole = aRun({ blocks: 12, passes: [latency, hot], devices: [device], overrides: { id: 'unforced' } });
  const launches = whole.launches.filter(({ slot }) => slot.pass === 'latency');
  expect(await phones.bench('baseline', 'set', 'main', written({ ...whole, launches }))).toMatchObject({
    code: 0,
    err: '',
  });
});

test('a run that ended early does not pass beside another baseline than the one that it failed against', async () => {
  const passes = PASSES.slice(0, 1);
  const slow = aRun({ blocks: 12, passes, overrides: { id: 'slow', candidate: aBuild('slow') } });
  const early = { at: '', reason: 'End to end +40 %', launchesLeft: 12, minutesSaved: 6 };
  const stopped = { ...aRun({ blocks: 12, passes }), id: 'stopped', stoppedEarly: early };
  expect((await phones.bench('baseline', 'set', 'slow', written(slow))).code).toBe(0);
  for (const policy of ['pr', 'release']) {
    expect((await phones.bench('compare', 'slow', written(stopped), '--policy', policy)).code).toBe(3);
  }
});
