import { expect, test } from 'vitest';
import { METRICS, needScores, phasesOf, towardsWorse } from './metric-catalogue.ts';
import { METRIC_IDS } from './metric.ts';

const all = METRIC_IDS.map((id) => METRICS[id]);

test('only a phase has a parent, and the parent decides', () => {
  expect(all.filter(({ parent }) => parent !== null)).toEqual(all.filter(({ role }) => role === 'phase'));
  const parents = all.flatMap(({ parent }) => (parent === null ? [] : METRICS[parent].role));
  expect(new Set(parents)).toEqual(new Set(['primary']));
});

test('the phases of time to first token are listed in the order in which they run', () => {
  expect(phasesOf('timeToFirstToken')).toEqual(['preprocess', 'visionEncode', 'prefill']);
  expect(phasesOf('peakMemory')).toEqual([]);
});

test('a share is never compared as a ratio of shares of answers', () => {
  expect(all.filter(({ comparedBy }) => comparedBy === 'question').map(({ unit, scale }) => [unit, scale])).toEqual([
    ['ratio', 'linear'],
    ['ratio', 'linear'],
  ]);
});

test('what a single iteration shows varies between launches', () => {
  const perIteration = all.filter(({ isPerIteration }) => isPerIteration);
  expect(new Set(perIteration.map(({ comparedBy }) => comparedBy))).toEqual(new Set(['launch']));
});

test('a difference is turned so that worse is positive', () => {
  expect(towardsWorse('endToEnd', 3)).toBe(3);
  expect(towardsWorse('decodeRate', 3)).toBe(-3);
});

test('metrics of answers need scores', () => {
  expect(needScores(['endToEnd', 'answerAgreement'])).toBe(true);
  expect(needScores(['endToEnd', 'modelSize'])).toBe(false);
});
