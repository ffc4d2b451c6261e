import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chained, FITTED, OF_SECOND_SESSION } from '#benchmarks/runs/bundle-mutations.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { createRandom } from '#harness/stats/random.ts';
import { jsonReporter } from '#reports/json/reporter.ts';
import { bundlesOf } from './bundles.fixture.ts';

let phones: Commands;
const { at, read, partsIn, verify } = bundlesOf(() => phones);

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(6)], factors: { slow: 1.2 }, reporters: async () => [jsonReporter()] });
  mkdirSync(at('elsewhere'));
  writeFileSync(at('twice.json'), '{ "id": "twice", "basedOn": "pr", "confirm": "secondSession" }');
  const builds = ['--candidate', 'slow.ipa', '--baseline', 'reference.ipa'];
  const under = ['--policy', 'twice.json', '--no-stop-on-regression', '--out', 'twice'];
  await phones.bench('run', '--suite', 'latency', '--seed', '7', ...builds, ...under);
  await phones.bench('bundle', 'twice', '--out', 'twice.bundle');
});
afterAll(() => phones.close());

test('launches of a second session have lines of their own, and their exclusions are named', async () => {
  const run = JSON.parse(readFileSync(at('twice', 'run.json'), 'utf8'));
  const parts = partsIn('twice.bundle');
  const launches = [...run.launches, ...run.secondSession.launches];
  expect(parts.filter(({ kind }) => kind === 'launch').map(({ launch }) => launch)).toEqual(launches);
  expect(parts[1].header).not.toHaveProperty('secondSession');
  expect(parts[run.launches.length + 2]).toMatchObject({
    kind: 'secondSession',
    launches: run.secondSession.launches.length,
  });
  expect((await phones.bench('bundle', 'twice', '--out', 'again.bundle')).out).toContain(
    `with ${launches.length} launches`,
  );
  expect(await verify('twice.bundle')).toMatchObject({ code: 0, err: '' });
});

test.each([...FITTED, ...OF_SECOND_SESSION])(
  'a run with a second session is refused without a key where $name',
  async ({ name, change }) => {
    const changed = await change(read('twice.bundle'), createRandom(1, name));
    expect(changed).not.toBeNull();
    expect((await verify(changed ?? '')).code).toBe(1);
  },
);

test('a second session without lines of its own, or a second one of a run, is refused', async () => {
  const parts = partsIn('twice.bundle');
  const at2 = parts.findIndex(({ kind }) => kind === 'secondSession');
  const { header, launches } = parts[at2];
  const own = parts.slice(at2 + 1, at2 + 1 + launches).map(({ launch }) => launch);
  const inline = parts.toSpliced(at2, launches + 1);
  inline[1] = { ...inline[1], header: { ...inline[1].header, secondSession: { ...header, launches: own } } };
  const again = parts.toSpliced(at2 + 1 + launches, 0, ...parts.slice(at2, at2 + 1 + launches));
  for (const changed of [inline, again]) {
    const counted = changed.map((part, index) =>
      JSON.stringify(part.kind === 'end' ? { ...part, parts: index } : part),
    );
    expect(await verify(await chained(counted))).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not as it was written: '),
    });
  }
});
