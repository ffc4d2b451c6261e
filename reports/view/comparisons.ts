import { metricsBeside } from '#harness/domain/beside-metrics.ts';
import type { Comparison, DeviceModelComparison, Interval } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { deviceModelIn } from '#harness/domain/device-model-of.ts';
import { isOfAnswers, METRICS } from '#harness/domain/metric-catalogue.ts';
import { METRIC_IDS, type MetricId, type MetricRole } from '#harness/domain/metric.ts';
import { ABSENT, count, trimmed } from '#harness/text/numbers.ts';
import { changeText, marginText, scaleFor, statedMarginText, statedSizeText } from '#harness/text/quantities.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { Judged } from './judgement.ts';
import { outputsMark } from './outputs.ts';
import type { ComparisonRow, EvidenceView, VerdictView } from './comparison-view.ts';
import { METHODS } from './statistics.ts';
import { readable } from '#harness/text/sentences.ts';
import { betterWord } from './wording.ts';
import { probabilityText, confidenceText, powerText } from '#harness/text/chances.ts';
import { medianView } from './median-view.ts';

const URGENCY: Readonly<Record<VerdictView['kind'], number>> = {
  regression: 0,
  unconfirmed: 2,
  waived: 2,
  inconclusive: 4,
  drift: 6,
  improvement: 8,
  noRegression: 10,
};
const ROLE_RANK: Readonly<Record<MetricRole, number>> = { primary: 0, phase: 1, secondary: 2 };

/** What rows are ordered by. */
type Ranked = Pick<Judged, 'passId' | 'metric' | 'severity' | 'shown'>;

/** What needs a person first; phases directly below their parent, in the order in which they run. */
export function ordered<T extends Ranked>(comparisons: readonly T[]): readonly T[] {
  const isPresent = new Set(comparisons.map((comparison) => keyOf(comparison.passId, comparison.metric)));
  const parentOf = (comparison: T): MetricId | null => {
    const { parent } = METRICS[comparison.metric];
    return parent !== null && isPresent.has(keyOf(comparison.passId, parent)) ? parent : null;
  };
  const heads = comparisons.filter((comparison) => parentOf(comparison) === null).toSorted(byUrgency);
  return heads.flatMap((head) => [
    head,
    ...comparisons
      .filter((comparison) => comparison.passId === head.passId && parentOf(comparison) === head.metric)
      .toSorted((a, b) => METRIC_IDS.indexOf(a.metric) - METRIC_IDS.indexOf(b.metric)),
  ]);
}

export function comparisonRow(comparison: Judged, assessment: Assessment): ComparisonRow {
  const { suite, answerChanges } = assessment;
  const metric = METRICS[comparison.metric];
  const scale = scaleFor(metric.unit, largestOf(comparison));
  const isBlocking = comparison.severity === 'block';
  const baseline = medianView(comparison.baseline.median, scale);
  const candidate = medianView(comparison.candidate.median, scale);
  const change = changeOf(comparison);
  return {
    metric: metric.id,
    label: labelOf(comparison.metric, comparison.passId, suite),
    pass: readable(comparison.passId, 60),
    role: metric.role,
    better: betterWord(metric),
    baseline,
    candidate,
    change,
    isAgainstMedians: baseline.median !== candidate.median && !isShownAsZero(change) && isAgainstMedians(comparison),
    margin: marginOf(comparison, assessment),
    isBlocking,
    verdict: comparison.shown,
    outputs: outputsMark({ ...comparison, deviceIds: [comparison.deviceId] }, answerChanges),
    evidence: evidenceOf(comparison),
  };
}

export function changeOf(comparison: Pick<Comparison, 'change' | 'scale' | 'metric'>): string {
  return comparison.change === null ? ABSENT : changeText(comparison.change, comparison);
}

function isAgainstMedians({ baseline, candidate, change }: Comparison): boolean {
  const between = Math.sign(candidate.median.estimate - baseline.median.estimate);
  return change !== null && between * Math.sign(change.estimate) < 0;
}

/** `0.0 % [−2.4, 2.5]` */
function isShownAsZero(change: string): boolean {
  return change.startsWith('0');
}

/** `98.9 %`; empty where there is no interval, or one of no width, which holds at any confidence. */
export function confidenceOf(interval: Interval | null): string {
  return interval === null || interval.low === interval.high ? '' : confidenceText(interval.confidence);
}

export function marginOf(
  comparison: Comparison | DeviceModelComparison,
  assessment: Pick<Assessment, 'suite' | 'devices'>,
): string {
  return statedMarginText(comparison, assessment.suite.margins, deviceModelIn(comparison, assessment));
}

/** The same where the changes of several phones stand beside it: `20 MB`. */
export function marginSizeOf(
  comparison: Comparison | DeviceModelComparison,
  assessment: Pick<Assessment, 'suite' | 'devices'>,
): string {
  return statedSizeText(comparison, assessment.suite.margins, deviceModelIn(comparison, assessment));
}

/** A metric measured in more than one pass carries the pass in its name, and one under a forced state that state. */
export function labelOf(metric: MetricId, passId: string, suite: Suite): string {
  const forced = suite.passes.find(({ id }) => id === passId)?.protocol.forcedThermal;
  const state = forced === undefined ? '' : `, ${forced} forced`;
  const asked = suite.passes.filter((pass) => pass.metrics.includes(metric));
  // What no suite asks for comes from each pass that shows it beside its own.
  const passes =
    asked.length === 0 ? suite.passes.filter((pass) => metricsBeside(pass.metrics).includes(metric)) : asked;
  const pass = passes.length > 1 ? `, ${readable(passId, 40)}` : '';
  return `${METRICS[metric].label}${pass}${state}`;
}

function evidenceOf(comparison: Comparison): EvidenceView {
  const { change, evidence } = comparison;
  const { deviceMinutes, look, minimalDetectable, power, pRegression, robust } = evidence;
  return {
    sample: sampleOf(comparison),
    look: look === null ? '' : `look ${look.number} of ${look.of}`,
    method: METHODS[evidence.method].name,
    confidence: confidenceOf(change),
    robust: robust === null ? ABSENT : changeText(robust, comparison),
    robustConfidence: confidenceOf(robust),
    p: pRegression === null ? ABSENT : probabilityText(pRegression),
    power: power === null ? ABSENT : powerText(power),
    detectable: minimalDetectable === null ? ABSENT : marginText(minimalDetectable, comparison),
    deviceMinutes: deviceMinutes > 0 ? trimmed(deviceMinutes, 1) : ABSENT,
  };
}

/** Answers are compared question by question, everything else launch by launch. */
function sampleOf({ metric, design, evidence: { n } }: Comparison): string {
  if (isOfAnswers(metric)) return count(n, 'question');
  return design === 'remeasured' ? count(n, 'block') : `${count(n, 'launch', 'launches')} an arm`;
}

function largestOf(comparison: Comparison): number {
  return Math.max(Math.abs(comparison.baseline.median.estimate), Math.abs(comparison.candidate.median.estimate));
}

function byUrgency(a: Ranked, b: Ranked): number {
  return (
    urgency(a) - urgency(b) ||
    ROLE_RANK[METRICS[a.metric].role] - ROLE_RANK[METRICS[b.metric].role] ||
    METRIC_IDS.indexOf(a.metric) - METRIC_IDS.indexOf(b.metric) ||
    a.passId.localeCompare(b.passId, 'en')
  );
}

/** Between two equal verdicts the one that blocks comes first. */
function urgency({ shown, severity }: Ranked): number {
  return urgencyOf(shown) + (severity === 'block' ? 0 : 1);
}

/** A lower number needs a person first. */
export function urgencyOf({ kind }: Pick<VerdictView, 'kind'>): number {
  return URGENCY[kind];
}

function keyOf(passId: string, metric: MetricId): string {
  return `${passId}\n${metric}`;
}
