import { assess } from '#harness/compare/assess.ts';
import { decidingCount } from '#harness/compare/stopping.ts';
import { isGivenUp } from '#harness/domain/completeness.ts';
import type { Policy } from '#harness/domain/decision.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { FailureRule } from '#harness/domain/stopping-rule.ts';
import { unmeasuredBlocks } from '#harness/domain/whole-blocks.ts';
import { atReachedLooks } from './reached-looks.ts';
import { sureFailure } from './sure-failure.ts';

/** The rule that ends a run early: its gate is certain to fail. The caller has reached a look. */
export function failureRule(header: RunHeader, policy: Policy): FailureRule {
  const deciding = decidingCount(header);
  return (launches) => {
    const all = runSoFar(header, launches);
    return (
      sureFailure(
        {
          all: () => assess({ run: all, baselineRun: null, seed: header.seed }),
          reached: assess({ run: atReachedLooks(all), baselineRun: null, seed: header.seed }),
          deciding,
          isCandidateGivenUp: isCandidateGivenUp(all),
        },
        policy,
      )?.message ?? null
    );
  };
}

/** As if the run ended here on purpose. */
function runSoFar(header: RunHeader, launches: readonly Launch[]): Run {
  const run: Run = { ...header, endedAt: header.startedAt, launches, isComplete: true };
  return { ...run, skipped: unmeasuredBlocks(run) };
}

/** A build that keeps failing where the other one does not, or where there is no other one. */
function isCandidateGivenUp({ devices, suite, launches }: Run): boolean {
  return devices.some(({ id }) =>
    suite.passes.some((pass) => {
      const here = launches.filter(({ deviceId, slot }) => deviceId === id && slot.pass === pass.id);
      const arm = Map.groupBy(here, ({ slot }) => slot.arm);
      return isGivenUp(arm.get('candidate') ?? []) && (arm.get('baseline') ?? []).every(isMeasured);
    }),
  );
}

function isMeasured({ outcome }: Launch): boolean {
  return outcome.kind === 'measured';
}
