import { expect, test } from 'vitest';
import type { OperatorChanges } from '#harness/domain/operator-change.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { htmlReporter } from '#reports/html/reporter.ts';
import { markdownReporter } from '#reports/markdown/reporter.ts';
import { operatorsViews } from './operators.ts';
import { viewReport } from './view.ts';

const input = fixtureInput('failEncoder', 6);
const [device] = input.assessment.devices;

const CHANGES: OperatorChanges = {
  deviceId: device?.id ?? '',
  passId: 'latency',
  questions: 4,
  unknown: [],
  graphs: [
    {
      name: 'onnx/vision_encoder.onnx',
      totalNs: { baseline: 40e6, candidate: 60e6 },
      operators: [
        { operator: 'Erf', baseline: null, candidate: { calls: 80, totalNs: 24e6 } },
        { operator: 'Gelu', baseline: { calls: 80, totalNs: 8e6 }, candidate: null },
        { operator: 'Conv', baseline: { calls: 258, totalNs: 32e6 }, candidate: { calls: 256, totalNs: 36e6 } },
      ],
    },
  ],
};

function withChanges(changes: Partial<OperatorChanges>): ReportInput {
  return { ...input, assessment: { ...input.assessment, operatorChanges: [{ ...CHANGES, ...changes }] } };
}

const viewOf = (changes: Partial<OperatorChanges>) => operatorsViews(withChanges(changes).assessment)[0];

test('a run without operator times has no part about them', () => {
  expect(viewReport(input).operators).toEqual([]);
});

test('the operator that differs most is named, and all numbers are those of one question', () => {
  const view = viewOf({});
  expect(view?.sentence).toBe(
    'The largest difference is that of Erf in onnx/vision_encoder.onnx, which only the candidate has: 6.00 ms more for a question.',
  );
  expect(view?.meaning).toMatch(/^From one launch of each build with 4 questions, after those .* decides nothing\./);
  expect(view?.graphs[0]?.rows.map((row) => [row.operator, row.baseline, row.candidate, row.difference])).toEqual([
    ['All operators', '10.0 ms', '15.0 ms', '+5.0 ms'],
    ['Erf', '–', '20 × · 6.0 ms', '+6.0 ms'],
    ['Gelu', '20 × · 2.0 ms', '–', '−2.0 ms'],
    ['Conv', '64.5 × · 8.0 ms', '64 × · 9.0 ms', '+1.0 ms'],
  ]);
});

test('what does not fit a table is counted', () => {
  const operators = Array.from({ length: 13 }, (_, index) => {
    const sums = { calls: 4, totalNs: (20 - index) * 1e6 };
    return { operator: `Op${index}`, baseline: null, candidate: sums };
  });
  const rows = viewOf({ graphs: CHANGES.graphs.map((graph) => ({ ...graph, operators })) })?.graphs[0]?.rows;
  expect(rows).toHaveLength(12);
  expect(rows?.at(-1)).toMatchObject({ operator: '3 more types', difference: '' });
});

test('where no operator differs, and where nothing is known, that is said', () => {
  expect(viewOf({ graphs: [] })?.sentence).toBe('No operator shows a difference.');
  const unknown = ['Not known of the candidate: The app crashed.'];
  expect(viewOf({ graphs: [], unknown })).toMatchObject({ graphs: [], unknown });
});

test.each([
  ['report.html', htmlReporter()],
  ['summary.md', markdownReporter()],
])('%s shows them and says what they are not; names of operators are text', async (_name, reporter) => {
  const graphs = CHANGES.graphs.map((graph) => ({
    ...graph,
    operators: graph.operators.map((each) => ({ ...each, operator: `<b>${each.operator}</b>` })),
  }));
  const unknown = ['Not known of the candidate: it crashed.'];
  const changes = [
    { ...CHANGES, graphs },
    { ...CHANGES, graphs: [], unknown },
  ];
  const files = await reporter.render({ ...input, assessment: { ...input.assessment, operatorChanges: changes } });
  const text = files.map(({ content }) => content).join('');
  expect(text).toMatch(/\+6\.0\sms/);
  expect(text).toContain('&lt;b&gt;');
  expect(text).not.toContain('<b>Erf');
  expect(text).toContain(unknown[0]);
  // Of the numbers alone: where there are none, there is nothing to say about them.
  expect(text.split('those of one question')).toHaveLength(2);
});
