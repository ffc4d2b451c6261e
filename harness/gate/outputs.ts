import type { Assessment } from '#harness/domain/assessment.ts';
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import type { Reason } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { listed } from '#harness/text/lists.ts';
import type { SortedReasons } from './sorted-reasons.ts';

/**
 * Whether the builds did the same work while they were timed. Other answers are noted; answers that got shorter by more
 * than the margin of a metric that gets worse with longer ones are a doubt, unless that metric got worse all the same: a build that
 * answers less is no faster build. Tokens, texts and scores that contradict each other, and many questions without an
 * answer because no build could read their images, are a doubt whatever was timed.
 */
export function judgeOutputs(assessment: Assessment): Pick<SortedReasons, 'doubts' | 'notes'> {
  const doubts: Reason[] = assessment.warnings
    .filter(({ code }) => code === 'answersContradict' || code === 'manyImagesUnreadable')
    .map(({ code, message }) => ({
      kind: code === 'answersContradict' ? 'outputs' : 'incomplete',
      message: message.replace(/\.$/, ''),
    }));
  const notes: Reason[] = [];
  for (const change of assessment.answerChanges) {
    const timed = assessment.comparisons.filter(
      ({ deviceId, passId, metric }) =>
        deviceId === change.deviceId && passId === change.passId && METRICS[metric].comparedBy === 'launch',
    );
    if (change.changed === 0 || timed.length === 0) continue;
    const flattered = timed.filter(
      ({ metric, severity, scale, margin, verdict }) =>
        METRICS[metric].answers === 'length' &&
        severity === 'block' &&
        verdict.kind !== 'regression' &&
        shortening(change) > (scale === 'relative' ? margin : 0),
    );
    const message = describe(change, assessment);
    if (flattered.length === 0) notes.push({ kind: 'outputs', message });
    else {
      const labels = listed(flattered.map(({ metric }) => METRICS[metric].label));
      doubts.push({ kind: 'outputs', message: `${message}: ${labels} cannot be compared` });
    }
  }
  return { doubts, notes };
}

/** By how much answers got shorter, as a fraction; negative when they got longer. */
function shortening({ meanTokens: { baseline, candidate } }: AnswerChange): number {
  return baseline === 0 ? 0 : 1 - candidate / baseline;
}

function describe(change: AnswerChange, { devices }: Assessment): string {
  const label = devices.find(({ id }) => id === change.deviceId)?.label ?? change.deviceId;
  const { baseline, candidate } = change.meanTokens;
  const lengths = `${baseline.toFixed(1)} tokens on average before, ${candidate.toFixed(1)} now`;
  return `${change.changed} of ${change.questions} timed answers differ on ${label}, pass ${change.passId} (${lengths})`;
}
