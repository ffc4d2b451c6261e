import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision, Reason } from '#harness/domain/decision.ts';
import { worseEnds } from '#harness/domain/deciding.ts';
import { isAbout } from '#harness/domain/is-about.ts';
import { type Found, worstMultiple } from './badness.ts';
import { changeOf, confidenceOf, labelOf, marginOf } from './comparisons.ts';
import { markedMargin } from './marks.ts';
import { judged, judgedDeviceModels } from './judgement.ts';
import { nameOfDevice, nameOfDeviceModel } from './names.ts';
import type { FindingRow } from './report-view.ts';

/**
 * Metrics that decided nothing but are worth knowing, as rows of one table, the possibly worst first: those that a note
 * is about, and those that certainly got worse by an unknown amount.
 */
export function findingRows(decision: Decision, assessment: Assessment): readonly FindingRow[] {
  const all: readonly Found[] = [...judgedDeviceModels(assessment, decision), ...judged(assessment, decision)];
  const isListed = (reasons: readonly Reason[], found: Found): boolean =>
    reasons.some((reason) => isAbout(reason, found));
  return all
    .filter((found) => isListed(decision.notes, found) || (isSurelyWorse(found) && !isListed(decision.reasons, found)))
    .toSorted((a, b) => worstMultiple(b) - worstMultiple(a))
    .map((found) => ({
      sign: found.shown.sign,
      tone: found.shown.tone,
      verdict: found.shown.word,
      metric: labelOf(found.metric, found.passId, assessment.suite),
      where:
        'deviceId' in found
          ? nameOfDevice(found.deviceId, assessment)
          : nameOfDeviceModel(found.deviceModel, found.deviceIds, assessment),
      change: changeOf(found),
      confidence: confidenceOf(found.change),
      margin: markedMargin({ margin: marginOf(found, assessment), isBlocking: found.severity === 'block' }),
      why: found.shown.explanation,
    }));
}

function isSurelyWorse(found: Found): boolean {
  return found.verdict.kind === 'inconclusive' && found.change !== null && Math.min(...worseEnds(found)) > 0;
}
