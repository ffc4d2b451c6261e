import type { Run } from '#harness/domain/run.ts';
import { CALM, type Conditions } from './conditions.ts';
import { inject } from './inject.ts';
import type { JudgeRun } from './judge.ts';
import { type Expectation, expectationOf } from './expectation.ts';
import type { Scenario } from './scenarios.ts';
import { type SeenRun, seenRun, type Tally, tally } from './tally.ts';

export type SelfTest = {
  readonly scenarios: readonly Scenario[];
  /** How often each size of each scenario is judged. */
  readonly trials: number;
  /** A run in which nothing is wrong; the same trial gives the same run. */
  readonly draw: (conditions: Conditions, trial: number) => Run;
  readonly judge: JudgeRun;
};

export type ScenarioResult = { readonly scenario: Scenario; readonly tallies: readonly Tally[] };

/**
 * Judges runs of which it is known what is wrong. All kinds and sizes of change are put into the same runs, trial by
 * trial, so that their rates differ by the change alone and not by the luck of the draw.
 *
 * Yields how many of all judgements are done, after each; what it returns is the result.
 */
export function* runSelfTest({
  scenarios,
  trials,
  draw,
  judge,
}: SelfTest): Generator<{ readonly done: number; readonly total: number }, readonly ScenarioResult[]> {
  const reference = draw(CALM, 0);
  const cases = scenarios.flatMap((scenario) => casesOf(scenario, reference));
  const judged = cases.map((): SeenRun[] => []);
  let done = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const steady = draw(CALM, trial);
    // Another session is another draw: no trial is negative.
    const other: Trial = {
      steady: () => draw(CALM, SECOND_DRAW - trial),
      draw,
      trial: SECOND_DRAW - trial,
      seed: trial,
    };
    const unchanged = judge(steady, trial, other.steady);
    for (const [index, { scenario, size }] of cases.entries()) {
      const run = changedRun(scenario, size, { steady: () => steady, draw, trial, seed: trial });
      const again = (): Run => changedRun(scenario, size, other);
      judged[index]?.push(seenRun(run === steady ? unchanged : judge(run, trial, again), scenario));
      done += 1;
      yield { done, total: trials * cases.length };
    }
  }
  const tallies = cases.map((own, index) => tally(own, judged[index] ?? []));
  return scenarios.map((scenario) => ({
    scenario,
    tallies: tallies.filter((_, index) => cases[index]?.scenario === scenario),
  }));
}

type Case = { readonly scenario: Scenario; readonly size: number; readonly expectation: Expectation };

/** Where none of the sizes obliges the gate to find it, larger ones are added until one does. */
const MAX_DOUBLINGS = 3;

function casesOf(scenario: Scenario, reference: Run): readonly Case[] {
  if (scenario.kind === 'unchanged') return [{ scenario, size: 0, expectation: 'tolerate' }];
  const caseOf = (size: number): Case => ({
    scenario,
    size,
    expectation: expectationOf(scenario.change, size, reference),
  });
  const cases = scenario.sizes.map(caseOf);
  if (cases.some(({ expectation }) => expectation === 'find')) return cases;
  const largest = Math.max(...scenario.sizes);
  const larger = Array.from({ length: MAX_DOUBLINGS }, (_, index) => caseOf(largest * 2 ** (index + 1)));
  const enough = larger.find(({ expectation }) => expectation === 'find');
  return enough === undefined ? cases : [...cases, enough];
}

const SECOND_DRAW = -1;

type Trial = {
  readonly steady: () => Run;
  readonly draw: SelfTest['draw'];
  readonly trial: number;
  /** Of what is changed: a build is the same in both of its sessions. */
  readonly seed: number;
};

function changedRun(scenario: Scenario, size: number, { steady, draw, trial, seed }: Trial): Run {
  if (scenario.kind === 'changed') return inject(steady(), { change: scenario.change, size }, seed);
  return scenario.conditions === CALM ? steady() : draw(scenario.conditions, trial);
}
