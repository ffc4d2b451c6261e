import { expect, test } from 'vitest';
import type { ReportInput } from '#harness/ports/report.ts';
import { assess } from '#harness/compare/assess.ts';
import { aDevice, aRun } from '#harness/compare/run.fixture.ts';
import { withSecondSession } from '#harness/compare/second-session.fixture.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { jsonReporter, type ReportJson } from './reporter.ts';

test('report.json of a run is the one that was reviewed', async () => {
  const text = await render(fixtureInput('failAccuracy', 2));
  await expect(text).toMatchFileSnapshot('../golden/report-failAccuracy.golden');
});

test('the version comes first, then what matters most', async () => {
  const report: ReportJson = JSON.parse(await render(fixtureInput('pass')));
  expect(report.schemaVersion).toBe(3);
  expect(Object.keys(report)).toEqual([
    'schemaVersion',
    'provenance',
    'decision',
    'run',
    'assessment',
    'hints',
    'attributions',
    'questions',
    'calibrations',
  ]);
});

test('every changed answer is there with what was asked, and the accuracy of every type', async () => {
  const { assessment, questions, run }: ReportJson = JSON.parse(await render(fixtureInput('failAccuracy', 2)));
  const [first, second] = assessment.answerChanges;
  expect(first).toMatchObject({
    changed: 31,
    better: 6,
    worse: 17,
    pFlips: 0.034_689_664_840_698,
    provenance: 'virtual',
  });
  expect(second?.answers).toEqual(first?.answers);
  expect(first?.byType).toHaveLength(3 + 13);
  expect(new Set(questions.map(({ id }) => id))).toEqual(new Set(first?.answers.map(({ questionId }) => questionId)));
  expect(questions[0]?.answers).toHaveLength(10);
  expect(run.datasets[0]?.evaluator).toBe('vqa-2016');
});

test('what was measured of false alarms is there, unrounded', async () => {
  const { calibrations }: ReportJson = JSON.parse(await render(fixtureInput('failEncoder', 2)));
  expect(calibrations.map(({ falseAlarms }) => falseAlarms.high)).toEqual([0.264_648, 0.264_648]);
});

test('each comparison says virtual', async () => {
  const report: ReportJson = JSON.parse(await render(fixtureInput('failEncoder')));
  expect(report.provenance).toBe('virtual');
  expect(report.assessment.comparisons.every(({ provenance }) => provenance === 'virtual')).toBe(true);
});

test('the phones of a model and the looks at their blocks are listed, each with its provenance', async () => {
  const { assessment }: ReportJson = JSON.parse(await render(fixtureInput('failModel')));
  expect(assessment.deviceModels.find(({ metric }) => metric === 'decodeRate')).toMatchObject({
    deviceModel: 'iPhone17,1',
    deviceIds: ['virtual-iphone-16-pro', 'virtual-iphone-16-pro-b'],
    verdict: { kind: 'regression' },
    provenance: 'virtual',
  });
  expect(assessment.looks.find(({ deviceIds }) => deviceIds.includes('virtual-iphone-13'))).toMatchObject({
    passId: 'latency',
    blocksPlanned: 12,
    blocksMeasured: 3,
    taken: [{ blocks: 3, undecided: [] }],
    provenance: 'virtual',
  });
});

test('the same facts in another order give the same bytes', async () => {
  const input = fixtureInput('pass', 3);
  const reversed = Object.fromEntries(Object.entries(input.assessment).toReversed());
  const other = { ...input, assessment: reversed as ReportInput['assessment'] };
  expect(await render(other)).toBe(await render(input));
});

test('a number that JSON cannot write is null', async () => {
  const input = fixtureInput('pass', 3);
  const summaries = input.assessment.summaries.map((summary) => ({ ...summary, values: [Number.NaN, Infinity, 1] }));
  const text = await render({ ...input, assessment: { ...input.assessment, summaries } });
  const report: ReportJson = JSON.parse(text);
  expect(report.assessment.summaries[0]?.values).toEqual([null, null, 1]);
  expect(text).not.toMatch(/NaN|Infinity/);
});

test('launches are counted by what became of them', async () => {
  const report: ReportJson = JSON.parse(await render(fixtureInput('failEncoder')));
  expect(report.run.launches[1]).toMatchObject({ measured: 50, discarded: 0, invalid: 1, failed: 0 });
});

test('a second session says when it was measured, and each of its comparisons where it comes from', async () => {
  const devices = [aDevice('one', { provenance: 'virtual' })];
  const run = withSecondSession(aRun({ blocks: 4, devices }), aRun({ blocks: 3, devices }));
  const assessment = assess({ run, baselineRun: null, seed: 1 });
  const decision = decide(assessment, POLICIES.pr);
  const input = { run, baselineRun: null, assessment, decision, calibrations: [], thumbnails: new Map() };
  const report: ReportJson = JSON.parse(await render(input));
  expect(report.run.secondSession).toMatchObject({
    startedAt: run.endedAt,
    isComplete: true,
    deviceIds: ['one'],
    asked: [{ passId: 'latency' }],
    launches: [{ deviceId: 'one', provenance: 'virtual', measured: 6 }],
  });
  const { comparisons = [] } = report.assessment.secondSession ?? {};
  expect(comparisons.length).toBeGreaterThan(0);
  expect(new Set(comparisons.map(({ provenance }) => provenance))).toEqual(new Set(['virtual']));
});

async function render(input: ReportInput): Promise<string> {
  const [file] = await jsonReporter().render(input);
  return file?.content ?? '';
}
