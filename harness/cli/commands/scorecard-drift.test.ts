import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { aReleasePlan } from '#harness/cli/release-plan.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

let phones: Commands;

afterEach(() => phones.close());

/** What the scorecard says of the one budget. */
async function driftSince(...options: readonly string[]) {
  const { out, err, code } = await phones.bench('scorecard', '--json', ...options);
  const { drift = [], pinned = null, reasons = [] } = out === '' ? {} : JSON.parse(out);
  return { code, err, used: drift[0], pinned, reasons };
}

test('small losses from build to build use up the budget since the pinned baseline, by the chain of stored runs', async () => {
  phones = commands({ suites: [suiteWith(6)], factors: { second: 1.045, third: 1.09 } });
  const RUN = ['run', '--suite', 'latency', '--seed', '7', '--no-early-stop', '--device', 'one'];
  const measure = async (candidate: string, baseline?: string) => {
    const beside = baseline === undefined ? [] : ['--baseline', `${baseline}.ipa`];
    return phones.bench(...RUN, '--candidate', `${candidate}.ipa`, ...beside);
  };
  writeFileSync(
    join(phones.folder, 'fastvlm-bench.config.json'),
    JSON.stringify({
      release: aReleasePlan(1e9, {
        variants: [{ id: 'Base', names: ['first', 'second', 'third'] }],
        driftBudgetPercent: { timeToFirstToken: 3 },
        pinnedBaseline: 'release',
      }),
    }),
  );
  await measure('first');
  const nothingPinned = await driftSince();
  expect(nothingPinned).toMatchObject({
    code: 2,
    err: expect.stringContaining('the baseline "release", and there is none'),
  });
  await phones.bench('baseline', 'set', 'release', (await newestRun()).id);
  for (const [candidate, baseline] of [
    ['second', 'first'],
    ['third', 'second'],
  ] as const)
    expect((await measure(candidate, baseline)).code).toBe(0);

  const chained = await driftSince();
  expect(chained).toMatchObject({
    code: 1,
    pinned: { baseline: 'release', label: 'first', sha256: expect.any(String) },
    used: { state: 'over', usedPercent: expect.closeTo(4.5, 0) },
  });
  expect(chained.used.runIds).toHaveLength(2);
  // A baseline that is nearer leaves fewer links, and the flag is stronger than the plan.
  await phones.bench('baseline', 'set', 'last', (await runsNewestFirst())[1]?.id ?? '');
  expect(await driftSince('--since', 'last')).toMatchObject({
    code: 0,
    pinned: { label: 'second' },
    used: { state: 'within', usedPercent: expect.closeTo(2.2, 0), runIds: [expect.any(String)] },
  });
  // One run of both is better evidence than two links.
  await measure('third', 'first');
  expect((await driftSince()).used).toMatchObject({ state: 'over', runIds: [(await newestRun()).id] });
  expect(await driftSince('--since', 'lats')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean last?'),
  });
});

type Listed = { readonly id: string };

async function runsNewestFirst(): Promise<readonly Listed[]> {
  return JSON.parse((await phones.bench('runs', '--json')).out).runs;
}

async function newestRun(): Promise<Listed> {
  const [newest] = await runsNewestFirst();
  if (newest === undefined) throw new Error('there is no run');
  return newest;
}
