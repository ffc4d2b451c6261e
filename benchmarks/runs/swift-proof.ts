import type { RecordedVerdict } from '#harness/domain/verdict-record.ts';

/** The stages of an answer that are metrics. */
const STAGES = ['preprocess', 'visionEncode', 'prefill'] as const;
type StageMetric = (typeof STAGES)[number];

/** What a comparison has to find. */
export type Expected = { readonly exitCode: 0 | 1; readonly longer: readonly StageMetric[] };

/** What a run found; the exit code is that of the command. */
export type Found = {
  readonly exitCode: number | null;
  readonly verdicts: readonly Pick<RecordedVerdict, 'metric' | 'verdict'>[];
};

/**
 * `seen`: the run shows what was expected. `wrong`: it shows something else. `undecided`: it shows neither, as on a machine that is too
 * busy, or where the lab failed.
 */
export type Proof = 'seen' | 'wrong' | 'undecided';

export function judgeProof({ exitCode, longer }: Expected, found: Found | null): Proof {
  if (found === null || (found.exitCode !== 0 && found.exitCode !== 1)) return 'undecided';
  const verdictOf = (stage: StageMetric): string =>
    found.verdicts.find(({ metric }) => metric === stage)?.verdict ?? 'missing';
  const isLonger = (stage: StageMetric): boolean => longer.includes(stage);
  const contradicts = STAGES.some((stage) =>
    isLonger(stage)
      ? ['noRegression', 'improvement'].includes(verdictOf(stage))
      : ['regression', 'improvement'].includes(verdictOf(stage)),
  );
  // A gate that fails without any stage that did has found something else.
  const failsForNothing = found.exitCode === 1 && !longer.some((stage) => verdictOf(stage) === 'regression');
  if (contradicts || failsForNothing) return 'wrong';
  // A gate that fails ends a run early: what else it asked about may be open then.
  const isShown = STAGES.every((stage) =>
    isLonger(stage) ? verdictOf(stage) === 'regression' : exitCode === 1 || verdictOf(stage) === 'noRegression',
  );
  return isShown && found.exitCode === exitCode ? 'seen' : 'undecided';
}
