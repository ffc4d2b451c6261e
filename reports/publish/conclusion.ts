import type { Decision } from '#harness/domain/decision.ts';
import { exitCodeOf } from '#harness/domain/exit-code.ts';
import type { PullRequestText } from '#reports/pull-request/comment.ts';

/** What a service shows beside a commit. */
export type Conclusion = 'success' | 'failure' | 'neutral';

/**
 * A conclusion passes exactly where commands end with exit code 0, under every policy: services count a neutral one as passed where a
 * branch requires it, so a doubt that keeps a build from passing must not be one. Only a run that nothing judges is neutral.
 */
export function conclusionOf(decision: Decision, { kind }: Pick<PullRequestText, 'kind'>): Conclusion {
  if (exitCodeOf(decision) !== 0) return 'failure';
  return kind === 'measured' ? 'neutral' : 'success';
}
