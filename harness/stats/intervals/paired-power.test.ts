import { expect, test } from 'vitest';
import { powerOf, questionsFor } from './paired-power.ts';
import { createRandom } from '#harness/stats/random.ts';

const flips = (rate: number): { rate: number; meanSquare: number } => ({ rate, meanSquare: 0.45 });

test('numbers of questions agree with normal quantiles of scipy 1.17.1', () => {
  // ⌈(norm.ppf(.95) + norm.ppf(power))² · rate · .45 / margin²⌉
  const expected = [
    [0.01, 0.01, 0.9, 386],
    [0.03, 0.01, 0.9, 1157],
    [0.06, 0.01, 0.9, 2313],
    [0.1, 0.01, 0.9, 3854],
    [0.1, 0.005, 0.9, 15415],
    [0.06, 0.01, 0.8, 1670],
  ] as const;
  for (const [rate, margin, power, questions] of expected) {
    expect(questionsFor(margin, flips(rate), power)).toBe(questions);
  }
});

test('power agrees with the normal distribution of scipy 1.17.1', () => {
  // norm.cdf(margin · √(n / (rate · .45)) − norm.ppf(.95))
  expect(powerOf(2000, 0.01, flips(0.06))).toBeCloseTo(0.8592155543709978, 9);
  expect(powerOf(240, 0.01, flips(0.1))).toBeCloseTo(0.18021215124668866, 9);
  expect(powerOf(3000, 0.005, flips(0.03))).toBeCloseTo(0.7618199274499504, 9);
});

test('the number of questions for a power has that power, and one less has not', () => {
  for (const rate of [0.01, 0.03, 0.1]) {
    const questions = questionsFor(0.01, flips(rate), 0.9);
    expect(powerOf(questions, 0.01, flips(rate))).toBeGreaterThanOrEqual(0.9);
    expect(powerOf(questions - 1, 0.01, flips(rate))).toBeLessThan(0.9);
  }
});

test('answers that never flip need no questions and leave no doubt', () => {
  expect(questionsFor(0.01, flips(0), 0.9)).toBe(0);
  expect(powerOf(10, 0.01, flips(0))).toBe(1);
});

test('of 2,000 simulated comparisons of equal builds as many show it as the power says', () => {
  const [questions, margin, rate] = [1000, 0.02, 0.1];
  const random = createRandom(1, 'paired-power');
  let shown = 0;
  for (let trial = 0; trial < 2000; trial += 1) {
    let [sum, squares] = [0, 0];
    for (let question = 0; question < questions; question += 1) {
      const chance = random.next();
      // Three of ten flips go all the way, the others half of it: a mean square of .3 + .7 · .25.
      if (chance >= rate) continue;
      const size = random.next() < 0.3 ? 1 : 0.5;
      const change = chance < rate / 2 ? size : -size;
      sum += change;
      squares += change * change;
    }
    const mean = sum / questions;
    const standardError = Math.sqrt((squares / questions - mean ** 2) / questions);
    if (mean - 1.6448536269514722 * standardError > -margin) shown += 1;
  }
  const power = powerOf(questions, margin, { rate, meanSquare: 0.475 });
  expect(power).toBeGreaterThan(0.8);
  // Three standard errors of 2,000 trials, and half a point for the normal approximation.
  expect(Math.abs(shown / 2000 - power)).toBeLessThan(3 * Math.sqrt((power * (1 - power)) / 2000) + 0.005);
});
