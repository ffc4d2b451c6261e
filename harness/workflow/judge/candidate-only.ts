import { completenessOf } from '#harness/domain/count-slots.ts';
import type { MeasuredPart } from '#harness/domain/measured-part.ts';
import { type Run, secondRunOf } from '#harness/domain/run.ts';
import { withoutBuild } from '#harness/domain/reference.ts';

/** A run reduced to its candidate, in both of its sessions: what was measured beside it belongs to another comparison. */
export function candidateOnly(run: Run): Run {
  const { operatorTimes: _, secondSession, ...rest } = run;
  const second = secondRunOf(run);
  return {
    ...rest,
    reference: withoutBuild(run.reference),
    ...candidatePart(run),
    ...(secondSession === undefined || second === null
      ? {}
      : { secondSession: { ...secondSession, ...candidatePart(second) } }),
  };
}

function candidatePart(run: Run): Required<Pick<MeasuredPart, 'launches' | 'completeness'>> {
  return {
    launches: run.launches.filter((launch) => launch.slot.arm === 'candidate'),
    completeness: completenessOf(run).filter(({ arm }) => arm === 'candidate'),
  };
}
