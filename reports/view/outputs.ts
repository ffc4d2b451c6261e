import type { AnswerChange } from '#harness/domain/answer-change.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';

type Place = { readonly deviceIds: readonly string[]; readonly passId: string; readonly metric: MetricId };

/**
 * The mark of a timed verdict whose builds did other work: `outputs differ: 12 of 60, 18 % shorter`. Empty where the
 * answers of the pass are the same, or the metric does not depend on them. Phones that differ are only counted.
 */
export function outputsMark({ deviceIds, passId, metric }: Place, changes: readonly AnswerChange[]): string {
  if (METRICS[metric].answers === 'none') return '';
  const marks = changes
    .filter((change) => change.passId === passId && deviceIds.includes(change.deviceId) && change.changed > 0)
    .map((change) => [`${change.changed} of ${change.questions}`, lengthChange(change)].filter(Boolean).join(', '));
  const [first] = marks;
  if (first === undefined) return '';
  const areAlike = marks.length === deviceIds.length && marks.every((mark) => mark === first);
  return `outputs differ${areAlike ? `: ${first}` : ` on ${marks.length} of ${deviceIds.length} phones`}`;
}

/** `18 % shorter`, `4 % longer`, `as long`; empty where no answer had a length. */
export function lengthChange({ meanTokens: { baseline, candidate } }: Pick<AnswerChange, 'meanTokens'>): string {
  if (baseline <= 0) return '';
  const percent = Math.round(100 * (candidate / baseline - 1));
  if (percent === 0) return 'as long';
  return `${Math.abs(percent)} % ${percent < 0 ? 'shorter' : 'longer'}`;
}
