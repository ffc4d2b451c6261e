import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision, Reason } from '#harness/domain/decision.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import { isShownBeside } from '#harness/domain/beside-metrics.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { METRIC_IDS, type MetricId } from '#harness/domain/metric.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { anyOf } from '#harness/text/lists.ts';
import { count } from '#harness/text/numbers.ts';
import { metricWord } from '#harness/text/names.ts';
import type { Tone } from './fact.ts';
import { findingRows } from './findings.ts';
import { headline } from './headline.ts';
import { unmeasuredLoss } from './model-change.ts';
import { reasonViews } from './reasons.ts';
import type { DecisionView, ReasonView } from './report-view.ts';
import { stoppedEarlySentence } from './stopped-early.ts';
import { sourceWords } from '#harness/text/names.ts';
import { readable, sentence } from '#harness/text/sentences.ts';

const WORDS = {
  pass: { word: 'PASS', sign: '✓', tone: 'good' },
  fail: { word: 'FAIL', sign: '✕', tone: 'bad' },
  inconclusive: { word: 'INCONCLUSIVE', sign: '?', tone: 'unsure' },
  measured: { word: 'MEASURED', sign: '○', tone: 'neutral' },
} as const satisfies Record<Decision['kind'] | 'measured', { word: string; sign: string; tone: Tone }>;

export function decisionView(
  decision: Decision,
  assessment: Assessment,
  waivers?: ReportInput['waivers'],
): DecisionView {
  const { stoppedEarly } = assessment;
  // Where the gate does not fail, a reason says what was left out.
  const short = stoppedEarly === undefined || decision.kind !== 'fail' ? [] : [stoppedEarlySentence(stoppedEarly)];
  return {
    kind: decision.kind,
    ...WORDS[decision.kind === 'pass' && assessment.comparisons.length === 0 ? 'measured' : decision.kind],
    sentence: [headline(decision, assessment), ...short].join(' '),
    policy: policySentence(decision, assessment) + waiversSentence(waivers),
    policyMeaning: policyMeaning(decision),
    unmeasured: decision.kind === 'pass' && assessment.comparisons.length > 0 ? unmeasured(assessment) : null,
    reasons: reasonViews(together(decision.reasons), decision, assessment),
    // Virtual numbers are marked everywhere; a note would only repeat it.
    notes: [
      ...reasonViews(
        together(decision.notes).filter((reason) => reason.kind !== 'virtual' && !('metric' in reason)),
        decision,
        assessment,
      ),
      ...lossNotes(assessment),
    ],
    findings: findingRows(decision, assessment),
  };
}

/** A pass speaks of what was measured: other suites may fail the same build. */
function unmeasured({ suite }: Assessment): string | null {
  const measured = new Set(suite.passes.flatMap(({ metrics }) => metrics));
  const isMissed = (id: MetricId): boolean => METRICS[id].role === 'primary' && !isShownBeside(id) && !measured.has(id);
  const missing = METRIC_IDS.filter(isMissed);
  if (missing.length === 0) return null;
  return `Suite ${readable(suite.id, 60)} does not measure ${anyOf(missing.map(metricWord))}.`;
}

/** The gate knows nothing of it: what a model lost is no verdict. */
function lossNotes(assessment: Assessment): readonly ReasonView[] {
  const detail = unmeasuredLoss(assessment);
  if (detail === null) return [];
  const title = 'A smaller model without a measured change';
  return [{ kind: 'modelLoss', sign: '!', tone: 'notice', title, where: null, detail, phases: [] }];
}

/** Reasons that often have one cause in many places: metrics that were not compared, answers that differ, short passes. */
const MERGED = ['notCompared', 'outputs', 'shortPlan'] as const;

/** More sentences about one cause say nothing new; `report.json` has all of them. */
const MOST_SENTENCES = 3;

/** One cause is one thing to know, not one a metric, a pass or a phone. */
function together(reasons: readonly Reason[]): readonly Reason[] {
  return MERGED.reduce((list, kind) => merged(list, kind), reasons);
}

function merged(reasons: readonly Reason[], kind: (typeof MERGED)[number]): readonly Reason[] {
  const [first, ...others] = reasons.filter((reason) => reason.kind === kind);
  if (first === undefined || others.length === 0) return reasons;
  const said = [first, ...others].map((reason) => sentence(reason.message));
  const more = said.length - MOST_SENTENCES;
  const message = [
    ...said.slice(0, MOST_SENTENCES),
    ...(more > 0 ? [`And ${count(more, 'more of this kind')}.`] : []),
  ].join(' ');
  return reasons.flatMap((reason): readonly Reason[] => {
    if (reason === first) return [{ ...reason, message }];
    return reason.kind === kind ? [] : [reason];
  });
}

/** `Policy “pr”: doubts are notes; numbers of virtual phones may pass.` */
function policySentence({ policy }: Decision, { devices }: Assessment): string {
  const provenance = provenanceOf(devices);
  const parts = [
    `${policy.inconclusive === 'block' ? 'doubts keep a build from passing' : 'doubts are notes'}${ownDoubts(policy)}`,
    ...(provenance === 'physical'
      ? []
      : [`numbers of ${sourceWords(provenance)} ${policy.virtual === 'accept' ? 'may' : 'cannot'} pass`]),
    ...(policy.confirm === 'secondSession' ? [TWICE] : []),
  ];
  return `Policy “${readable(policy.id, 60)}”: ${parts.join('; ')}.`;
}

/** Of size and accuracy a second session finds the same. */
const TWICE =
  'a regression fails only if a second session finds it too, but one of model size or accuracy fails at once';

/** The same as a rule, with its exceptions. */
function policyMeaning({ policy }: Decision): string {
  const parts = [
    policy.inconclusive === 'block'
      ? 'a doubt about anything that decides keeps a build from passing'
      : 'doubts are notes, unless a metric got worse beyond its margin every time or on every phone, or no metric that decides shows the candidate to be unharmed',
    ...(policy.virtual === 'accept' ? [] : ['a pass that does not rest on iPhones is inconclusive']),
    ...(policy.confirm === 'secondSession' ? [TWICE] : []),
  ];
  return `“${readable(policy.id, 60)}”: ${parts.join('; ')}.`;
}

/** Which file accepted losses could stand in, whether any of them was used. */
function waiversSentence(waivers: ReportInput['waivers']): string {
  if (waivers === undefined) return '';
  return ` Waivers: ${readable(waivers.file, 200)}, ${count(waivers.entries, 'entry', 'entries')}.`;
}

/** Metrics whose doubts do something else than those of others. */
function ownDoubts({ inconclusive, metrics = {} }: Decision['policy']): string {
  const own = METRIC_IDS.filter((id) => (metrics[id]?.inconclusive ?? inconclusive) !== inconclusive);
  if (own.length === 0) return '';
  return `, but doubts about ${anyOf(own.map(metricWord))} ${inconclusive === 'block' ? 'are notes' : 'keep a build from passing'}`;
}
