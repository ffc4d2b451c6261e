import { withBeside } from '#reports/beside.fixture.ts';
import { expect, test } from 'vitest';
import type { ReportInput } from '#harness/ports/report.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';

const rowsOf = (input: ReportInput) => viewReport(input).matrix.groups.flatMap(({ rows }) => rows);

test('each metric of the suite is a row with a cell for each column, and the counts are those of the cells', () => {
  for (const kind of FIXTURE_CASES) {
    const { matrix } = viewReport(fixtureInput(kind));
    const cells = matrix.groups.flatMap(({ rows }) => rows.flatMap((row) => row.cells));
    expect(matrix.groups.flatMap(({ rows }) => rows)).toHaveLength(13);
    expect(cells).toHaveLength(13 * matrix.columns.length);
    for (const { kind: counted, times } of matrix.counts) {
      expect(cells.filter((cell) => cell.kind === counted)).toHaveLength(times);
    }
    expect(matrix.counts.reduce((sum, { times }) => sum + times, 0)).toBe(cells.length);
  }
});

test('what is shown beside the metrics of the suite is measured and not judged, and needs no name of its pass', () => {
  const input = fixtureInput('pass');
  const shown = withBeside(input);
  const rows = rowsOf(shown);
  expect(viewReport(shown).summary.questions).toEqual(viewReport(input).summary.questions);
  const row = rows.find(({ metric }) => metric === 'memoryHeadroom');
  expect(row).toMatchObject({ label: 'Memory headroom', margin: '' });
  for (const cell of row?.cells ?? [])
    expect(cell).toMatchObject({ kind: 'measured', change: expect.stringMatching(/MB/) });
});

test('what is only measured shows the worst phone of a model, and how many were measured where that is not all', () => {
  const input = withBeside(fixtureInput('failModel'));
  const [, twin] = input.assessment.devices.filter(({ model }) => model === 'iPhone17,1').map(({ id }) => id);
  const all = rowsOf(input).find(({ metric }) => metric === 'instructionsPerAnswer')?.cells[0];
  expect(all).toMatchObject({ kind: 'measured', agreement: '', lines: [] });
  const most = input.assessment.summaries.find(
    ({ metric, arm, deviceId }) => metric === 'instructionsPerAnswer' && arm === 'candidate' && deviceId === twin,
  );
  expect(all?.change).toBe(`${((most?.median.estimate ?? 0) / 1e9).toFixed(2)} billion`);
  const summaries = input.assessment.summaries.filter(
    ({ metric, deviceId }) => metric !== 'instructionsPerAnswer' || deviceId !== twin,
  );
  const one = rowsOf({ ...input, assessment: { ...input.assessment, summaries } });
  expect(one.find(({ metric }) => metric === 'instructionsPerAnswer')?.cells[0]?.agreement).toBe('1 of 2');
});

test('the details of what is only measured have the medians of both builds on each phone', () => {
  const { metrics } = viewReport(withBeside(fixtureInput('failModel')));
  const { measurements = [], phones } = metrics.find(({ label }) => label === 'Memory headroom') ?? {};
  expect(phones).toEqual([]);
  expect(measurements).toHaveLength(3);
  for (const { row } of measurements)
    expect(row).toMatchObject({
      median: { median: expect.stringMatching(/B$/) },
      baseline: { median: expect.any(String) },
    });
  expect(metrics.find(({ label }) => label === 'Peak memory')?.measurements).toEqual([]);
});

test('rows keep their order whatever their verdicts are', () => {
  const labels = (kind: 'pass' | 'failEncoder') => rowsOf(fixtureInput(kind)).map(({ label }) => label);
  expect(labels('failEncoder')).toEqual(labels('pass'));
  expect(labels('pass').slice(0, 5)).toEqual([
    'Answer accuracy',
    'Time to first token',
    'Pre-processing',
    'Vision encoder',
    'Prefill',
  ]);
});

test('phones of one model share a column, whose cell is what decides for them', () => {
  const { matrix } = viewReport(fixtureInput('failModel'));
  expect(matrix.columns).toMatchObject([
    { name: 'iPhone17,1', note: '2 virtual phones · iOS 18.5' },
    { name: 'iPhone 13', note: 'virtual · iOS 17.7.2' },
  ]);
  const row = rowsOf(fixtureInput('failModel')).find(({ metric }) => metric === 'decodeRate');
  expect(row?.cells[0]).toMatchObject({ kind: 'regression', change: '−6.6 %', agreement: '2 of 2' });
  expect(row?.cells[0]?.lines).toHaveLength(3);
});

test('of phones of one model without a mean the worst is shown', () => {
  const input = fixtureInput('failModel');
  const comparisons = input.assessment.comparisons.map((own) =>
    own.metric === 'answerAccuracy' && own.deviceId === 'virtual-iphone-16-pro-b'
      ? { ...own, verdict: { kind: 'inconclusive', reason: 'straddlesMargin' } as const }
      : own,
  );
  const rows = rowsOf({ ...input, assessment: { ...input.assessment, comparisons } });
  expect(rows[0]?.cells[0]).toMatchObject({ kind: 'inconclusive', agreement: '1 of 2' });
});

test('a change that chance has no part in has no interval, and none at all is the same', () => {
  const size = rowsOf(fixtureInput('pass')).find(({ metric }) => metric === 'modelSize');
  expect(size?.cells[0]).toMatchObject({ change: 'same', interval: '', lines: [] });
});

test('without a baseline cells are medians, and nothing is judged', () => {
  const { matrix } = viewReport(fixtureInput('noBaseline'));
  expect(matrix.counts).toMatchObject([{ kind: 'measured', times: 26 }]);
  expect(matrix.groups[1]?.rows[0]).toMatchObject({
    margin: '',
    cells: [{ change: '137.0 ms' }, { change: '214.3 ms' }],
  });
});

test('a metric that was not compared on a phone says so', () => {
  const input = fixtureInput('pass');
  const comparisons = input.assessment.comparisons.filter(({ deviceId }) => deviceId !== 'virtual-iphone-13');
  const rows = rowsOf({ ...input, assessment: { ...input.assessment, comparisons } });
  expect(rows.map(({ cells }) => cells[1]?.kind)).toEqual(rows.map(() => 'notMeasured'));
});
