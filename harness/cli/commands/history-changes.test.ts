import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import type { Reporter, ReportInput } from '#harness/ports/report.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;
/** What reports were made from. */
const reported: ReportInput[] = [];

beforeAll(async () => {
  const keepsInput: Reporter = { id: 'kept', render: async (input) => (reported.push(input), []) };
  phones = commands({
    suites: [suiteWith(8)],
    factors: { slow: 1.2 },
    noise: 0.01,
    reporters: async () => [keepsInput],
  });
  for (const night of Array.from({ length: 14 }, (_, index) => index)) {
    const build = night < 9 ? 'fast.ipa' : 'slow.ipa';
    await phones.bench(
      'run',
      '--suite',
      'latency',
      '--candidate',
      build,
      '--branch',
      'main',
      '--commit',
      `c0ffe${night}0`,
    );
  }
});

afterAll(() => phones.close());

test('nights after which a build is slower are one change of each level, at the first of them', async () => {
  const { out } = await phones.bench('history');
  const [, changes = ''] = out.split('Levels changed, newest first\n\n');
  expect(changes).toMatch(
    /^2026-01-01 \d\d:\d\d UTC · \S+ · slow · commit c0ffe90 · branch main\ndevice +pass +metric +level\n/,
  );
  expect(changes).toMatch(
    /iPhone17,1 \(virtual\) +latency +Vision encoder +(?:49|50)\.\d → (?:59|60)\.\d ms, \+(?:19|20)\.\d %/,
  );
  expect(changes.match(/ UTC · /g)).toHaveLength(1);
  expect(changes).not.toContain('Answer accuracy');
});

test('--json names the run that each level changed with, and the report of a night knows it', async () => {
  const { out } = await phones.bench('history', 'visionEncode', '--json');
  const { runs, series } = JSON.parse(out);
  expect(series[0].changes).toEqual([
    { runId: runs[9].id, before: expect.closeTo(50, 0), after: expect.closeTo(60, 0) },
  ]);
  const trend = reported.at(-1)?.trend?.series.find(({ lane }) => lane.metric === 'visionEncode');
  expect(trend?.changes.map(({ index }) => index)).toEqual([9]);
});

test('a few nights have no level yet', async () => {
  const { out } = await phones.bench('history', '--runs', '6');
  expect(out).not.toContain('Levels changed');
});
