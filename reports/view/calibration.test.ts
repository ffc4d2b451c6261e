import { expect, test } from 'vitest';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';

const views = (input: ReportInput) => viewReport(input).method.calibrations;
const sentence = (input: ReportInput, how: (calibration: Calibration, index: number) => Calibration) =>
  views({ ...input, calibrations: input.calibrations.map(how) })[0]?.sentence;

test('a calibrated phone says how often it raised false alarms, and one that was not says that', () => {
  expect(views(fixtureInput('failEncoder', 4))).toEqual([
    {
      device: 'iPhone 16 Pro (virtual)',
      sentence:
        'Calibrated with 12 sessions on 2026-02-20: false alarms 0 of 12 (95 % interval 0–26 %) for each of 2 metrics, intervals without zero 2 of 24 (at most 10 % are expected).',
      doubts: [],
    },
    {
      device: 'iPhone 13 (virtual)',
      sentence:
        'Never calibrated for this suite under this OS build: how often verdicts here are false alarms has not been measured.',
      doubts: [],
    },
  ]);
});

test('a false alarm is shown for its metric, with every doubt', () => {
  expect(views(fixtureInput('pass', 4))[1]).toEqual({
    device: 'iPhone 13 (virtual)',
    sentence:
      'Calibrated with 12 sessions on 2026-02-20: false alarms at most 1 of 12 (95 % interval 0–38 %), for End to end, pass latency, intervals without zero 3 of 24 (at most 10 % are expected).',
    doubts: ['End to end (latency): the unchanged build was called changed beyond its margin in 1 of 12 sessions.'],
  });
});

test('a metric that was seldom judged does not hide the false alarm of another', () => {
  const rare = { hits: 0, trials: 2, low: 0, high: 0.841_886 };
  const seen = { hits: 1, trials: 12, low: 0.002_108, high: 0.384_796 };
  const input = fixtureInput('failEncoder', 4);
  const told = (...rates: readonly Calibration['falseAlarms'][]) =>
    sentence(input, (calibration, index) => ({ ...calibration, falseAlarms: rates[index] ?? calibration.falseAlarms }));
  expect(told(rare, seen)).toContain('at most 1 of 12');
  // What is known least is told of all where none has raised an alarm.
  expect(told(rare)).toContain('false alarms at most 0 of 2 (95 % interval 0–84 %) for each of 2 metrics');
  const none = { hits: 0, trials: 0, low: 0, high: 1 };
  expect(told(none, none)).toContain('false alarms not known, as no session had an interval');
});

test('phones that were never calibrated share one sentence; a run without a baseline needs none', () => {
  expect(views(fixtureInput('failAccuracy', 4)).map(({ device }) => device)).toEqual([
    'iPhone 16 Pro (virtual) and iPhone 13 (virtual)',
  ]);
  expect(views(fixtureInput('noBaseline', 4))).toEqual([]);
});
