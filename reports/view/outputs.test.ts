import { expect, test } from 'vitest';
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { lengthChange, outputsMark } from './outputs.ts';

const CHANGE: AnswerChange = {
  deviceId: 'one',
  passId: 'latency',
  questions: 60,
  changed: 12,
  better: 0,
  worse: 0,
  pFlips: null,
  meanTokens: { baseline: 10, candidate: 8.2 },
  answers: [],
  byType: [],
};
const mark = (metric: MetricId, changes: readonly AnswerChange[], deviceIds = ['one']): string =>
  outputsMark({ deviceIds, passId: 'latency', metric }, changes);

test('a time, a rate or an energy says when the builds did other work', () => {
  for (const metric of [
    'timeToFirstToken',
    'endToEnd',
    'decodeRate',
    'energyPerAnswer',
    'sustainedThroughput',
    'kneeTime',
    'throughputRetention',
  ] as const) {
    expect(mark(metric, [CHANGE])).toBe('outputs differ: 12 of 60, 18 % shorter');
  }
});

test('what does not depend on the answers, or has the same ones, has no mark', () => {
  for (const metric of [
    'peakMemory',
    'modelLoadCold',
    'modelLoadAfterInstall',
    'answerAccuracy',
    'modelSize',
  ] as const) {
    expect(mark(metric, [CHANGE])).toBe('');
  }
  expect(mark('endToEnd', [{ ...CHANGE, changed: 0 }])).toBe('');
  expect(mark('endToEnd', [{ ...CHANGE, passId: 'energy' }])).toBe('');
  expect(mark('endToEnd', [CHANGE], ['two'])).toBe('');
});

test('phones of a model that differ alike share the mark, others are counted', () => {
  const second = { ...CHANGE, deviceId: 'two' };
  expect(mark('endToEnd', [CHANGE, second], ['one', 'two'])).toBe('outputs differ: 12 of 60, 18 % shorter');
  expect(mark('endToEnd', [CHANGE, { ...second, changed: 3 }], ['one', 'two'])).toBe('outputs differ on 2 of 2 phones');
  expect(mark('endToEnd', [CHANGE], ['one', 'two'])).toBe('outputs differ on 1 of 2 phones');
});

test.each([
  [10, 8.2, '18 % shorter'],
  [10, 10.4, '4 % longer'],
  [10, 10.04, 'as long'],
  [0, 0, ''],
])('answers of %d tokens that have %d now are “%s”', (baseline, candidate, words) => {
  expect(lengthChange({ meanTokens: { baseline, candidate } })).toBe(words);
});
