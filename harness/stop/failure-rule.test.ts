import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import {
  aDevice,
  aMargin,
  aMeasured,
  anIteration,
  aPass,
  aRun,
  aSuite,
  CRASH,
  launchNoise,
  type Place,
} from '#harness/compare/run.fixture.ts';
import type { Outcome } from '#harness/domain/launch.ts';
import { NO_REFERENCE } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { failureRule } from './failure-rule.ts';
import { stopAtFailure } from './stop-at-failure.ts';

const METRICS = ['timeToFirstToken', 'visionEncode', 'decodeRate'] as const;
const pass = aPass('latency', METRICS);
const looked = { ...pass, protocol: { ...pass.protocol, blocks: 24, looks: [6, 12, 18] } };
const TWO_MODELS = [aDevice('one'), aDevice('two', { model: 'iPhone18,1' })];
const ONE_MODEL = [aDevice('one'), aDevice('two')];

type Change = (place: Place) => { readonly encoder?: number; readonly token?: number };

/** A run of all blocks, phones side by side. */
function measured(change: Change, devices = TWO_MODELS, sigma = 0.03, seed = 3): Run {
  const noise = launchNoise(seed, sigma);
  const outcome = (place: Place): Outcome => {
    const { encoder = 1, token = 1 } = place.arm === 'candidate' ? change(place) : {};
    const question = { visionEncodeMs: 50 * noise() * encoder, tokenGapMs: 10 * noise() * token };
    return aMeasured({ iterations: [anIteration(question)] });
  };
  return aRun({ blocks: 24, passes: [looked], devices, outcome, overrides: { suite: aSuite([looked]) } });
}

const whyItFails = (run: Run): string | null => failureRule(run, POLICIES.pr)(run.launches);
const upTo = (run: Run, index: (deviceId: string) => number): Run => ({
  ...run,
  launches: run.launches.filter(({ deviceId, slot }) => slot.index < index(deviceId)),
});
const decided = (run: Run): string => decide(assess({ run, baselineRun: null, seed: run.seed }), POLICIES.pr).kind;

test('a large regression ends the run at half of its blocks, and what was measured by then fails again', () => {
  const run = measured(() => ({ token: 5 }));
  const stopped = stopAtFailure(run, failureRule(run, POLICIES.pr));
  expect(Math.max(...stopped.launches.map(({ slot }) => slot.block))).toBe(11);
  expect(whyItFails(stopped)).toMatch(/^Decode rate −8\d/);
  expect(decided(stopped)).toBe('fail');
});

test('an unchanged build, and one that is better, is never ended', () => {
  for (const change of [() => ({}), () => ({ encoder: 0.5, token: 0.5 })]) {
    const run = measured(change);
    expect(stopAtFailure(run, failureRule(run, POLICIES.pr))).toBe(run);
  }
});

test('nothing is looked at between two planned looks', () => {
  const run = measured(() => ({ token: 5 }));
  expect(whyItFails(upTo(run, () => 23))).toBeNull();
  expect(whyItFails(upTo(run, (id) => (id === 'one' ? 24 : 23)))).not.toBeNull();
});

test('phones of one model decide together, so one of them does not end the run', () => {
  const run = measured(({ deviceId }) => ({ token: deviceId === 'one' ? 5 : 1 }), ONE_MODEL);
  expect(whyItFails(upTo(run, (id) => (id === 'one' ? 12 : 10)))).toBeNull();
  const both = measured(() => ({ token: 5 }), ONE_MODEL);
  expect(whyItFails(upTo(both, (id) => (id === 'one' ? 12 : 10)))).toBeNull();
  expect(whyItFails(upTo(both, () => 12))).not.toBeNull();
});

test('a regression that would not hold among all comparisons of the run is not sure', () => {
  const run = upTo(
    measured(() => ({ token: 1.25 }), [aDevice('one')]),
    () => 12,
  );
  expect(whyItFails(run)).not.toBeNull();
  const many = Array.from({ length: 40 }, (_, index) =>
    aDevice(index === 0 ? 'one' : `${index}`, { model: `${index}` }),
  );
  expect(whyItFails({ ...run, devices: many })).toBeNull();
});

test('a metric that only warns ends nothing', () => {
  const run = measured(() => ({ token: 5 }));
  const margins = METRICS.map((id) => aMargin(id, { severity: id === 'decodeRate' ? 'warn' : 'block' }));
  expect(whyItFails({ ...run, suite: aSuite([looked], margins) })).toBeNull();
});

test('a candidate that only crashes ends the run, one that crashes as the baseline does not', () => {
  const run = upTo(
    measured(() => ({})),
    () => 8,
  );
  const failing = (arms: readonly string[]): Run => ({
    ...run,
    launches: run.launches.map((launch) => (arms.includes(launch.slot.arm) ? { ...launch, outcome: CRASH } : launch)),
  });
  expect(whyItFails(failing(['candidate']))).toMatch(
    /^On iPhone one in pass latency the candidate crashed 4 times in a row/,
  );
  expect(whyItFails(failing(['baseline', 'candidate']))).toBeNull();
  expect(whyItFails({ ...failing(['candidate']), reference: NO_REFERENCE })).toMatch(
    /the candidate crashed 4 times in a row/,
  );
});
