import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { aReleasePlan } from '#harness/cli/release-plan.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

let phones: Commands;

const MEASURE =
  'run --suite latency --seed 7 --no-early-stop --candidate app.ipa --baseline reference.ipa --device one';

beforeEach(async () => {
  phones = commands({ suites: [suiteWith(8)] });
  await phones.bench(...MEASURE.split(' '));
});

afterEach(() => phones.close());

const configure = (below: number, changes: Parameters<typeof aReleasePlan>[1] = {}): void =>
  writeFileSync(
    join(phones.folder, 'fastvlm-bench.config.json'),
    JSON.stringify({ release: aReleasePlan(below, { releases: ['one', 'two'], ...changes }) }),
  );

test('the exit code is that of the verdict: 0 ship, 1 hold, 3 not proven', async () => {
  configure(1e9);
  expect(await phones.bench('scorecard')).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^SHIP /) });
  configure(0.001);
  expect(await phones.bench('scorecard')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^HOLD  Sample one: Latency misses its target\.\n/),
  });
  configure(1e9, { expected: [{ variant: 'Base', deviceModel: 'iPhone1,1' }] });
  expect(await phones.bench('scorecard')).toMatchObject({ code: 3, out: expect.stringMatching(/^NOT PROVEN /) });
});

test('the file of another tool is read from the working folder', async () => {
  configure(1e9, { externalGates: [{ kind: 'checklist', label: 'Docs', file: 'list.md' }] });
  expect((await phones.bench('scorecard')).code).toBe(3);
  writeFileSync(join(phones.folder, 'list.md'), '- [ ] Known limits\n');
  expect((await phones.bench('scorecard')).code).toBe(1);
  writeFileSync(join(phones.folder, 'list.md'), '- [x] Known limits\n');
  expect((await phones.bench('scorecard')).code).toBe(0);
});

test('JSON goes to the terminal alone, and the same scorecard is the same JSON', async () => {
  configure(1e9);
  const [one, two] = [await phones.bench('scorecard', '--json'), await phones.bench('scorecard', '--json')];
  const { madeAt: _, ...rest } = JSON.parse(one.out);
  const { madeAt: __, ...again } = JSON.parse(two.out);
  expect(rest).toMatchObject({ schemaVersion: 1, verdict: 'ship', product: 'Sample' });
  expect(again).toEqual(rest);
});

test.each([
  ['a release that is not planned', ['--release', 'tow'], /no release "tow"\.\n {2}Did you mean two\?/],
  ['a version that was not measured', ['--build', '9.9'], /run of Sample 9\.9 is stored\.\n {2}Choose one of: 1\.0\n/],
  ['another app than that of the plan', ['--no-config'], /the newest is of "app"\.\n.* names: \["app"\] /],
  ['a policy that is not there', ['--policy', 'lax'], /no policy "lax"/],
])('%s is refused', async (_what, options, message) => {
  configure(1e9);
  expect(await phones.bench('scorecard', ...options)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
});

test('a build that no variant names gets another remedy than a plan without combinations', async () => {
  expect(await phones.bench('scorecard')).toMatchObject({
    code: 2,
    err: expect.stringContaining('release: { variants: '),
  });
  configure(1e9, { expected: [] });
  expect(await phones.bench('scorecard')).toMatchObject({
    code: 2,
    err: expect.stringContaining('release.expected must name something'),
  });
  expect(readFileSync(join(phones.folder, 'fastvlm-bench.config.json'), 'utf8')).toContain('"expected":[]');
});
