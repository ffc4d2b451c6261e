import { isSameCode } from '#harness/domain/build.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { canFail } from '#harness/domain/deciding.ts';
import { type Decision, isUnconfirmed, isWaived, type Reason } from '#harness/domain/decision.ts';
import type { Device } from '#harness/domain/device.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { deviceModelOf } from '#harness/domain/device-model-of.ts';
import { faultRatesText } from '#harness/text/fault-rates.ts';
import { count } from '#harness/text/numbers.ts';
import { isCertainFault } from '#harness/domain/product-fault.ts';
import { judged, judgedDeviceModels } from './judgement.ts';
import { nameOfDevice, nameOfDeviceModel } from './names.ts';
import { capital, readable, uncapital } from '#harness/text/sentences.ts';
import { listed } from '#harness/text/lists.ts';
import { metricWord, sourceWords } from '#harness/text/names.ts';
import { isAbout } from '#harness/domain/is-about.ts';

/** Why it was decided so, in one sentence. */
export function headline(decision: Decision, assessment: Assessment): string {
  const { baseline, candidate } = assessment;
  if (baseline !== null && isSameCode(baseline.build, candidate)) return sameCodeHeadline(decision, assessment);
  if (decision.kind !== 'pass') {
    return decision.reasons.length === 0
      ? 'No reason was recorded.'
      : `${capital(tallies(decision, assessment).join('; '))}.`;
  }
  const devices = count(assessment.devices.length, 'device');
  if (assessment.baseline === null) {
    return `${count(assessment.summaries.length, 'median')} measured on ${devices}; there was no baseline to compare with, so nothing is judged.`;
  }
  const { once, unsure } = sortedDoubts(decision, assessment);
  const missing = notCompared(decision.notes);
  return [
    `No metric that decides regressed beyond its margin on ${devices}${waived(decision.notes)}`,
    ...faultDoubts(decision.notes, assessment),
    ...(once > 0 ? [count(once, 'regression is unconfirmed', 'regressions are unconfirmed')] : []),
    ...(unsure > 0
      ? [count(unsure, 'comparison that decides is inconclusive', 'comparisons that decide are inconclusive')]
      : []),
    ...missing,
    ...contradicting(decision.notes, assessment),
    ...(decision.notes.some(({ kind }) => kind === 'incomplete') ? ['many questions were left out'] : []),
  ]
    .join('; ')
    .concat('.');
}

/** `, but for time to first token, which is waived`; empty where nothing is. */
function waived(notes: readonly Reason[]): string {
  const reasons = notes.filter(isWaived);
  return reasons.length === 0 ? '' : `, but for what is waived: ${metricNames(reasons)}`;
}

/** Of two builds of the same code the report claims only that they are the same. */
function sameCodeHeadline({ reasons, notes }: Decision, { isComplete, devices, candidate }: Assessment): string {
  const ofLab = [...reasons, ...notes].filter(
    ({ kind, message }) => kind === 'sameCode' && message.includes(':'),
  ).length;
  const rest = [
    ...(isComplete && reasons.every(({ kind }) => kind !== 'incomplete') ? [] : ['the run is incomplete']),
    ...(reasons.some(({ kind }) => kind === 'stoppedEarly') ? ['the run was ended early'] : []),
    ...(reasons.some(({ kind }) => kind === 'nothingCompared') ? ['nothing that decides was compared'] : []),
    ...notCompared(reasons),
    ofLab === 0
      ? 'no difference in a metric that decides is certain beyond its margin'
      : `${count(ofLab, 'measured difference comes', 'measured differences come')} from the lab, not from the build`,
    ...(reasons.some(({ kind }) => kind === 'virtual') ? [notAccepted(devices)] : []),
  ];
  const same = candidate.platform === 'host' ? 'model files' : 'executable and models';
  return `Same ${same} as the baseline: ${rest.join('; ')}.`;
}

function notAccepted(devices: readonly Device[]): string {
  return `the policy does not accept numbers of ${sourceWords(provenanceOf(devices))}`;
}

/** How many doubts of a pass are regressions that nothing confirms, and how many are undecided, as the rows of a report call them. */
export function sortedDoubts(
  decision: Decision,
  assessment: Assessment,
): { readonly once: number; readonly unsure: number } {
  const doubts = decidingDoubts(decision.notes, assessment).filter((doubt) => !isWaived(doubt));
  const rows = [...judgedDeviceModels(assessment, decision), ...judged(assessment, decision)];
  const once = doubts.filter((doubt) =>
    rows.some((row) => canFail(row) && row.shown.kind === 'unconfirmed' && isAbout(doubt, row)),
  ).length;
  return { once, unsure: doubts.length - once };
}

/** Doubts about metrics that only warn are in the list of notes; they are none about the decision. */
export function decidingDoubts(reasons: readonly Reason[], assessment: Assessment): readonly Reason[] {
  return reasons.filter((reason) => isDoubt(reason) && decides(reason, assessment));
}

/** What the checks found on one phone of several decides nothing; that it alone got worse is a doubt about the build. */
function decides(reason: Reason, assessment: Assessment): boolean {
  const { comparisons, deviceModels } = assessment;
  return (
    comparisons.some(
      (comparison) =>
        canFail(comparison) &&
        isAbout(reason, comparison) &&
        (comparison.verdict.kind === 'regression' || deviceModelOf(comparison, assessment) === undefined),
    ) || deviceModels.some((model) => canFail(model) && isAbout(reason, model))
  );
}

function isDoubt({ kind }: Reason): boolean {
  return kind === 'inconclusive' || kind === 'deviceModelInconclusive';
}

/** What blocks comes first; what merely adds doubt is left to the list of reasons once something has failed. */
export function tallies(decision: Decision, assessment: Assessment): readonly string[] {
  const of = (...kinds: readonly Reason['kind'][]): readonly Reason[] =>
    decision.reasons.filter(({ kind }) => kinds.includes(kind));
  const regressed = of('regression', 'deviceModelRegression');
  const drifted = of('drift', 'deviceModelDrift');
  const doubts = of('inconclusive', 'deviceModelInconclusive');
  const once = doubts.filter(isUnconfirmed);
  const unsure = doubts.filter((reason) => !isUnconfirmed(reason));
  const hard = [
    ...(of('productFault').length > 0 ? [faultsOf(assessment)] : []),
    ...(regressed.length > 0 ? [`${regressions(regressed, assessment)}${phaseNames(regressed)}`] : []),
  ];
  if (hard.length > 0) return hard;
  const messages = of('stoppedEarly', 'incomplete', 'nothingCompared', 'shortPlan').map(({ message }) =>
    uncapital(readable(message, 300)),
  );
  return [
    ...(once.length > 0
      ? [`${metricNames(once)} regressed ${where(once, assessment)} in one session, which no second one confirms`]
      : []),
    ...messages,
    ...faultDoubts(decision.reasons, assessment),
    ...(drifted.length > 0 ? [`${metricNames(drifted)} drifted ${where(drifted, assessment)}`] : []),
    ...(unsure.length > 0
      ? [`the measurements do not decide ${metricNames(unsure)} ${where(unsure, assessment)}`]
      : []),
    ...(messages.length === 0 ? notCompared(decision.reasons) : []),
    ...outputDoubts(of('outputs'), assessment),
    ...(of('noBaseline').length > 0 ? ['there is no baseline to compare with'] : []),
    ...(of('virtual').length > 0 ? [notAccepted(assessment.devices)] : []),
  ];
}

/** Why what the builds put out keeps their numbers from deciding. */
function outputDoubts(reasons: readonly Reason[], assessment: Assessment): readonly string[] {
  const torn = contradicting(reasons, assessment);
  const isShorter = reasons.some((reason) => !isContradiction(reason, assessment));
  return [...torn, ...(isShorter ? ['answers got shorter, so times cannot be compared'] : [])];
}

function contradicting(reasons: readonly Reason[], assessment: Assessment): readonly string[] {
  return reasons.some((reason) => isContradiction(reason, assessment))
    ? ['tokens, texts and scores of the answers contradict each other']
    : [];
}

function isContradiction({ kind, message }: Reason, { warnings }: Assessment): boolean {
  return (
    kind === 'outputs' &&
    warnings.some((warning) => warning.code === 'answersContradict' && warning.message.replace(/\.$/, '') === message)
  );
}

/** What should have decided and did not, as one part of a sentence; none where everything was compared. */
function notCompared(reasons: readonly Reason[]): readonly string[] {
  const metrics = new Set(reasons.flatMap((reason) => (reason.kind === 'notCompared' ? [reason.notCompared] : [])));
  if (metrics.size === 0) return [];
  return [`${listedLabels([...metrics])} ${metrics.size === 1 ? 'was' : 'were'} not compared`];
}

/** Each metric with the devices on which it regressed itself; too many different ones are listed together. */
function regressions(reasons: readonly Reason[], assessment: Assessment): string {
  const byPlace = new Map<string, Reason[]>();
  for (const reason of reasons) {
    if (!('metric' in reason)) continue;
    const place = where(
      [...reasonsAbout(reason.metric, reasons), ...namings(reason.metric, reasons, assessment)],
      assessment,
    );
    byPlace.set(place, [...(byPlace.get(place) ?? []), reason]);
  }
  const [first, second, third] = byPlace;
  if (first === undefined || third !== undefined) {
    return `${metricNames(reasons)} regressed beyond the margin, not all on the same devices`;
  }
  const rest = second === undefined ? '' : `, ${metricNames(second[1])} ${second[0]}`;
  return `${metricNames(first[1])} regressed beyond the margin ${first[0]}${rest}`;
}

function reasonsAbout(metric: MetricId, reasons: readonly Reason[]): readonly Reason[] {
  return reasons.filter((reason) => 'metric' in reason && reason.metric === metric);
}

/** A phase that fails by itself on one phone may be named by its failing parent on another: it regressed on both. */
function namings(phase: MetricId, reasons: readonly Reason[], { comparisons }: Assessment): readonly Reason[] {
  return reasons.flatMap((reason) => {
    if (!('phases' in reason) || !reason.phases.includes(phase)) return [];
    return comparisons
      .filter(
        ({ metric, passId, verdict }) => metric === phase && passId === reason.passId && verdict.kind === 'regression',
      )
      .filter(({ deviceId }) => devicesOf(reason).includes(deviceId))
      .map(({ deviceId, passId, metric }) => ({
        kind: 'regression' as const,
        deviceId,
        passId,
        metric,
        phases: [],
        message: reason.message,
      }));
  });
}

/** Verdicts on the package by their code, what comes by chance as a rate. */
export function faultsOf({ productFaults, faultRates }: Assessment): string {
  const own = productFaults.filter(({ arm, code }) => arm === 'candidate' && isCertainFault(code));
  const codes = [...new Set(own.map(({ code }) => readable(code, 40)))];
  return [
    ...(own.length > 0 ? [`${count(own.length, 'product fault')} of the candidate (${listed(codes)})`] : []),
    ...(faultRates.candidate.faults > 0 ? [readable(faultRatesText(faultRates), 300)] : []),
  ].join('; ');
}

function faultDoubts(reasons: readonly Reason[], { faultRates }: Assessment): readonly string[] {
  return reasons.some(({ kind }) => kind === 'faultDoubt')
    ? [uncapital(readable(faultRatesText(faultRates), 300))]
    : [];
}

/**
 * `on iPhone 13 (virtual)`, `on iPhone17,1 (2 virtual phones)`, `on both devices`, `on all 3 devices`,
 * `on 2 of 5 devices`.
 */
function where(reasons: readonly Reason[], assessment: Assessment): string {
  const models = new Set(reasons.map((reason) => ('deviceModel' in reason ? reason.deviceModel : null)));
  const [first] = reasons;
  if (first !== undefined && 'deviceModel' in first && models.size === 1) {
    return `on ${nameOfDeviceModel(first.deviceModel, first.deviceIds, assessment)}`;
  }
  const ids = [...new Set(reasons.flatMap(devicesOf))];
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return `on ${nameOfDevice(only, assessment)}`;
  if (ids.length === assessment.devices.length)
    return ids.length === 2 ? 'on both devices' : `on all ${ids.length} devices`;
  return `on ${ids.length} of ${count(assessment.devices.length, 'device')}`;
}

function devicesOf(reason: Reason): readonly string[] {
  if ('deviceIds' in reason) return reason.deviceIds;
  return 'deviceId' in reason ? [reason.deviceId] : [];
}

function phaseNames(reasons: readonly Reason[]): string {
  const named = new Set(reasons.flatMap((reason) => ('metric' in reason ? [reason.metric] : [])));
  // A phase that failed by itself on another device is in the list of metrics already.
  const phases = [...new Set(reasons.flatMap((reason) => ('phases' in reason ? reason.phases : [])))].filter(
    (phase) => !named.has(phase),
  );
  if (phases.length === 0) return '';
  const names = listed(phases.map(metricWord));
  return `; ${phases.length === 1 ? 'the phase' : 'the phases'} that regressed: ${names}`;
}

function metricNames(reasons: readonly Reason[]): string {
  return listedLabels(reasons.flatMap((reason) => ('metric' in reason ? [reason.metric] : [])));
}

function listedLabels(metrics: readonly MetricId[]): string {
  const unique = [...new Set(metrics.map(metricWord))];
  return listed(unique.length <= 3 ? unique : [...unique.slice(0, 2), count(unique.length - 2, 'more metric')]);
}
