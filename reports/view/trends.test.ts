import { expect, test } from 'vitest';
import type { ReportInput } from '#harness/ports/report.ts';
import type { Series } from '#harness/ports/store.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { withTrend } from '#reports/fixtures/trend.fixture.ts';
import { viewReport } from './view.ts';

const input = withTrend(fixtureInput('failEncoder'), 6);
const trendsOf = (of: ReportInput, label = 'Time to first token') =>
  viewReport(of).metrics.find((metric) => metric.label === label)?.trends ?? [];

test('a trend has a point a run with its interval, in the unit of the report, and marks the run that is reported', () => {
  const [trend] = trendsOf(input);
  expect(trend?.unit).toBe('ms');
  expect(trend?.points.map(({ isOwn }) => isOwn)).toEqual([false, false, false, false, false, true]);
  for (const { value, low, high } of trend?.points ?? []) {
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  }
  const median = input.assessment.summaries.find(
    ({ metric, arm }) => metric === 'timeToFirstToken' && arm === 'candidate',
  )?.median;
  expect(trend?.points.at(-1)?.value).toBeCloseTo(median?.estimate ?? 0, 6);
});

test('it breaks where the phone has another system build, and names the runs that a baseline was set to', () => {
  const [trend] = trendsOf(input);
  expect(trend?.breaks).toEqual([4]);
  expect(trend?.baselines).toEqual([{ position: 2, name: 'main' }]);
  expect(trend?.description).toMatch(
    /^6 runs of branch main from 2026-02-24 to 2026-03-01: .+ ms in all\. Baseline main was set to run 3\. Run 5 is the first with system build 23C55\. The level changed with run 6 \(2026-03-01\): [\d.]+ → [\d.]+ ms, \+3\.1 %\.$/,
  );
});

test('a trend says of which branch its runs are, and that the run of a pull request is of another one', () => {
  const of = (branch: string): ReportInput => ({ ...input, run: { ...input.run, source: { branch } } });
  const runsOf = (shown: ReportInput): string | undefined => viewReport(shown).metrics[0]?.trendRuns;
  expect(runsOf(of('main'))).toBe('of branch main');
  expect(runsOf(of('faster'))).toBe('of branch main, and this one');
  expect(trendsOf(of('faster'))[0]?.description).toMatch(/^6 runs of branch main, and this one from /);
  expect(runsOf(fixtureInput('failEncoder'))).toBe('');
});

test('what was asked in another way, measured on another phone or alone is no trend', () => {
  const { trend, run } = input;
  const changed = (change: (series: Series) => object): ReportInput => {
    const series = (trend?.series ?? []).map((own) => ({ ...own, ...change(own) }));
    return { ...input, trend: { runs: trend?.runs ?? [], branch: null, baselines: [], series } };
  };
  expect(trendsOf(changed(({ lane }) => ({ lane: { ...lane, suiteVersion: lane.suiteVersion + 1 } })))).toEqual([]);
  expect(trendsOf(changed(() => ({ deviceId: 'another' })))).toEqual([]);
  expect(trendsOf(changed(({ points }) => ({ points: points.filter(({ runId }) => runId !== run.id) })))).toEqual([]);
  expect(trendsOf(changed(({ points }) => ({ points: points.slice(-1) })))).toEqual([]);
  expect(trendsOf(fixtureInput('failEncoder'))).toEqual([]);
});

test('a change of the level is told with its run, day and size, and each level has its line', () => {
  const [trend] = trendsOf(input);
  expect(trend?.levelChanges).toEqual([expect.stringMatching(/^run 6 \(2026-03-01\): [\d.]+ → [\d.]+ ms, \+3\.1 %$/)]);
  expect(trend?.levels.map(({ from, to }) => [from, to])).toEqual([
    [0, 4],
    [5, 5],
  ]);
  expect(trend?.description).toContain(`The level changed with ${trend?.levelChanges[0] ?? ''}.`);
});
