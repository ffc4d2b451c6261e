import { completenessOf } from '#harness/domain/count-slots.ts';
import type { Run } from '#harness/domain/run.ts';
import { withoutBuild } from '#harness/domain/reference.ts';

/** A run reduced to its candidate: what was measured beside it belongs to another comparison. */
export function candidateOnly(run: Run): Run {
  const { operatorTimes: _, ...rest } = run;
  return {
    ...rest,
    reference: withoutBuild(run.reference),
    launches: run.launches.filter((launch) => launch.slot.arm === 'candidate'),
    completeness: completenessOf(run).filter(({ arm }) => arm === 'candidate'),
  };
}
