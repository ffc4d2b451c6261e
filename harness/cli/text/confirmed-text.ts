import { count, percentText } from '#harness/text/numbers.ts';
import { rateOf } from '#harness/lab/self-test/findings.ts';
import type { ScenarioResult } from '#harness/lab/self-test/self-test.ts';
import type { Outcomes, Tally } from '#harness/lab/self-test/tally.ts';

/** Whether the tested policy asks for a second session. */
export function isConfirmed(results: readonly ScenarioResult[]): boolean {
  return results.some(({ tallies }) => tallies.some(({ once }) => once !== null));
}

/** What a second session changes, beside the same runs judged by their first session alone; a line each. */
export function confirmedLines(results: readonly ScenarioResult[]): readonly string[] {
  const tallies = results.flatMap((result) => result.tallies).flatMap(besideOnce);
  const owed = (expectation: Tally['expectation']): readonly BesideOnce[] =>
    tallies.filter((tally) => tally.expectation === expectation);
  return [
    ...line('that must not fail', owed('tolerate')),
    ...line('with a change to be found', owed('find')),
    ...(tallies.length === 0
      ? []
      : [
          'Simulated sessions differ only by chance. Sessions on a phone differ by more, and a second session helps against that.',
        ]),
  ];
}

type BesideOnce = Tally & { readonly once: Outcomes };

function besideOnce(tally: Tally): readonly BesideOnce[] {
  const { once } = tally;
  return once === null ? [] : [{ ...tally, once }];
}

function line(which: string, tallies: readonly BesideOnce[]): readonly string[] {
  if (tallies.length === 0) return [];
  const trials = sum(tallies, (tally) => tally.trials);
  const rate = (failed: number): string => {
    const { low, high } = rateOf(failed, trials);
    return `${failed} (${percentText(failed / trials)}, in the long run ${percentText(low)} to ${percentText(high)})`;
  };
  const once = rate(sum(tallies, (tally) => tally.once.failed));
  const both = rate(sum(tallies, (tally) => tally.failed));
  return [`Of ${count(trials, 'run')} ${which}, ${once} fail by one session, ${both} with a second one.`];
}

function sum(tallies: readonly BesideOnce[], of: (tally: BesideOnce) => number): number {
  return tallies.reduce((total, tally) => total + of(tally), 0);
}
