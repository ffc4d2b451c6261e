import type { Assessment, Comparison } from '#harness/domain/comparison.ts';
import type { Decision, Reason } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric.ts';
import { changeOf, labelOf, marginOf } from './comparisons.ts';
import { count } from './quantity.ts';
import type { DecisionView, ReasonView, Tone } from './report-view.ts';
import { listed, readable, sentence } from './text.ts';
import { marked, provenanceView, verdictView } from './wording.ts';

const WORDS = {
  pass: { word: 'PASS', sign: '✓', tone: 'good' },
  fail: { word: 'FAIL', sign: '✕', tone: 'bad' },
  inconclusive: { word: 'INCONCLUSIVE', sign: '?', tone: 'unsure' },
} as const satisfies Record<Decision['kind'], { word: string; sign: string; tone: Tone }>;

/** What a reason says when no comparison stands behind it. */
const TITLES: Readonly<Record<Reason['kind'], { readonly title: string; readonly sign: string; readonly tone: Tone }>> =
  {
    regression: { title: 'Regression', sign: '✕', tone: 'bad' },
    drift: { title: 'Drift', sign: '↘', tone: 'notice' },
    inconclusive: { title: 'Inconclusive', sign: '?', tone: 'unsure' },
    productFault: { title: 'Product fault', sign: '✕', tone: 'bad' },
    virtual: { title: 'Virtual phones', sign: '?', tone: 'unsure' },
    noBaseline: { title: 'No baseline', sign: '?', tone: 'unsure' },
    incomplete: { title: 'Not measured', sign: '?', tone: 'unsure' },
  };

export function decisionView(decision: Decision, assessment: Assessment): DecisionView {
  return {
    kind: decision.kind,
    ...WORDS[decision.kind],
    sentence: headline(decision, assessment),
    policy: policySentence(decision),
    reasons: decision.reasons.map((reason) => reasonView(reason, assessment)),
    // Virtual numbers are marked wherever they stand; a note would only say it again.
    notes: decision.notes.filter(({ kind }) => kind !== 'virtual').map((note) => reasonView(note, assessment)),
  };
}

function headline(decision: Decision, assessment: Assessment): string {
  if (decision.kind !== 'pass') {
    return decision.reasons.length === 0
      ? 'No reason was recorded.'
      : `${capital(tallies(decision, assessment).join('; '))}.`;
  }
  const devices = count(assessment.devices.length, 'device');
  if (assessment.baseline === null) {
    return `${count(assessment.summaries.length, 'median')} measured on ${devices}; there was no baseline to compare with.`;
  }
  const compared = assessment.comparisons.filter(({ metric }) => METRICS[metric].role !== 'phase').length;
  const of = (kind: Reason['kind']): number => decision.notes.filter((note) => note.kind === kind).length;
  return [
    `No metric that decides regressed beyond its margin, in ${count(compared, 'comparison')} on ${devices}`,
    ...(of('inconclusive') > 0 ? [`${of('inconclusive')} inconclusive`] : []),
    ...(of('incomplete') > 0 ? [`${of('incomplete')} not measured`] : []),
  ]
    .join('; ')
    .concat('.');
}

/** What blocks comes first; what merely adds doubt is left to the list of reasons once something has failed. */
function tallies(decision: Decision, assessment: Assessment): readonly string[] {
  const of = (kind: Reason['kind']): readonly Reason[] => decision.reasons.filter((reason) => reason.kind === kind);
  const regressed = of('regression');
  const drifted = of('drift');
  const unsure = of('inconclusive');
  const hard = [
    ...(of('productFault').length > 0 ? [faultsOf(assessment)] : []),
    ...(regressed.length > 0
      ? [`${metricNames(regressed)} regressed beyond the margin ${where(regressed, assessment)}${phasesOf(regressed)}`]
      : []),
  ];
  if (hard.length > 0) return hard;
  return [
    ...(drifted.length > 0 ? [`${metricNames(drifted)} drifted ${where(drifted, assessment)}`] : []),
    ...(unsure.length > 0
      ? [`the measurements do not decide ${metricNames(unsure)} ${where(unsure, assessment)}`]
      : []),
    ...(of('incomplete').length > 0 ? ['metrics that should decide were not measured'] : []),
    ...(of('noBaseline').length > 0 ? ['there is no baseline to compare with'] : []),
    ...(of('virtual').length > 0 ? ['the policy does not accept numbers of virtual phones'] : []),
  ];
}

function faultsOf({ productFaults }: Assessment): string {
  const own = productFaults.filter(({ arm }) => arm === 'candidate');
  const codes = [...new Set(own.map(({ code }) => readable(code, 40)))];
  return `${count(own.length, 'product fault')} of the candidate (${listed(codes)})`;
}

/** `on iPhone 13 (virtual)`, `on both devices`, `on 2 of 5 devices`. */
function where(reasons: readonly Reason[], assessment: Assessment): string {
  const ids = [...new Set(reasons.flatMap((reason) => ('deviceId' in reason ? [reason.deviceId] : [])))];
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return `on ${deviceName(only, assessment)}`;
  if (ids.length === 2 && assessment.devices.length === 2) return 'on both devices';
  return `on ${ids.length} of ${count(assessment.devices.length, 'device')}`;
}

function phasesOf(reasons: readonly Reason[]): string {
  const named = new Set(reasons.flatMap((reason) => ('metric' in reason ? [reason.metric] : [])));
  // A phase that failed by itself on another device is in the list of metrics already.
  const phases = [...new Set(reasons.flatMap((reason) => ('phases' in reason ? reason.phases : [])))].filter(
    (phase) => !named.has(phase),
  );
  if (phases.length === 0) return '';
  const names = listed(phases.map((phase) => METRICS[phase].label.toLowerCase()));
  return `; ${phases.length === 1 ? 'the phase' : 'the phases'} that regressed: ${names}`;
}

function metricNames(reasons: readonly Reason[]): string {
  const names = reasons.flatMap((reason) => ('metric' in reason ? [METRICS[reason.metric].label.toLowerCase()] : []));
  const unique = [...new Set(names)];
  return listed(unique.length <= 3 ? unique : [...unique.slice(0, 2), count(unique.length - 2, 'more metric')]);
}

function reasonView(reason: Reason, assessment: Assessment): ReasonView {
  const base = TITLES[reason.kind];
  const message = sentence(readable(reason.message, 400));
  if (!('metric' in reason)) return { kind: reason.kind, ...base, where: null, detail: message, phases: [] };
  const find = (metric: Comparison['metric']): Comparison | undefined =>
    assessment.comparisons.find(
      (comparison) =>
        comparison.deviceId === reason.deviceId && comparison.passId === reason.passId && comparison.metric === metric,
    );
  const comparison = find(reason.metric);
  return {
    kind: reason.kind,
    sign: base.sign,
    tone: base.tone,
    title: `${base.title}: ${labelOf(reason.metric, reason.passId, assessment.suite)}`,
    where: deviceName(reason.deviceId, assessment),
    detail: comparison === undefined ? message : metricSentence(comparison, reason.kind),
    phases: reason.phases.flatMap((phase) => {
      const moved = find(phase);
      return [{ label: METRICS[phase].label, value: moved === undefined ? '' : changeOf(moved) }];
    }),
  };
}

function metricSentence(comparison: Comparison, kind: Reason['kind']): string {
  const { better } = METRICS[comparison.metric];
  const numbers = comparison.change === null ? 'No interval' : changeOf(comparison);
  // One interval in twenty lies beyond its margin by luck: a gate may ask for more than one comparison does.
  const isUnconfirmed = kind === 'inconclusive' && comparison.verdict.kind === 'regression';
  const explanation = isUnconfirmed
    ? 'Beyond the margin by itself, but not surely so among all comparisons of the run.'
    : verdictView(comparison.verdict).explanation;
  return `${numbers} against a margin of ${marginOf(comparison)} (${better} is better). ${explanation}`;
}

export function deviceName(deviceId: string, assessment: Assessment): string {
  const device = assessment.devices.find((candidate) => candidate.id === deviceId);
  if (device === undefined) return readable(deviceId, 60);
  return marked(readable(device.label, 80), provenanceView(device.provenance));
}

function policySentence(decision: Decision): string {
  const { policy } = decision;
  const doubt =
    policy.inconclusive === 'block'
      ? 'an inconclusive primary metric blocks'
      : 'an inconclusive primary metric is reported and does not block';
  const virtual =
    policy.virtual === 'accept'
      ? 'numbers of virtual phones may pass'
      : 'a pass that rests on virtual phones is inconclusive';
  return `Policy “${readable(policy.id, 60)}”: ${doubt}; ${virtual}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
