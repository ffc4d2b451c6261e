import { expect, test } from 'vitest';
import sustained from '#suites/sustained.suite.ts';
import { scenariosOf } from './scenarios.ts';
import { aSmallSuite } from './simulation.fixture.ts';

const idsOf = (...args: Parameters<typeof scenariosOf>): readonly string[] => scenariosOf(...args).map(({ id }) => id);

test('a suite is tested with the changes that its deciding metrics can show', () => {
  expect(idsOf(aSmallSuite(['timeToFirstToken', 'prefill']), 'simulated')).toEqual([
    'steady',
    'drift',
    'heat',
    'correlated',
    'prefill',
    'crashes',
    'swapped-build',
  ]);
});

test('a margin that only warns makes no scenario', () => {
  const suite = aSmallSuite(['prefill', 'energyPerAnswer']);
  const margins = suite.margins.map((margin) => ({ ...margin, severity: 'warn' as const }));
  expect(idsOf({ ...suite, margins }, 'simulated')).not.toContain('energy');
});

test('recorded launches had a phone of their own', () => {
  expect(idsOf(aSmallSuite(['prefill']), 'recorded')).toEqual(['recorded', 'prefill', 'crashes', 'swapped-build']);
});

test('a slower stage is looked for also where only the throughput under load is measured', () => {
  expect(idsOf(sustained, 'simulated')).toEqual(
    expect.arrayContaining(['preprocess', 'vision-encoder', 'prefill', 'decode']),
  );
});
