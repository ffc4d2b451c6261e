import { FAMILY_ALPHA } from '#harness/compare/levels.ts';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import {
  aMargin,
  aMeasured,
  anIteration,
  aPass,
  aRun,
  aSuite,
  launchNoise,
  type Place,
} from '#harness/compare/run.fixture.ts';
import { stoppingRule } from '#harness/compare/stopping.ts';
import type { Launch, Outcome } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { rateOf } from '#harness/lab/self-test/findings.ts';
import { stopEarly } from '#harness/lab/self-test/stop-early.ts';
import { failureRule } from './failure-rule.ts';
import { stopAtFailure } from './stop-at-failure.ts';

/** One pass with a look before its end, and passes after it: what a rule that ends too soon would not wait for. */
const PASSES = [{ blocks: 12, looks: [6] }, ...Array.from({ length: 4 }, () => ({ blocks: 6, looks: [] }))].map(
  (own, index) => {
    const pass = aPass(`pass ${index + 1}`, ['timeToFirstToken']);
    return { ...pass, protocol: { ...pass.protocol, ...own } };
  },
);
const SUITE = aSuite(PASSES, [aMargin('timeToFirstToken')]);
/** What aMargin grants. */
const AT_MARGIN = 0.05;

/** A run of the whole plan whose candidate is slower by a fraction; every launch has noise of its own. */
function drawn(seed: number, change: number): Run {
  const noise = launchNoise(seed, 0.03);
  let before = 0;
  const launches = PASSES.flatMap((pass) => {
    const { blocks } = pass.protocol;
    const outcome = ({ arm }: Place): Outcome => {
      const slowdown = arm === 'candidate' ? 1 + change : 1;
      const stages = { preprocessMs: 0, visionEncodeMs: 100 * slowdown * noise(), prefillMs: 0, firstDecodeMs: 0 };
      return aMeasured({ iterations: [anIteration({ ...stages, tokens: 1 })] });
    };
    const first = before;
    before += 2 * blocks;
    return aRun({ blocks, passes: [pass], outcome }).launches.map((launch): Launch => {
      return { ...launch, slot: { ...launch.slot, index: first + launch.slot.index } };
    });
  });
  return { ...aRun({ passes: PASSES, blocks: 0, overrides: { suite: SUITE, seed } }), launches };
}

type Ends = {
  readonly isStopped: boolean;
  readonly fails: boolean;
  /** Whether the same run fails without the rule. */
  readonly failsWhole: boolean;
};

/** Runs of seeds from 0 on, each ended where its gate is certain to fail, beside the same run without that rule. */
function judged(runs: number, change: number): readonly Ends[] {
  return Array.from({ length: runs }, (_, seed) => {
    const plan = drawn(seed, change);
    const whole = stopEarly(plan, stoppingRule(plan));
    const ended = stopAtFailure(whole, failureRule(whole, POLICIES.pr));
    const failsWhole = doesFail(whole);
    const isStopped = ended !== whole;
    return { isStopped, fails: isStopped ? doesFail(ended) : failsWhole, failsWhole };
  });
}

function doesFail(run: Run): boolean {
  return decide(assess({ run, baselineRun: null, seed: run.seed }), POLICIES.pr).kind === 'fail';
}

test('at the margin, where a gate errs most, false alarms stay within α, and no run fails only because it ended early', () => {
  const runs = judged(300, AT_MARGIN);
  const failed = runs.filter(({ fails }) => fails);
  expect(rateOf(failed.length, runs.length).low).toBeLessThanOrEqual(FAMILY_ALPHA);
  expect(failed.filter(({ failsWhole }) => !failsWhole)).toEqual([]);
  // Nothing would be tested if none of them ended early.
  const stopped = runs.filter(({ isStopped }) => isStopped);
  expect(stopped.length).toBeGreaterThan(0);
  expect(stopped.every(({ fails }) => fails)).toBe(true);
});

test('a build in which nothing changed is never ended', () => {
  expect(judged(100, 0).filter(({ isStopped, fails }) => isStopped || fails)).toEqual([]);
});
