import type { MetricId } from '#harness/domain/metric.ts';
import type { Protocol, Suite } from '#harness/domain/suite.ts';
import { aMargin, aPass, aSuite } from '#harness/compare/run.fixture.ts';
import { CALM } from './conditions.ts';
import { ASSUMED_PROFILE } from './profile.ts';
import { SIMULATED_PHONE, type Simulation } from './simulate-run.ts';

export const EVERY_TIME: readonly MetricId[] = [
  'timeToFirstToken',
  'preprocess',
  'visionEncode',
  'prefill',
  'decodeRate',
  'interTokenP50',
  'endToEnd',
  'modelLoadCold',
];

/** A suite of one pass, with a margin of 5 %, of 1 MB or of a point for each of its metrics. */
export function aSmallSuite(metrics: readonly MetricId[], protocol: Partial<Protocol> = {}): Suite {
  const pass = aPass('only', metrics);
  const whole = { ...pass, protocol: { ...pass.protocol, ...protocol } };
  return aSuite(
    [whole],
    metrics.map((metric) => aMargin(metric)),
  );
}

export function aSimulation(suite: Suite, overrides: Partial<Simulation> = {}): Simulation {
  const phones = [{ device: SIMULATED_PHONE, profile: ASSUMED_PROFILE }];
  return { suite, phones, conditions: CALM, seed: 1, ...overrides };
}
