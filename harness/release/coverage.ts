import { provenanceOf } from '#harness/domain/run.ts';
import type { Combination, ReleasePlan } from '#harness/domain/release-plan.ts';
import type { CombinationScore, ExpectedEvidence } from '#harness/domain/scorecard.ts';
import { freshOf, isOf } from './combinations.ts';
import { combinationName } from '#harness/text/scorecard.ts';
import type { JudgedRun } from './judged-run.ts';
import { devicesOf } from './measured-devices.ts';

/**
 * What a release is expected to have evidence of, in the order of the plan: each combination, or each suite that it names.
 *
 * @param runs newest first
 * @param scores of the same plan and runs
 */
export function expectedEvidence(
  plan: ReleasePlan,
  scores: readonly CombinationScore[],
  runs: readonly JudgedRun[],
  now: Date,
): readonly ExpectedEvidence[] {
  return plan.expected.flatMap((combination): readonly ExpectedEvidence[] => {
    const { variant, deviceModel, suites = [] } = combination;
    const own = scores.filter((score) => score.variant === variant && score.deviceModel === deviceModel);
    const name = combinationName({ variant, deviceName: own[0]?.deviceName ?? deviceModel });
    const measured = own.filter(({ os }) => os !== null);
    if (suites.length === 0) {
      const standing =
        measured.length === 0 ? 'missing' : measured.every(({ isStale }) => isStale) ? 'stale' : 'measured';
      return [{ name, suite: null, standing }];
    }
    const ofVariant = plan.variants.find(({ id }) => id === variant);
    return suites.map((suite) => {
      const all = runs.filter(
        ({ run }) =>
          run.suite.id === suite &&
          ofVariant !== undefined &&
          isOf(ofVariant, run) &&
          devicesOf(run, combination).length > 0,
      );
      return { name, suite, standing: standingOf(all, combination, plan, now) };
    });
  });
}

function standingOf(
  runs: readonly JudgedRun[],
  combination: Combination,
  plan: ReleasePlan,
  now: Date,
): ExpectedEvidence['standing'] {
  if (runs.length === 0) return 'missing';
  const counted = runs.filter(
    ({ run }) => plan.virtual === 'accept' || provenanceOf(devicesOf(run, combination)) === 'physical',
  );
  if (counted.length === 0) return 'notCounted';
  return freshOf(counted, plan, now).length === 0 ? 'stale' : 'measured';
}
