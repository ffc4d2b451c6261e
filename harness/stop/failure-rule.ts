import { assess } from '#harness/compare/assess.ts';
import { faultCounts, productFaultsOf } from '#harness/compare/fault-rates.ts';
import { decidingCount } from '#harness/domain/deciding.ts';
import { ofOneSession, type Policy } from '#harness/domain/decision.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import { type Exceptions, NO_EXCEPTIONS } from '#harness/domain/waiver.ts';
import type { FailureRule } from '#harness/domain/stopping-rule.ts';
import { unmeasuredBlocks } from '#harness/domain/whole-blocks.ts';
import { isFaultFailureSure } from '#harness/gate/faults.ts';
import { atReachedLooks } from './reached-looks.ts';
import { sureFailure } from './sure-failure.ts';
import { comparedArms } from '#harness/compare/launches/compared-arms.ts';

/**
 * The rule that ends a run early: its gate is certain to fail. The caller has reached a look. A session ends by what it finds itself,
 * also where another one has to confirm it.
 */
export function failureRule(header: RunHeader, policy: Policy, exceptions: Exceptions = NO_EXCEPTIONS): FailureRule {
  const deciding = decidingCount(header);
  return (launches) => {
    const all = runSoFar(header, launches);
    return (
      sureFailure(
        {
          all: () => assess({ run: all, baselineRun: null, seed: header.seed }),
          reached: assess({ run: atReachedLooks(all), baselineRun: null, seed: header.seed }),
          deciding,
          isFaultSure: isFaultSure(all),
        },
        ofOneSession(policy),
        exceptions,
      )?.message ?? null
    );
  };
}

/** As if the run ended here on purpose. */
function runSoFar(header: RunHeader, launches: readonly Launch[]): Run {
  const run: Run = { ...header, endedAt: header.startedAt, launches, isComplete: true };
  return { ...run, skipped: unmeasuredBlocks(run) };
}

/** What is known of the product faults; a stored baseline is not at hand while a run is measured. */
function isFaultSure(run: Run): boolean {
  const arms = comparedArms(run, null, []);
  const productFaults = productFaultsOf(arms);
  return (
    productFaults.some(({ arm }) => arm === 'candidate') &&
    isFaultFailureSure({
      faultCounts: faultCounts(run, arms),
      productFaults,
      hasBaseline: run.reference.kind === 'remeasured',
    })
  );
}
