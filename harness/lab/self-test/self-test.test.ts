import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { findingsOf } from './findings.ts';
import { judgeAsGate } from './judge.ts';
import { type Scenario, scenariosOf } from './scenarios.ts';
import { runSelfTest, type ScenarioResult, type SelfTest } from './self-test.ts';
import { aSimulation, aSmallSuite } from './simulation.fixture.ts';
import { simulateRun } from './simulate-run.ts';

/** Blocks vary by about 3 %; half of them may do. */
const SUITE = aSmallSuite(['timeToFirstToken', 'preprocess', 'visionEncode', 'prefill'], {
  blocks: 12,
  looks: [6],
  iterationsPerLaunch: 4,
});
const ENCODER: Scenario = {
  kind: 'changed',
  id: 'vision-encoder',
  title: 'Vision encoder slower',
  change: { kind: 'slowStage', stage: 'visionEncode' },
  sizes: [0, 0.05, 0.2],
};
const gate = judgeAsGate(POLICIES.release);

function tested(overrides: Partial<SelfTest>): readonly ScenarioResult[] {
  const draw: SelfTest['draw'] = (conditions, seed) => simulateRun(aSimulation(SUITE, { conditions, seed }));
  const steps = runSelfTest({ scenarios: [ENCODER], trials: 40, draw, judge: gate, ...overrides });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

test('the gate finds an encoder that is slower by 20 %, names it, and fails nothing that did not change', () => {
  const [none, , slower] = tested({})[0]?.tallies ?? [];
  expect(none).toMatchObject({ size: 0, expectation: 'tolerate', trials: 40, failed: 0 });
  expect(slower).toMatchObject({ size: 0.2, expectation: 'find', failed: 40, named: 40, passed: 0 });
});

test('a build that crashes at every launch fails in every run under every policy, and is named', () => {
  const crashes = scenariosOf(SUITE, 'simulated').filter(({ id }) => id === 'crashes');
  for (const policy of [POLICIES.pr, POLICIES.release]) {
    const { tallies } = tested({ scenarios: crashes, trials: 10, judge: judgeAsGate(policy) })[0] ?? { tallies: [] };
    expect(tallies.at(-1)).toMatchObject({ size: 1, expectation: 'find', failed: 10, named: 10 });
    expect(tallies[0]).toMatchObject({ size: 0, failed: 0 });
  }
});

test('a restless phone raises no false alarms: both arms are slow together', () => {
  const restless = scenariosOf(SUITE, 'simulated').filter(({ kind }) => kind === 'unchanged');
  for (const { tallies } of tested({ scenarios: restless, trials: 20 })) expect(tallies[0]?.failed).toBe(0);
});

test('blocks that were not needed are not counted', () => {
  const [none] = tested({ trials: 20 })[0]?.tallies ?? [];
  expect(none?.meanBlocks).toBeGreaterThanOrEqual(6);
  expect(none?.meanBlocks).toBeLessThan(12);
});

/** A rule that calls every worsening a regression, however small and uncertain. */
function careless(assessment: Assessment): Assessment {
  const comparisons = assessment.comparisons.map((comparison): Assessment['comparisons'][number] =>
    (comparison.change?.estimate ?? 0) > 0
      ? { ...comparison, verdict: { kind: 'regression' }, evidence: { ...comparison.evidence, pRegression: 0 } }
      : comparison,
  );
  return { ...assessment, comparisons };
}

test('a rule without margin and certainty is caught by its false alarms', () => {
  const judge: SelfTest['judge'] = (run, seed) => {
    const assessment = careless(assess({ run, baselineRun: null, seed }));
    return { decision: decide(assessment, POLICIES.pr), blocks: 12, whole: null, once: null };
  };
  const findings = findingsOf(tested({ judge }));
  expect(findings.map(({ kind, size }) => [kind, size])).toEqual([
    ['falseAlarms', 0],
    ['falseAlarms', 0.05],
  ]);
});

test('a gate that looks away is caught by what it misses', () => {
  const blind = (run: Run): Run => ({
    ...run,
    suite: { ...run.suite, margins: run.suite.margins.map((margin) => ({ ...margin, percent: 100 })) },
  });
  const findings = findingsOf(tested({ judge: (run, trial) => gate(blind(run), trial, () => run), trials: 20 }));
  expect(findings.map(({ kind, size }) => [kind, size])).toEqual([['misses', 0.2]]);
});

test('runs that fail only because they ended early are counted, and their false alarms are found', () => {
  const judge: SelfTest['judge'] = (run, trial) => {
    const whole = gate(run, trial, () => run);
    const isEnded = trial % 2 === 0;
    return isEnded
      ? { ...whole, decision: { ...whole.decision, kind: 'fail' }, blocks: 3, whole }
      : { ...whole, whole };
  };
  const results = tested({ judge, trials: 20 });
  const [none] = results[0]?.tallies ?? [];
  expect(none).toMatchObject({ size: 0, failed: 10, whole: { failed: 0, failedOnlyEarly: 10 } });
  expect(none?.meanBlocks).toBeLessThan(none?.whole?.meanBlocks ?? 0);
  expect(findingsOf(results).map(({ kind }) => kind)).toContain('falseAlarms');
});

test('where no size obliges the gate, a larger one that does is added', () => {
  const small: Scenario = { ...ENCODER, sizes: [0, 0.03] };
  const sizes = tested({ scenarios: [small], trials: 1 })[0]?.tallies.map(({ size, expectation }) => [
    size,
    expectation,
  ]);
  expect(sizes).toEqual([
    [0, 'tolerate'],
    [0.03, 'tolerate'],
    [0.12, 'find'],
  ]);
});

test('progress counts every judgement', () => {
  const draw: SelfTest['draw'] = (conditions, seed) => simulateRun(aSimulation(SUITE, { conditions, seed }));
  const told = [...runSelfTest({ scenarios: [ENCODER], trials: 2, draw, judge: gate })];
  expect(told.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(told.every(({ total }) => total === 6)).toBe(true);
});
