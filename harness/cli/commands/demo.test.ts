import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { commands } from '#harness/cli/world.fixture.ts';

const demo = ['demo', '--suite', 'latency', '--out', 'demo'];

test('the demo stores a baseline, judges a candidate against it and ends as that ended', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: { rebuilt: 1.2 } });
  const { code, out, err } = await phones.bench(...demo);
  const { out: baselines } = await phones.bench('baseline', 'list', '--store', 'demo/store.sqlite');
  phones.close();
  expect(err).toBe('');
  expect(out.match(/^\$ fastvlm-bench (?:run|baseline set) /gm)).toHaveLength(3);
  expect(baselines).toMatch(/^demo +\S+-latency-/m);
  expect(code).toBe(1);
});

test('an inconclusive demo reports the right answer and what to do', async () => {
  // No two blocks can show anything.
  const phones = commands({ suites: [suiteWith(2)] });
  const { code, out } = await phones.bench(...demo);
  phones.close();
  expect(code).toBe(3);
  expect(out).toContain('rebuilt: rebuilt, as it is; passes\n');
  expect(out).toMatch(
    /^Inconclusive\. The right answer is: rebuilt passes\. .+ Run it again when the machine is less busy\.$/m,
  );
});

test('the demo leaves the store and the baselines of the user alone', async () => {
  const phones = commands({ suites: [suiteWith(8)] });
  await phones.bench('run', '--suite', 'latency', '--candidate', 'own.ipa', '--out', 'own');
  await phones.bench('baseline', 'set', 'demo', 'own');
  const stored = async (): Promise<readonly string[]> => [
    (await phones.bench('baseline', 'list')).out,
    (await phones.bench('runs')).out,
  ];
  const before = await stored();
  const { code, out } = await phones.bench(...demo);
  expect(code).toBe(0);
  expect(await stored()).toEqual(before);
  const ownStore = /apart from yours: fastvlm-bench (runs --store \S+)/.exec(out)?.[1] ?? '';
  expect((await phones.bench(...ownStore.split(' '))).out.match(/-latency-/g)).toHaveLength(2);
  phones.close();
});

test('a demo that is stopped says how to finish the run and what is left of the demo, and that works', async () => {
  const phones = commands({ suites: [suiteWith(8)], factors: { rebuilt: 1.2 }, stopAt: 1 });
  const { code, err } = await phones.bench(...demo);
  expect(code).toBe(4);
  expect(err).toMatch(
    /--resume \S+demo\/baseline --store \S+\n {2}Then continue the demo with:\n {4}fastvlm-bench baseline set demo /,
  );
  const left = [...err.matchAll(/fastvlm-bench (.*)$/gm)].map(([, command = '']) => command.split(' '));
  const codes = [];
  for (const argv of left) codes.push((await phones.bench(...argv)).code);
  phones.close();
  expect(codes).toEqual([0, 0, 1]);
});

test('the workflow of pull requests reads the summary from the folder in which the demo leaves it', async () => {
  const workflow = readFileSync(new URL('../../../.github/workflows/pull-request.yml', import.meta.url), 'utf8');
  const out = /npm run demo -- --out (\S+)/.exec(workflow)?.[1] ?? 'no folder';
  const phones = commands({ suites: [suiteWith(8)], factors: {} });
  await phones.bench('demo', '--suite', 'latency', '--out', out);
  const folders = readdirSync(join(phones.folder, out), { recursive: true });
  phones.close();
  const summary = /run: cat (\S+) >>/.exec(workflow)?.[1] ?? 'no summary';
  expect(folders).toContain(relative(out, dirname(summary)));
  expect(basename(summary)).toBe('summary.md');
});
