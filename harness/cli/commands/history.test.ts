import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import type { Reporter, ReportInput } from '#harness/ports/report.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;
/** What reports were made from. */
const reported: ReportInput[] = [];

const run = async (...argv: readonly string[]) => phones.bench('run', '--suite', 'latency', ...argv);

beforeAll(async () => {
  const keepsInput: Reporter = { id: 'kept', render: async (input) => (reported.push(input), []) };
  phones = commands({ suites: [suiteWith(8)], factors: { slow: 1.2 }, reporters: async () => [keepsInput] });
  await run('--candidate', 'fast.ipa', '--branch', 'main', '--commit', 'c0ffee1');
  await run('--candidate', 'slow.ipa', '--baseline', 'fast.ipa', '--branch', 'change');
  await run('--candidate', 'fast.ipa', '--branch', 'main', '--commit', 'c0ffee2');
});

afterAll(() => phones.close());

test('every metric of the newest runs has a line: how often, from where to where, and its course', async () => {
  const { code, out, err } = await phones.bench('history');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(
    /^latency: 3 runs, 2026-01-01 \d\d:\d\d to 2026-01-01 \d\d:\d\d UTC\n\ndevice +pass +metric +suite +runs/,
  );
  const line = out.split('\n').find((text) => text.includes('Vision encoder')) ?? '';
  expect(line).toMatch(
    /^iPhone17,1 \(virtual\) +latency +Vision encoder +v1 +3 +(?:49|50)\.\d ms +(?:49|50)\.\d ms +[+−]?0\.\d % +(?:49|50)\.\d to (?:59|60)\.\d ms +[▁▂]█[▁▂]$/,
  );
  expect(out).toContain('Separate runs differ in more than the build');
});

test('a report has the runs of its suite and branch up to its own, and the baselines that were set on the way, whenever it is written', async () => {
  const [first, second, third] = reported.map(({ run }) => run.id);
  expect(reported.map(({ trend }) => trend?.runs.map(({ id }) => id))).toEqual([[first], [second], [first, third]]);
  await phones.bench('baseline', 'set', 'main', first ?? '');
  await phones.bench('report', third ?? '');
  const trend = reported.at(-1)?.trend;
  expect(trend).toMatchObject({ branch: 'main', runs: [{ id: first }, { id: third }] });
  expect(trend?.baselines).toEqual([{ name: 'main', runId: first }]);
});

test('a pull request is a point after those of the branch that it merges into, and no point of that branch', async () => {
  const reports: ReportInput[] = [];
  const keepsInput: Reporter = { id: 'kept', render: async (input) => (reports.push(input), []) };
  const environment = {
    BUILDKITE: 'true',
    BUILDKITE_BRANCH: 'faster',
    BUILDKITE_PULL_REQUEST: '7',
    BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main',
  };
  const job = commands({ suites: [suiteWith(8)], environment, reporters: async () => [keepsInput] });
  const measure = ['run', '--suite', 'latency', '--blocks', '2', '--candidate', 'app.ipa', '--out'];
  await job.bench(...measure, 'one', '--branch', 'main');
  await job.bench(...measure, 'two');
  await job.bench(...measure, 'three');
  await job.bench(...measure, 'four', '--branch', 'main');
  job.close();
  const [one, two, three, four] = reports.map(({ run }) => run.id);
  expect(reports.map(({ trend }) => trend?.runs.map(({ id }) => id))).toEqual([
    [one],
    [one, two],
    [one, three],
    [one, four],
  ]);
});

test('a metric, a branch, a phone and a number of runs are chosen', async () => {
  const linesOf = async (...argv: readonly string[]): Promise<readonly string[]> =>
    (await phones.bench('history', ...argv)).out.split('\n').filter((text) => text.includes('(virtual)'));
  expect(await linesOf('visionEncode')).toHaveLength(1);
  expect((await linesOf('visionEncode', '--branch', 'main'))[0]).toMatch(/ v1 +2 +(?:49|50)\./);
  expect((await linesOf('visionEncode', '--runs', '2'))[0]).toMatch(/ v1 +2 +(?:59|60)\./);
  expect((await linesOf('visionEncode', '--runs', '1'))[0]).toMatch(
    / v1 +1 +(?:49|50)\.\d ms +(?:49|50)\.\d ms +– +.*▄$/,
  );
  expect(await linesOf('visionEncode', '--device', 'one')).toHaveLength(1);
  expect(await linesOf('--device', 'iPhone17,1', '--suite', 'latency')).toEqual(await linesOf());
  expect((await phones.bench('history', '--branch', 'none')).out).toBe(
    'No runs of latency match: leave out --branch and --device, or name others.\n',
  );
});

test('--json prints every point with its run, and nothing else', async () => {
  const { out } = await phones.bench('history', 'visionEncode', '--json', '--branch', 'main');
  const history = JSON.parse(out);
  expect(history).toMatchObject({
    schemaVersion: 1,
    suiteId: 'latency',
    runs: [{ commit: 'c0ffee1', branch: 'main', candidateLabel: 'fast', isComplete: true }, { commit: 'c0ffee2' }],
    series: [
      {
        deviceModel: 'iPhone17,1',
        provenance: 'virtual',
        suiteVersion: 1,
        passId: 'latency',
        metric: 'visionEncode',
        unit: 'ms',
        deviceId: 'one',
        points: [{ runId: history.runs[0].id, osBuild: '22B83', launches: expect.any(Number) }, {}],
      },
    ],
  });
});

test.each([
  [['timeToFirstTokn'], 'error: There is no metric "timeToFirstTokn".\n  Did you mean timeToFirstToken? '],
  [['--suite', 'latancy'], 'error: There is no suite "latancy".\n  Did you mean latency? '],
  [['--device', 'two'], 'error: These runs did not measure on "two".\n  Choose one of: iPhone17,1, one\n'],
] as const)('%j is refused with what there is', async (argv, message) => {
  const { code, out, err } = await phones.bench('history', ...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
});

test('the suite of the configuration is shown, and one without a run says of which suites there are runs', async () => {
  const other = { ...suiteWith(8), id: 'other' };
  const team = commands({ suites: [suiteWith(8), other] });
  await team.bench('run', '--suite', 'latency', '--candidate', 'app.ipa', '--blocks', '2');
  await team.bench('run', '--suite', 'other', '--candidate', 'app.ipa', '--blocks', '2');
  const shown = async (...argv: readonly string[]): Promise<string> => (await team.bench('history', ...argv)).out;
  expect(await shown()).toMatch(/^other: 1 run, /);
  writeFileSync(join(team.folder, 'fastvlm-bench.config.json'), JSON.stringify({ suite: 'latency' }));
  expect(await shown()).toMatch(/^latency: 1 run, /);
  expect(await shown('--suite', 'other')).toMatch(/^other: 1 run, /);
  expect(await shown('--branch', 'none')).toBe(
    'No runs of latency match: leave out --branch and --device, or name others.\n',
  );
  const { out: runs } = await team.bench('runs', '--json');
  const ofLatency = JSON.parse(runs).runs.find(({ suiteId }: { suiteId: string }) => suiteId === 'latency');
  await team.bench('runs', 'remove', ofLatency.id);
  expect(await shown()).toBe('No runs of latency are stored. Name a suite that has runs with --suite: other\n');
  team.close();
});

test('a store without runs says how to get one', async () => {
  const { out } = await phones.benchIn('elsewhere', 'history');
  expect(out).toBe('No runs yet. Measure a build with: fastvlm-bench run --suite smoke --candidate app.ipa\n');
});
