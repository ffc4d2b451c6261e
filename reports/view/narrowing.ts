import type { Comparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { isOfAnswers } from '#harness/domain/metric-catalogue.ts';
import { count } from '#harness/text/numbers.ts';

type Of = Pick<Comparison, 'passId' | 'metric'>;

/**
 * What would narrow an interval that reaches across its margin, as a sentence about what can be done: a run that measured
 * all that its suite plans is not advised to measure more of the same.
 */
export function narrowing({ passId, metric }: Of, deviceIds: readonly string[], assessment: Assessment): string {
  if (isOfAnswers(metric)) {
    return 'More questions would narrow it: datasets subset draws them, run --dataset asks them.';
  }
  if (assessment.baseline?.design === 'stored') {
    return 'Measuring the baseline again beside the candidate would narrow it.';
  }
  const planned = assessment.suite.passes.find(({ id }) => id === passId)?.protocol.blocks;
  if (!assessment.isComplete) return 'The rest of the run would narrow it: run --resume continues it.';
  const endedEarly = assessment.looks.some(
    (looks) =>
      looks.passId === passId &&
      looks.deviceIds.some((id) => deviceIds.includes(id)) &&
      looks.blocksMeasured < looks.blocksPlanned,
  );
  if (endedEarly) return 'The blocks that were left out would narrow it: run --no-early-stop measures them all.';
  const all = planned === undefined ? 'What was planned' : `The planned ${count(planned, 'block')}`;
  return `${all} ${planned === 1 ? 'was' : 'were'} measured; a calmer device or a plan of more blocks would narrow it.`;
}
