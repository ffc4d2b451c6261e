import { assess } from '#harness/compare/assess.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision, Policy } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import { type Exceptions, NO_EXCEPTIONS } from '#harness/domain/waiver.ts';
import { decide } from '#harness/gate/decide.ts';
import { under } from '#harness/gate/suite-under.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { type KnownSessions, knownSessions } from './known-sessions.ts';

/** Everything that a verdict follows from. */
export type Case = KnownSessions & {
  readonly run: Run;
  readonly baselineRun: Run | null;
  readonly policy: Policy;
  /** None where it is left out. */
  readonly exceptions?: Exceptions;
  readonly seed: number;
};

/** The same case gets the same judgement, today and years later. */
export function judgeRun({ policy, exceptions, ...known }: Case): {
  readonly assessment: Assessment;
  readonly decision: Decision;
} {
  const assessment = assess({ ...known, run: under(policy, known.run) });
  return { assessment, decision: decide(assessment, policy, exceptions) };
}

export type Judged = {
  /** What the verdict follows from. */
  readonly known: Case;
  readonly assessment: Assessment;
  readonly decision: Decision;
};

/** Judges a run by all that the store knows of how far sessions lie apart. Writes nothing. */
export async function judgeKnown(
  { run, baselineRun, policy, exceptions = NO_EXCEPTIONS }: Pick<Case, 'run' | 'baselineRun' | 'policy' | 'exceptions'>,
  store: RunStore,
): Promise<Judged> {
  const sessions = await knownSessions(run, baselineRun, store);
  const known: Case = { run, baselineRun, policy, exceptions, seed: run.seed, ...sessions };
  return { known, ...judgeRun(known) };
}
