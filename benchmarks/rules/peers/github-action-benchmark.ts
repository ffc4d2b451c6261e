import { mean } from '#harness/stats/moments.ts';
import type { Call, RuleContext } from './rule.ts';

/** `alert-threshold`, 200 % by default. */
const ALERT_THRESHOLD = 2;

/**
 * github-action-benchmark 1: an alert when the new value is more than twice as bad as the one before. Worse only; an
 * improvement is never called. The value is whatever the benchmark tool says; here the mean.
 *
 * `findAlerts` and `getRatio` in benchmark-action/github-action-benchmark@c38cce9, src/write.ts; the default in
 * action.yml.
 */
export function githubActionBenchmark(
  baseline: readonly number[],
  candidate: readonly number[],
  { better }: RuleContext,
): Call {
  const [previous, current] = [mean(baseline) ?? 0, mean(candidate) ?? 0];
  const ratio = previous === 0 && current === 0 ? 1 : better === 'higher' ? previous / current : current / previous;
  return { isChanged: ratio > ALERT_THRESHOLD, score: 1 / ratio };
}
