import { expect, test } from 'vitest';
import { modelChange } from '#harness/compare/model/model-change.ts';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { ModelChange } from '#harness/domain/model-change.ts';
import type { ModelGraph } from '#harness/domain/model-graph.ts';
import { build } from '#reports/fixtures/builds.fixture.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { modelChangeView, unmeasuredLoss } from './model-change.ts';
import { viewReport } from './view.ts';

const { assessment } = fixtureInput('pass', 6);

function sentenceOf(change: ModelChange): string {
  return modelChangeView({ ...assessment, modelChange: change })?.sentence ?? '';
}

/** Of a candidate with these graphs in place of its own, and other files. */
function change(graphs: readonly ModelGraph[]): ModelChange {
  const candidate = build('candidate');
  const models = graphs.map(({ name }) => ({ name, sha256: '77'.repeat(32), bytes: 1 }));
  return modelChange(build('baseline'), { ...candidate, models, graphs });
}

test('a run alone has no part about the model', () => {
  expect(viewReport(fixtureInput('noBaseline', 6)).modelChange).toBeNull();
});

test('equal graphs are one line, and unknown ones are said to be unknown', () => {
  expect(modelChangeView({ ...assessment, modelChange: modelChange(build('baseline'), build('baseline')) })).toEqual({
    sentence: 'All 2 model graphs are the same.',
    graphs: [],
  });
  expect(sentenceOf({ kind: 'unknown', of: 'baseline' })).toBe(
    'Unknown: the baseline was measured by a version that did not read model graphs.',
  );
  expect(sentenceOf({ kind: 'known', graphs: [], parameters: null })).toBe(
    'Neither build has an ONNX or Core ML graph.',
  );
});

test('graphs that could not be read, that were added or removed have a sentence each', () => {
  const [, vision] = build('candidate').graphs ?? [];
  if (vision === undefined) throw new Error('no graph');
  const unread: ModelGraph = { ...vision, bytes: 40, content: { kind: 'unread', reason: 'it is cut off' } };
  const view = modelChangeView({ ...assessment, modelChange: change([unread, { ...vision, name: 'new.onnx' }]) });
  expect(view?.sentence).toBe(
    '3 of 3 model graphs differ. How many parameters there are is unknown: a graph could not be read.',
  );
  expect(view?.graphs.map(({ name, sentence }) => `${name}: ${sentence}`)).toEqual([
    'language.onnx: Only the baseline has it, with 480.1 MB.',
    'new.onnx: Only the candidate has it, with 81.2 MB.',
    "vision.onnx: Its files differ; the candidate's could not be read: it is cut off.",
  ]);
});

test('other values in the same graph are no other graph', () => {
  const view = modelChangeView({ ...assessment, modelChange: change(build('baseline').graphs ?? []) });
  expect(view?.graphs[0]).toEqual({
    name: 'language.onnx',
    sentence: 'The same graph with other values in its weights.',
    rows: [],
  });
  expect(view?.sentence).toContain('302,900,000 parameters in both; stored in 605.8 MB.');
});

test('weights that are named and not there are said to be missing', () => {
  const [language] = build('baseline').graphs ?? [];
  if (language === undefined) throw new Error('no graph');
  const torn = { ...language, missing: ['language.onnx_data'] };
  expect(modelChangeView({ ...assessment, modelChange: change([torn]) })?.graphs[0]?.sentence).toBe(
    'Missing in the candidate: language.onnx_data.',
  );
});

test('what is too much for a table is counted', () => {
  const [, vision] = build('candidate').graphs ?? [];
  if (vision?.content.kind !== 'read') throw new Error('no graph');
  const operators = Array.from({ length: 30 }, (_, index) => ({ name: `Op${index}`, count: index + 1 }));
  const many: ModelGraph = { ...vision, content: { kind: 'read', summary: { ...vision.content.summary, operators } } };
  const rows = modelChangeView({ ...assessment, modelChange: change([many]) })?.graphs.at(-1)?.rows ?? [];
  const kinds = rows.filter(({ label }) => label.startsWith('Op') || label.includes('more'));
  // Three kinds of the baseline are gone.
  expect(kinds.map(({ label, change: by }) => `${label} ${by}`).slice(0, 3)).toEqual([
    'Operators +357',
    'Op29 +30',
    'Op28 +29',
  ]);
  expect(rows.map(({ label }) => label)).toContain('21 more kinds');
});

/** The candidate's weights in place of half of the baseline's, with all comparisons of one kind. */
function lossOf(kind: 'noRegression' | 'inconclusive' | 'improvement', elements: number, bytes: number): string | null {
  const verdict = (kind === 'inconclusive' ? { kind, reason: 'straddlesMargin' } : { kind }) as Comparison['verdict'];
  const judged: Assessment = {
    ...assessment,
    // Files that are smaller prove nothing.
    comparisons: assessment.comparisons.map((comparison) => ({
      ...comparison,
      verdict: comparison.metric === 'modelSize' ? { kind: 'improvement' } : verdict,
    })),
    modelChange: {
      kind: 'known',
      graphs: [],
      parameters: { baseline: { elements: 1000, bytes: 4000 }, candidate: { elements, bytes } },
    },
  };
  return unmeasuredLoss(judged);
}

test('a model that lost precision or parameters beside no measured change is worth knowing', () => {
  expect(lossOf('noRegression', 1000, 1000)).toBe(
    "The candidate's model stores a parameter in 8.0 bits on average, the baseline's in 32.0, but no comparison except that of model size shows a change. The suite may not ask what depends on it.",
  );
  expect(lossOf('inconclusive', 875, 3500)).toBe(
    "The candidate's model has 12.5 % fewer parameters than the baseline's, but no comparison except that of model size shows a change. The suite may not ask what depends on it.",
  );
  expect(lossOf('improvement', 1000, 1000)).toBeNull();
  expect(lossOf('noRegression', 1000, 4000)).toBeNull();
  expect(lossOf('noRegression', 995, 3980)).toBeNull();
  expect(lossOf('noRegression', 1200, 4800)).toBeNull();
});

test('what a model lost is a note and changes no decision', () => {
  const input = fixtureInput('pass', 6);
  const still = input.assessment.comparisons.map((one) => ({ ...one, verdict: { kind: 'noRegression' } as const }));
  const view = viewReport({ ...input, assessment: { ...input.assessment, comparisons: still } });
  expect(view.decision).toMatchObject({ kind: 'pass', reasons: [] });
  expect(view.decision.notes.at(-1)).toMatchObject({
    title: 'A smaller model without a measured change',
    detail: expect.stringContaining('stores a parameter in 14.8 bits on average'),
  });
});
