import { expect, test } from 'vitest';
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';

test('the flips are shown with the chance of their split, their lengths and who scored them', () => {
  expect(viewReport(fixtureInput('failAccuracy', 4)).answers).toMatchObject([
    {
      passes: 'pass accuracy',
      sentence:
        '31 of 240 answers changed: 6 better, 17 worse, 8 with the same score; chance of a split this uneven: 3.5 % (sign test).',
      lengths: 'Answers had 2.05 tokens on average and have 2.12 now (3 % longer).',
      scoring: 'Asked of shapes-vqa / gate, scored by vqa-2016.',
    },
  ]);
});

test('phones that gave the same answers share one list, and it says so', () => {
  const shared = 'Both phones gave the same answers, so they are shown once.';
  const input = fixtureInput('failAccuracy', 4);
  expect(viewReport(input).answers).toMatchObject([
    { devices: 'iPhone 16 Pro (virtual) and iPhone 13 (virtual)', shared },
  ]);
  const [first] = input.assessment.answerChanges;
  const other = changed(input, (change) =>
    change === first ? { ...change, answers: change.answers.slice(1) } : change,
  );
  expect(viewReport(other).answers.map(({ devices, shared: isShared }) => [devices, isShared])).toEqual([
    ['iPhone 16 Pro (virtual)', null],
    ['iPhone 13 (virtual)', null],
  ]);
});

test('the pass that measures accuracy comes before the timed ones', () => {
  expect(viewReport(fixtureInput('failEncoder', 4)).answers.map(({ passes }) => passes)).toEqual([
    'pass accuracy',
    'pass latency',
  ]);
});

test('passes that asked the same and got the same answers share one list', () => {
  const input = fixtureInput('failEncoder', 4);
  const { answerChanges } = input.assessment;
  const again = answerChanges.filter(({ passId }) => passId === 'latency').map((one) => ({ ...one, passId: 'energy' }));
  const told = (changes: readonly AnswerChange[]) =>
    viewReport({
      ...input,
      assessment: { ...input.assessment, answerChanges: [...answerChanges, ...changes] },
    }).answers.map(({ devices, passes }) => [devices, passes]);
  const both = 'iPhone 16 Pro (virtual) and iPhone 13 (virtual)';
  expect(told(again)).toEqual([
    [both, 'pass accuracy'],
    [both, 'passes latency and energy'],
  ]);
  const other = again.map((change) => ({ ...change, changed: change.changed - 1, answers: change.answers.slice(1) }));
  expect(told(other)).toEqual([
    [both, 'pass accuracy'],
    [both, 'pass latency'],
    [both, 'pass energy'],
  ]);
});

test('answers that nobody scored have no better and no worse', () => {
  const timed = viewReport(fixtureInput('failEncoder', 4)).answers[1];
  expect(timed).toMatchObject({
    sentence: '12 of 60 answers changed; none of them is scored.',
    lengths: 'Answers had 9.2 tokens on average and have 7.54 now (18 % shorter).',
    scoring: '',
    accuracy: null,
  });
});

test('answers of one token have one token', () => {
  const input = changed(fixtureInput('failAccuracy', 4), (change) => ({
    ...change,
    meanTokens: { baseline: 1, candidate: 1 },
  }));
  expect(viewReport(input).answers[0]?.lengths).toBe('Answers have 1 token on average, as many as before.');
});

test('flips of which none changed a score have no split', () => {
  const input = changed(fixtureInput('failAccuracy', 4), (change) => ({
    ...change,
    better: 0,
    worse: 0,
    pFlips: null,
  }));
  expect(viewReport(input).answers[0]?.sentence).toBe(
    '31 of 240 answers changed: 0 better, 0 worse, 31 with the same score.',
  );
});

test('passes in which no answer changed share one sentence', () => {
  const sentence = (input: ReportInput): string | null => viewReport(input).unchangedAnswers;
  expect(sentence(fixtureInput('pass', 4))).toMatch(/every pass on every device/);
  expect(sentence(fixtureInput('failAccuracy', 4))).toBeNull();
  expect(sentence(fixtureInput('noBaseline', 4))).toBeNull();
});

test('a pass that is unchanged on one phone only is named for that phone only', () => {
  const view = viewReport(fixtureInput('productFault', 4));
  expect(view.unchangedAnswers).toContain('in pass accuracy on iPhone 16 Pro (virtual), so accuracy is the same there');
  expect(view.answers.map(({ devices }) => devices)).toEqual(['iPhone 13 (virtual)']);
});

function changed(input: ReportInput, how: (change: AnswerChange) => AnswerChange): ReportInput {
  const { assessment } = input;
  return { ...input, assessment: { ...assessment, answerChanges: assessment.answerChanges.map(how) } };
}
