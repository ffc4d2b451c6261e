import type { Rate } from '#harness/domain/calibration.ts';
import { clopperPearson } from '#harness/stats/intervals/clopper-pearson.ts';
import type { ScenarioResult } from './self-test.ts';
import type { Tally } from './tally.ts';
import type { Scenario } from './scenarios.ts';

/** How often a gate may fail a run of which no deciding metric moved by more than its margin. */
export const FALSE_ALARM_RATE = 0.05;
/** How often a gate may pass a run with a change that is far beyond a margin. An inconclusive run is not passed. */
export const MISS_RATE = 0.2;
/** From this share of failed runs on a change counts as found. */
export const DETECTION_RATE = 1 - MISS_RATE;
const CONFIDENCE = 0.95;

/** Something that is proven to be wrong with a gate. */
export type Finding = {
  readonly kind: 'falseAlarms' | 'misses';
  readonly scenario: Scenario;
  readonly size: number;
  /** Of the runs that failed where none should, or passed where none should. */
  readonly rate: Rate;
};

/** What the tallies prove: too few trials prove nothing, and a rate on the wrong side by chance is no finding. */
export function findingsOf(results: readonly ScenarioResult[]): readonly Finding[] {
  return results.flatMap(({ scenario, tallies }) =>
    tallies.flatMap(({ size, expectation, failed, passed, trials }): readonly Finding[] => {
      const failures = rateOf(failed, trials);
      const passes = rateOf(passed, trials);
      if (expectation === 'tolerate' && failures.low > FALSE_ALARM_RATE) {
        return [{ kind: 'falseAlarms', scenario, size, rate: failures }];
      }
      return expectation === 'find' && passes.low > MISS_RATE ? [{ kind: 'misses', scenario, size, rate: passes }] : [];
    }),
  );
}

/** With its exact (Clopper–Pearson) 95 % interval. */
export function rateOf(hits: number, trials: number): Rate {
  return { hits, trials, ...clopperPearson(hits, trials, CONFIDENCE) };
}

/** The smallest size from which on the gate fails enough runs in every size; null when there is none. */
export function foundFrom(tallies: readonly Tally[]): Tally | null {
  const lastMissed = tallies.findLastIndex(({ failed, trials }) => failed < DETECTION_RATE * trials);
  return tallies[lastMissed + 1] ?? null;
}

/** Whether a gate fails too few runs in every size of a change, though there is one that it should find. */
export function isNeverFound({ tallies }: ScenarioResult): boolean {
  return foundFrom(tallies) === null && tallies.some(({ expectation }) => expectation === 'find');
}
