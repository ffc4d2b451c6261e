import type { Assessment, Comparison, InconclusiveReason, ModelComparison } from '#harness/domain/comparison.ts';
import { METRICS, type Unit } from '#harness/domain/metric.ts';

const DOUBTS: { readonly [Reason in InconclusiveReason]: string } = {
  tooFewLaunches: 'too few launches',
  straddlesMargin: 'the interval lies across the margin',
  oneSession: 'one stored session cannot tell it from the luck of that day',
  methodsDisagree: 'the interval and its robust check disagree',
  farOutLaunches: 'more launches than of the baseline are far worse than the rest',
  differentialInvalidation: 'more launches of one arm than of the other were thrown away',
  unitsDisagree: 'the phones of this model disagree',
};

/** E.g. `Time to first token +10.8 % [9.1, 12.4] on Virtual iPhone 16 Pro, margin 5 %; from Vision encoder +41 %`. */
export function describeChange(assessment: Assessment, finding: Described, phases: readonly Comparison[]): string {
  const where = `on ${placeOf(assessment, finding)}`;
  const margin = `margin ${amount(finding.margin, finding, 'plain')}`;
  const sentence = `${METRICS[finding.metric].label} ${changeText(finding)} ${where}, ${margin}`;
  if (phases.length === 0) return sentence;
  const parts = phases.map((phase) => `${METRICS[phase.metric].label} ${estimateText(phase)}`);
  return `${sentence}; from ${parts.join(' and ')}`;
}

/** The same, with why nothing could be said. */
export function describeDoubt(assessment: Assessment, finding: Described, reason: InconclusiveReason): string {
  return `${describeChange(assessment, finding, [])}: ${DOUBTS[reason]}`;
}

type Described = Comparison | ModelComparison;

/** A phone by its label, several of one model by the model: `3 phones iPhone17,1`. */
function placeOf({ devices }: Assessment, finding: Described): string {
  if ('model' in finding) return `${finding.deviceIds.length} phones ${finding.model}`;
  return devices.find((device) => device.id === finding.deviceId)?.label ?? finding.deviceId;
}

function changeText(comparison: Described): string {
  const { change } = comparison;
  if (change === null) return 'could not be compared';
  if (change.low === change.high) return estimateText(comparison);
  const { factor, digits } = shownIn(comparison);
  const bounds = [change.low, change.high].map((bound) => rounded(bound * factor, digits));
  return `${estimateText(comparison)} [${bounds.join(', ')}]`;
}

function estimateText(comparison: Described): string {
  return comparison.change === null ? 'by an unknown amount' : amount(comparison.change.estimate, comparison, 'signed');
}

function amount(value: number, comparison: Described, style: 'signed' | 'plain'): string {
  const { factor, digits, unit } = shownIn(comparison);
  const sign = style === 'signed' && value > 0 ? '+' : '';
  return `${sign}${rounded(value * factor, digits)} ${unit}`;
}

type Shown = { readonly factor: number; readonly digits: number; readonly unit: string };

/** Percent with one decimal, accuracy in percentage points, bytes in megabytes of 1,000,000. */
function shownIn({ scale, metric }: Described): Shown {
  if (scale === 'relative') return { factor: 100, digits: 1, unit: '%' };
  const { unit } = METRICS[metric];
  const units: { readonly [Key in Unit]: Shown } = {
    ms: { factor: 1, digits: 2, unit },
    'tok/s': { factor: 1, digits: 2, unit },
    B: { factor: 1e-6, digits: 1, unit: 'MB' },
    'B/cycle': { factor: 1e-6, digits: 2, unit: 'MB/cycle' },
    J: { factor: 1, digits: 2, unit },
    W: { factor: 1, digits: 2, unit },
    ratio: { factor: 100, digits: 1, unit: 'pp' },
  };
  return units[unit];
}

/** Trailing zeros say nothing; a minus sign is one. */
function rounded(value: number, digits: number): string {
  const text = String(Number(value.toFixed(digits)));
  return text === '0' || text === '-0' ? '0' : text.replace('-', '−');
}
