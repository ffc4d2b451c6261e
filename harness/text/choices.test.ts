import { expect, test } from 'vitest';
import { choicesText } from './choices.ts';

const SUITES = ['accuracy', 'energy', 'latency', 'memory', 'release', 'smoke'];

test.each([
  ['smok', 'smoke'],
  ['Latncy', 'latency'],
  ['relaese', 'release'],
  ['acuracy', 'accuracy'],
  ['msoke', 'smoke'],
])('%s is taken for a slip of %s', (typed, meant) => {
  expect(choicesText(typed, SUITES)).toBe(
    `Did you mean ${meant}? Choose one of: accuracy, energy, latency, memory, release, smoke`,
  );
});

test.each(['heat', '', 'battery-of-tests'])('no name is guessed from "%s"', (typed) => {
  expect(choicesText(typed, SUITES)).toBe('Choose one of: accuracy, energy, latency, memory, release, smoke');
});

test('a choice with a comma in it is in quotes', () => {
  expect(choicesText('x', ['AMD EPYC, 2 cores', 'iPhone17,1'])).toBe('Choose one of: "AMD EPYC, 2 cores", iPhone17,1');
});
