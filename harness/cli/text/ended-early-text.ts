import type { RunPolicy } from '#harness/domain/decision.ts';
import { count, fixed } from '#harness/text/numbers.ts';
import type { ScenarioResult } from '#harness/lab/self-test/self-test.ts';
import type { Tally, WholeOutcomes } from '#harness/lab/self-test/tally.ts';
import { mean } from '#harness/stats/moments.ts';

/** Says what the policy does to runs, so that nobody takes them for whole ones, or for single sessions. */
export function policyText({ endsWhenSure, confirm }: RunPolicy): string {
  const early = endsWhenSure
    ? 'A run ends as soon as its gate is certain to fail; "whole" is the same run without that rule.\n'
    : '';
  const again =
    confirm === 'secondSession'
      ? 'A regression fails only if a second session finds it too; "once" is the same run by its first session alone.\n'
      : '';
  return early + again;
}

export function isEndedEarly(results: readonly ScenarioResult[]): boolean {
  return results.some(({ tallies }) => tallies.some(({ whole }) => whole !== null));
}

/** How ending early changes false alarms and detections, beside the same runs without that rule; a line each. */
export function endedEarlyLines(results: readonly ScenarioResult[]): readonly string[] {
  const tallies = results.flatMap((result) => result.tallies).flatMap(besideWhole);
  const owed = (expectation: Tally['expectation']): readonly BesideWhole[] =>
    tallies.filter((tally) => tally.expectation === expectation);
  if (tallies.length === 0) return [];
  const all = count(
    sum(tallies, ({ trials }) => trials),
    'run',
  );
  return [
    ...sideBySide('that must not fail', owed('tolerate')),
    ...sideBySide('with a change to be found', owed('find')),
    `Failed only because they ended early: ${sum(tallies, ({ whole }) => whole.failedOnlyEarly)} of ${all}.`,
  ];
}

type BesideWhole = Tally & { readonly whole: WholeOutcomes };

function besideWhole(tally: Tally): readonly BesideWhole[] {
  const { whole } = tally;
  return whole === null ? [] : [{ ...tally, whole }];
}

function sideBySide(which: string, tallies: readonly BesideWhole[]): readonly string[] {
  if (tallies.length === 0) return [];
  const failed = sum(tallies, (tally) => tally.failed);
  const all = count(
    sum(tallies, ({ trials }) => trials),
    'run',
  );
  const blocks = fixed(mean(tallies.map(({ meanBlocks }) => meanBlocks)) ?? 0, 1);
  const wholeBlocks = fixed(mean(tallies.map(({ whole }) => whole.meanBlocks)) ?? 0, 1);
  const wholeFailed = sum(tallies, ({ whole }) => whole.failed);
  return [
    `Of ${all} ${which}, ${failed} failed when they could end early (${blocks} blocks a run), ${wholeFailed} when measured whole (${wholeBlocks} blocks a run).`,
  ];
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
