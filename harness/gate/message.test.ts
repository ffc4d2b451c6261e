import { expect, test } from 'vitest';
import { aComparison, anAssessment, aRegression } from './assessment.fixture.ts';
import { describeChange, describeDoubt } from './message.ts';

const nothing = anAssessment([]);

test('accuracy is printed in percentage points', () => {
  const comparison = aComparison('answerAccuracy', {
    scale: 'absolute',
    change: { estimate: -0.032, low: -0.041, high: -0.0229, confidence: 0.9 },
    margin: 0.01,
  });
  expect(describeChange(nothing, comparison, [])).toBe(
    'Answer accuracy −3.20 pp [−4.10, −2.29] on iPhone one, margin 1 pp',
  );
});

test('leaks are printed in megabytes a cycle', () => {
  const comparison = aComparison('leakPerCycle', {
    scale: 'absolute',
    change: { estimate: 2.5e6, low: 2e6, high: 3e6, confidence: 0.9 },
    margin: 1e6,
  });
  expect(describeChange(nothing, comparison, [])).toBe(
    'Leak per cycle +2.50 MB/cycle [2.00, 3.00] on iPhone one, margin 1 MB/cycle',
  );
});

test('a change that is known for certain has no interval', () => {
  const change = { estimate: 0.1, low: 0.1, high: 0.1, confidence: 0.9 };
  expect(describeChange(nothing, aRegression('modelSize', { change }), [])).toBe(
    'Model size +10.0 % on iPhone one, margin 5 %',
  );
});

test('a doubt says why', () => {
  expect(describeDoubt(nothing, aComparison('endToEnd', { change: null }), 'tooFewLaunches')).toBe(
    'End to end could not be compared on iPhone one, margin 5 %: too few launches',
  );
});

test('a device that the assessment does not list goes by its id', () => {
  expect(describeChange(nothing, aComparison('endToEnd', { deviceId: 'udid-7' }), [])).toContain('on udid-7');
});
