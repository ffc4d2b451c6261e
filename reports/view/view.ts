import type { Assessment } from '#harness/domain/assessment.ts';
import type { WarningCode } from '#harness/domain/warning.ts';
import type { Completeness } from '#harness/domain/completeness.ts';
import { completenessOf } from '#harness/domain/count-slots.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { count } from '#harness/text/numbers.ts';
import { quantity } from '#harness/text/quantities.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { forcedText, inapplicableText } from '#harness/text/applicable.ts';
import { answersViews, unchangedSentence } from './answers.ts';
import { attributionViews } from './attributions.ts';
import { buildsView } from './builds.ts';
import { comparisonRow, ordered } from './comparisons.ts';
import { confidenceNames } from './confidence.ts';
import { decisionView } from './decision.ts';
import { statesOf, stateView, supplyText } from './device-state.ts';
import { energySentence } from './energy.ts';
import { faultRatesView, faultViews } from './faults.ts';
import { decidingDoubts } from './headline.ts';
import { judged, type Judged } from './judgement.ts';
import { absenceOf, launchTally, measurementRows, rawRows, unusedLaunches } from './launches.ts';
import { hintViews } from './hints.ts';
import { looksViews, minutesSaved } from './looks.ts';
import { matrixSource, matrixView } from './matrix.ts';
import { metricDetails } from './metric-details.ts';
import { metricFindings } from './metric-findings.ts';
import { environmentFacts, glossary, methodView } from './method.ts';
import { missingSentence } from './missing.ts';
import { deviceModelViews } from './device-models.ts';
import { modelChangeView } from './model-change.ts';
import { nextSteps } from './next-steps.ts';
import { operatorsViews } from './operators.ts';
import { picturesOf } from './pictures.ts';
import type { DeviceModelView, VerdictView } from './comparison-view.ts';
import type { Fact } from './fact.ts';
import type { DeviceView, RawNumbers, ReportView, WarningView } from './report-view.ts';
import { changeMeaning, evidenceMeaning, DEVICE_MODEL_MEANING } from './statistics.ts';
import { readable, sentence } from '#harness/text/sentences.ts';
import { tookText } from './sessions.ts';
import { summaryView } from './summary.ts';
import { provenanceView, WARNINGS } from './wording.ts';
import { instant } from '#harness/text/moments.ts';
import { deviceName } from '#harness/text/names.ts';

/** The only place where numbers of a report are scaled and rounded, and its sentences are built. */
export function viewReport(input: ReportInput): ReportView {
  const { run, assessment, decision } = input;
  const baseline = assessment.baseline?.build ?? null;
  const comparisons = judged(assessment, decision);
  const pictures = picturesOf(input.thumbnails);
  const answers = answersViews(assessment, run, pictures);
  const deviceModels = deviceModelViews(assessment, decision);
  const savings = minutesSaved(assessment);
  const { intervalName, isMixed } = confidenceNames(assessment);
  const completeness = completenessOf(run);
  const source = matrixSource(assessment, decision);
  const matrix = matrixView(source, assessment);
  const decided = decisionView(decision, assessment, input.waivers);
  return {
    title: titleOf(assessment),
    subtitle: readable(assessment.suite.title, 200),
    forced: forcedSentences(assessment),
    runId: readable(run.id, 100),
    measuredAt: instant(run.startedAt),
    measuredFor: tookText(run),
    provenance: provenanceView(provenanceOf(assessment.devices)),
    decision: decided,
    summary: summaryView(decision, assessment, matrix.counts, decided.sentence),
    matrix,
    next: nextSteps(input),
    findings: metricFindings(matrix, source, { decision, assessment }),
    metrics: metricDetails(matrix, source, input),
    facts: [...factsOf(input, comparisons, deviceModels), ...(savings === null ? [] : [savings])],
    builds: buildsView(assessment.candidate, baseline, assessment.computeUnits),
    modelChange: modelChangeView(assessment),
    hasBaseline: assessment.baseline !== null,
    intervalName,
    isConfidenceMixed: isMixed,
    changeMeaning: changeMeaning(assessment),
    evidenceMeaning: evidenceMeaning(assessment),
    savings,
    deviceModels,
    deviceModelMeaning: assessment.deviceModels.length === 0 ? '' : DEVICE_MODEL_MEANING,
    devices: assessment.devices.map((device, index) => ({
      ...deviceView(device, index, comparisons, completeness, input),
      columnAnchor: source.columns.find(({ devices: [first] }) => first?.id === device.id)?.view.anchor ?? '',
    })),
    hints: hintViews(input),
    attributions: attributionViews(input, pictures),
    operators: operatorsViews(assessment),
    answers,
    pictures: pictures.shown,
    unchangedAnswers: unchangedSentence(assessment),
    faults: faultViews(assessment),
    faultRates: faultRatesView(assessment),
    warnings: warningViews(assessment),
    method: methodView(run, assessment, input.calibrations),
    environment: environmentFacts(run),
    glossary: glossary(assessment),
    raw: rawNumbers(assessment),
  };
}

/** Virtual numbers and changed answers are marked wherever they matter; contradictions are among the gate's doubts. */
const SHOWN_ELSEWHERE: ReadonlySet<WarningCode> = new Set([
  'virtualProvenance',
  'hostProvenance',
  'outputsChanged',
  'answersContradict',
]);

function warningViews({ warnings }: Assessment): readonly WarningView[] {
  const shown = warnings.filter(({ code }) => !SHOWN_ELSEWHERE.has(code));
  return [...Map.groupBy(shown, ({ code }) => code)].map(([code, own]) => ({
    ...WARNINGS[code],
    messages: own.map(({ message }) => sentence(readable(message, 400))),
  }));
}

function forcedSentences({ suite }: Assessment): readonly string[] {
  return suite.passes.flatMap(({ id, protocol }) => {
    const text = forcedText(protocol);
    return text === null ? [] : [`Pass ${readable(id, 60)} is measured ${text}: its numbers are of that state alone.`];
  });
}

function titleOf({ candidate, baseline }: Assessment): string {
  const label = readable(candidate.label, 60);
  return baseline === null ? label : `${label} against ${readable(baseline.build.label, 60)}`;
}

/** Counts are those of the tables below, row by row, so that a reader can find each one again. */
function factsOf(
  { assessment, decision }: ReportInput,
  comparisons: readonly Judged[],
  deviceModels: readonly DeviceModelView[],
): readonly Fact[] {
  const { productFaults, summaries } = assessment;
  const of = (...kinds: readonly VerdictView['kind'][]): string =>
    String(comparisons.filter(({ shown }) => kinds.includes(shown.kind)).length);
  const ofModels = (...kinds: readonly VerdictView['kind'][]): string =>
    String(deviceModels.flatMap(({ rows }) => rows).filter(({ verdict }) => kinds.includes(verdict.kind)).length);
  const doubts = decidingDoubts([...decision.reasons, ...decision.notes], assessment);
  const deciding = doubts.filter((reason) => 'deviceId' in reason).length;
  const inconclusive = of('inconclusive', 'unconfirmed');
  const faults = { label: 'Product faults', value: String(productFaults.length) };
  const phones = devicesFact(assessment);
  if (comparisons.length === 0) return [phones, { label: 'Medians', value: String(summaries.length) }, faults];
  return [
    phones,
    { label: 'Comparisons', value: String(comparisons.length) },
    { label: 'Regressions', value: of('regression') },
    ...(of('waived') === '0' ? [] : [{ label: 'Waived', value: of('waived') }]),
    ...(deviceModels.length === 0 ? [] : [{ label: 'Regressions of a phone model', value: ofModels('regression') }]),
    {
      label: 'Inconclusive',
      value:
        inconclusive === '0'
          ? '0'
          : `${inconclusive} (${deciding === 0 ? 'none decides' : count(deciding, 'decides', 'decide')})`,
    },
    ...(deviceModels.length === 0
      ? []
      : [{ label: 'Inconclusive of a phone model', value: ofModels('inconclusive', 'unconfirmed') }]),
    { label: 'Drifts', value: of('drift') },
    { label: 'Improvements', value: of('improvement') },
    faults,
  ];
}

function devicesFact({ devices, summaries }: Assessment): Fact {
  const measured = devices.filter((device) => summaries.some(({ deviceId }) => deviceId === device.id)).length;
  if (measured < devices.length) return { label: 'Devices measured', value: `${measured} of ${devices.length}` };
  return { label: devices.length === 1 ? 'Device' : 'Devices', value: String(devices.length) };
}

const NO_LOGS: ReadonlySet<string> = new Set();

function deviceView(
  device: Device,
  index: number,
  judgedComparisons: readonly Judged[],
  completeness: readonly Completeness[],
  { run, assessment, logs = NO_LOGS }: ReportInput,
): Omit<DeviceView, 'columnAnchor'> {
  const { suite } = assessment;
  const provenance = provenanceView(device.provenance);
  const label = readable(device.label, 80);
  const name = deviceName({ label, provenance: device.provenance });
  const launches = run.launches.filter((launch) => launch.deviceId === device.id);
  const supply = supplyText(statesOf(launches));
  const summaries = assessment.summaries.filter((summary) => summary.deviceId === device.id);
  const comparisons = ordered(judgedComparisons.filter((comparison) => comparison.deviceId === device.id));
  const measurements = comparisons.length > 0 ? [] : measurementRows(summaries, suite);
  return {
    anchor: `device-${index + 1}`,
    label,
    description: [
      readable(device.model, 60),
      `${device.platform === 'ios' ? 'iOS ' : ''}${readable(device.osVersion, 40)} (${readable(device.osBuild, 40)})`,
      ...(device.memoryBytes === null
        ? []
        : [`${quantity(device.memoryBytes, { unit: 'GB', divisor: 1e9, decimals: 1 })} memory`]),
      ...(supply === null ? [] : [supply]),
      ...inapplicableText(device, suite),
    ].join(' · '),
    provenance,
    launches: launchTally(launches),
    missing: missingSentence(completeness.filter(({ deviceId }) => deviceId === device.id)),
    supply,
    energy: energySentence(launches),
    absence: comparisons.length > 0 || measurements.length > 0 ? null : absenceOf(launches),
    comparisons: comparisons.map((comparison) => comparisonRow(comparison, assessment)),
    measurements,
    looks: looksViews(
      assessment.looks.filter(({ deviceIds }) => deviceIds.includes(device.id)),
      suite,
      name,
    ),
    state: stateView(launches, run.startedAt, name),
    unusedLaunches: unusedLaunches(launches, logs),
    values: rawRows(summaries, suite),
  };
}

function rawNumbers(assessment: Assessment): RawNumbers {
  const provenance = new Map(assessment.devices.map((device) => [device.id, device.provenance]));
  return {
    schemaVersion: 1,
    runId: assessment.runId,
    provenance: provenanceOf(assessment.devices),
    rows: assessment.summaries.map((summary) => ({
      device: summary.deviceId,
      provenance: provenance.get(summary.deviceId) ?? 'virtual',
      pass: summary.passId,
      metric: summary.metric,
      unit: METRICS[summary.metric].unit,
      arm: summary.arm,
      values: summary.values,
    })),
  };
}
