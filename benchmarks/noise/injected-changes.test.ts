import { expect, test } from 'vitest';
import { ask, fieldOf, recalibrated } from './injected-changes.ts';
import { ourInterval } from '#benchmarks/rules/our-rule.ts';
import { reassure } from '#benchmarks/rules/peers/reassure.ts';
import { welch } from '#benchmarks/rules/peers/welch.ts';

const field = fieldOf('iphone-decode', 1, 20);

test.each([
  ['ours', ourInterval],
  ['Welch', welch],
  ['Reassure', reassure],
])('recalibrated, %s calls 5 %% of unchanged trials, no more', (_, rule) => {
  const trials = field.trials(12);
  const isCalled = recalibrated(rule, trials);
  const called = trials.filter((trial) => isCalled(ask(rule, trial, 0)));
  expect(called.length).toBeLessThanOrEqual(0.05 * trials.length);
  expect(called.length).toBeGreaterThan(0.03 * trials.length);
});

test('a change for the worse lowers a rate and raises a time, by the same share of what it was', () => {
  const seen: number[] = [];
  const watch: typeof ourInterval = (_baseline, candidate) => {
    seen.push(candidate[0] ?? Number.NaN);
    return { isChanged: false, score: 1 };
  };
  for (const dataset of ['iphone-decode', 'go-bent'] as const) {
    const [trial] = fieldOf(dataset, 1, 1).trials(4);
    if (trial === undefined) throw new Error('no trial');
    for (const change of [0, 0.1]) ask(watch, trial, change);
  }
  const [rate = 0, lowerRate = 0, time = 0, longerTime = 0] = seen;
  expect(lowerRate / rate).toBeCloseTo(0.9, 12);
  expect(longerTime / time).toBeCloseTo(1.1, 12);
});
