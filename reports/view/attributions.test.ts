import { expect, test } from 'vitest';
import { anIteration } from '#harness/compare/run.fixture.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';

test('what differs stands beside what got worse, the network of the metric first, with the questions that show it', () => {
  const input = fixtureInput('failEncoder');
  const launches = input.run.launches.map((launch): Launch => {
    if (launch.outcome.kind !== 'measured') return launch;
    const visionEncodeMs = launch.slot.arm === 'candidate' ? 61 : 50;
    return { ...launch, outcome: { ...launch.outcome, iterations: [anIteration({ visionEncodeMs })] } };
  });
  const [first] = viewReport({ ...input, run: { ...input.run, launches } }).attributions;
  expect(first?.what).toBe('Vision encoder on both phones, pass latency');
  expect(first?.causes[0]).toMatch(/^vision\.onnx: .*operators 108 → /);
  expect(first?.sentence).toBe('The one question took longer. Answers are as long as before.');
  expect(first?.questions[0]).toMatchObject({ before: '50.0 ms', now: '61.0 ms', change: '+22.0 %' });
});

test('of worse answers those that lost most are named with their pictures', () => {
  const { attributions } = viewReport(fixtureInput('failAccuracy'));
  const accuracy = attributions.find(({ what }) => what.startsWith('Answer accuracy'));
  expect(accuracy?.questions.length).toBeGreaterThan(0);
  expect(accuracy?.questions[0]?.change).toMatch(/^score −/);
  expect(accuracy?.questions.some(({ picture }) => picture !== null)).toBe(true);
});
