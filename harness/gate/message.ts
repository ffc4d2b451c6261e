import type { InconclusiveReason } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { deviceModelIn } from '#harness/domain/device-model-of.ts';
import type { Finding } from '#harness/domain/deciding.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { count } from '#harness/text/numbers.ts';
import { changeText, statedMarginText, signedText } from '#harness/text/quantities.ts';
import { listed } from '#harness/text/lists.ts';
import { DOUBTS } from '#harness/text/doubts.ts';

/** E.g. `Time to first token +10.8 % [9.1, 12.4] on Virtual iPhone 16 Pro, margin 5 %; from Vision encoder +41.0 %`. */
export function describeChange(assessment: Assessment, finding: Finding, phases: readonly Finding[]): string {
  const where = `on ${placeOf(assessment, finding)}`;
  const change = finding.change === null ? 'could not be compared' : changeText(finding.change, finding);
  const margin = statedMarginText(finding, assessment.suite.margins, deviceModelIn(finding, assessment));
  const sentence = `${METRICS[finding.metric].label} ${change} ${where}, margin ${margin}`;
  if (phases.length === 0) return sentence;
  const parts = phases.map((phase) => `${METRICS[phase.metric].label} ${estimateText(phase)}`);
  return `${sentence}; from ${listed(parts)}`;
}

/** The same, with the reason for the doubt. */
export function describeDoubt(assessment: Assessment, finding: Finding, reason: InconclusiveReason): string {
  return `${describeChange(assessment, finding, [])}: ${DOUBTS[reason].brief}`;
}

/** A phone by its label, several of one model by the model: `3 phones iPhone17,1`. */
function placeOf({ devices }: Assessment, finding: Finding): string {
  if ('deviceModel' in finding) return `${count(finding.deviceIds.length, 'phone')} ${finding.deviceModel}`;
  return devices.find((device) => device.id === finding.deviceId)?.label ?? finding.deviceId;
}

function estimateText(comparison: Finding): string {
  return comparison.change === null ? 'by an unknown amount' : signedText(comparison.change.estimate, comparison);
}
