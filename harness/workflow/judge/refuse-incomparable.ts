import { differences } from '#harness/compare/comparability/comparability.ts';
import { installationDifferences } from '#harness/compare/comparability/installations.ts';
import { supplyDifferences } from '#harness/compare/comparability/supplies.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';

const REMEDY =
  'Measure the baseline again with the same suite, dataset, phones and power supply, or pass its app.ipa to measure both together.';

/** Throws NOT_COMPARABLE with the list of what differs, and USAGE where a run would be compared with itself. */
export function refuseIncomparable(run: RunHeader, baselineRun: Run): void {
  if (run.id === baselineRun.id) {
    throw new BenchError('USAGE', `${run.id} would be compared with itself: that measures nothing.`, {
      remedy:
        'Measure the build twice, or against itself: `fastvlm-bench calibrate` shows how much a phone varies by itself.',
    });
  }
  if (run.suite.id !== baselineRun.suite.id) {
    const suites = `suite ${baselineRun.suite.id}, not ${run.suite.id}`;
    throw new BenchError('NOT_COMPARABLE', `The baseline ${baselineRun.id} was measured with ${suites}.`, {
      remedy: REMEDY,
    });
  }
  refuse(differences(run, baselineRun), baselineRun);
}

/** Throws NOT_COMPARABLE where the launches of two stored runs were powered or prepared in different ways. */
export function refuseOtherConditions(run: Run, baselineRun: Run): void {
  refuse([...supplyDifferences(run, baselineRun), ...installationDifferences(run, baselineRun)], baselineRun);
}

function refuse(found: readonly string[], baselineRun: Run): void {
  if (found.length === 0) return;
  throw new BenchError(
    'NOT_COMPARABLE',
    `The baseline ${baselineRun.id} was measured differently:\n  - ${found.join('\n  - ')}`,
    { remedy: REMEDY },
  );
}
