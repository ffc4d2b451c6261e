/** Test support: whole report inputs made by hand, with seeded noise in place of a phone. */
import { modelChange } from '#harness/compare/model/model-change.ts';
import { countSlots } from '#harness/domain/count-slots.ts';
import type { DeviceModelComparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import type { Warning } from '#harness/domain/warning.ts';
import type { Decision, Policy, Reason } from '#harness/domain/decision.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { phasesOf } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { measuredBeside, NO_REFERENCE } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { boschlooUpperTail } from '#harness/stats/tests/boschloo.ts';
import { faultRatesText } from '#harness/text/fault-rates.ts';
import { accuracyChange, askedQuestions, type Flips, thumbnailsOf, timedChange } from './fixture-answers.ts';
import { build, DEVICES, TWIN } from './fixture-builds.ts';
import { fixtureCalibrations } from './fixture-calibrations.ts';
import { FAULTS, faultsIn } from './fixture-faults.ts';
import { compareDeviceModels, compareSummaries } from './fixture-comparisons.ts';
import { type Effects, launchesOf, summariesOf } from './fixture-launches.ts';
import { fixtureSuite } from './fixture-suite.ts';

export const FIXTURE_CASES = [
  'pass',
  'failEncoder',
  'failAccuracy',
  'inconclusive',
  'noBaseline',
  'productFault',
  'failModel',
] as const;
export type FixtureCase = (typeof FIXTURE_CASES)[number];

const PULL_REQUEST: Policy = { id: 'pr', inconclusive: 'warn', virtual: 'accept' };
const RELEASE: Policy = { id: 'release', inconclusive: 'block', virtual: 'refuse' };

/** VQA accuracy of the baseline. */
const ACCURACY = 0.7125;

/** Change of each metric, as a factor on the candidate. */
const EFFECTS: Readonly<Record<FixtureCase, Effects>> = {
  pass: { visionEncode: 0.93, prefill: 1.004 },
  failEncoder: { visionEncode: 1.22, energyPerAnswer: 1.03, modelLoadCold: 0.84 },
  failAccuracy: { visionEncode: 0.9, answerAccuracy: 1 - 7.2 / 240 / ACCURACY },
  inconclusive: { visionEncode: 1.09, prefill: 1.03 },
  noBaseline: {},
  productFault: { prefill: 1.01 },
  failModel: {},
};

const FLIPS: Readonly<Record<FixtureCase, Flips>> = {
  pass: 'none',
  failEncoder: 'even',
  failAccuracy: 'worse',
  inconclusive: 'none',
  noBaseline: 'none',
  productFault: 'unanswered',
  failModel: 'none',
};

/** Of the case that has a twin, on both phones of the model: too little for either, and enough for both together. */
const MODEL_EFFECTS: Effects = { decodeRate: 0.94 };
/** On the twin alone: what makes the phones of a model disagree. */
const TWIN_EFFECTS: Effects = { modelLoadCold: 1.12 };

const NOISE: Readonly<Record<FixtureCase, number>> = {
  pass: 0.012,
  failEncoder: 0.012,
  failAccuracy: 0.012,
  inconclusive: 0.06,
  noBaseline: 0.012,
  productFault: 0.012,
  failModel: 0.02,
};

/** What golden files are of: few blocks, or as many as the two phones of one model need to regress together. */
export function goldenInput(kind: FixtureCase): ReportInput {
  return fixtureInput(kind, kind === 'failModel' ? 12 : 6);
}

export function fixtureInput(kind: FixtureCase, blocks = 12): ReportInput {
  const suite = fixtureSuite(blocks, kind === 'pass' || kind === 'failModel');
  const hasBaseline = kind !== 'noBaseline';
  const devices = kind === 'failModel' ? [...DEVICES, TWIN] : DEVICES;
  const modelOf = ({ id, model }: Device) => ({
    effects: {
      ...EFFECTS[kind],
      ...(kind === 'failModel' && model === TWIN.model ? MODEL_EFFECTS : {}),
      ...(id === TWIN.id ? TWIN_EFFECTS : {}),
      ...(kind === 'productFault' && id === FAULTS[0]?.deviceId ? { answerAccuracy: 1 - 1.9 / 240 / ACCURACY } : {}),
    },
    noise: NOISE[kind],
    suite,
    hasBaseline,
  });
  const planned = devices.flatMap((phone, index) => summariesOf(phone.id, index, modelOf(phone)));
  const { summaries, comparisons, looks } = hasBaseline
    ? compareSummaries(planned, suite)
    : { summaries: planned, comparisons: [], looks: [] };
  const isMeasured = ({ deviceId, slot }: Launch): boolean =>
    looks.every(
      (look) => !look.deviceIds.includes(deviceId) || look.passId !== slot.pass || slot.block < look.blocksMeasured,
    );
  const candidate = build('candidate');
  const questions = askedQuestions(FLIPS[kind]);
  const run: Run = {
    schemaVersion: 3,
    id: '20260301-0915-k7q2',
    startedAt: '2026-03-01T09:15:00.000Z',
    endedAt: '2026-03-01T10:27:30.000Z',
    seed: 42,
    options: { blocks },
    suite,
    candidate,
    reference: hasBaseline ? measuredBeside(build('baseline')) : NO_REFERENCE,
    devices,
    questions,
    datasets: [
      {
        id: 'shapes-vqa',
        subset: 'gate',
        manifestSha256: 'd41f9a'.repeat(10),
        licence: 'CC0-1.0',
        evaluator: 'vqa-2016',
        questions: 240,
      },
    ],
    environments: [
      {
        deviceIds: devices.map(({ id }) => id),
        harness: '0.1.0',
        node: 'v24.21.0',
        host: 'linux x64, 2 cores',
        tools: { 'appium-xcuitest-driver': '12.13.1', appium: '3.8.0', webdriverio: '9.33.1' },
      },
    ],
    launches: devices.flatMap((phone, index) => launchesOf(phone.id, index, modelOf(phone)).filter(isMeasured)),
    isComplete: true,
  };
  const assessment: Assessment = {
    runId: run.id,
    suite,
    devices,
    isComplete: true,
    slots: countSlots(run).map((counts) => ({ ...counts, isEnough: true })),
    shortPlans: [],
    candidate,
    isBaselineWanted: hasBaseline,
    baseline: hasBaseline ? { build: build('baseline'), runId: run.id, design: 'remeasured' } : null,
    ...(hasBaseline ? { modelChange: modelChange(build('baseline'), candidate) } : {}),
    summaries,
    comparisons,
    deviceModels: compareDeviceModels(devices, comparisons),
    looks,
    answerChanges: hasBaseline ? devices.flatMap(({ id }) => answerChanges(kind, id)) : [],
    ...faultsIn(run, kind === 'productFault' ? FAULTS : [], boschlooUpperTail),
    warnings: warnings(kind),
  };
  return {
    run,
    baselineRun: null,
    assessment,
    decision: decide(kind, assessment),
    calibrations: fixtureCalibrations(kind === 'failEncoder' ? devices.slice(0, 1) : kind === 'pass' ? devices : []),
    thumbnails: FLIPS[kind] === 'none' ? new Map() : thumbnailsOf(questions),
  };
}

/** On both phones alike, but for what a fault on one of them left unanswered. */
function answerChanges(kind: FixtureCase, deviceId: string): readonly AnswerChange[] {
  const isUnharmed = kind === 'productFault' && deviceId !== FAULTS[0]?.deviceId;
  const answers = accuracyChange(deviceId, isUnharmed ? 'none' : FLIPS[kind]);
  return kind === 'failEncoder' ? [timedChange(deviceId), answers] : [answers];
}

function decide(kind: FixtureCase, assessment: Assessment): Decision {
  const found = (verdict: 'regression' | 'drift' | 'inconclusive', severity: 'block' | 'warn'): readonly Reason[] =>
    assessment.comparisons
      .filter((comparison) => comparison.verdict.kind === verdict && comparison.severity === severity)
      .filter(({ metric }) => !PHASES.has(metric))
      // The mean of a model's phones decides for all of them.
      .filter(({ deviceId, metric }) =>
        assessment.deviceModels.every((model) => model.metric !== metric || !model.deviceIds.includes(deviceId)),
      )
      .map(({ deviceId, passId, metric }) => ({
        kind: verdict,
        deviceId,
        passId,
        metric,
        phases: verdict === 'regression' && metric === 'timeToFirstToken' ? regressedPhases(assessment, deviceId) : [],
        message: `${metric} on ${deviceId}: ${verdict}`,
      }));
  const virtual: Reason = { kind: 'virtual', message: 'The numbers come from a virtual device, not from an iPhone.' };
  const regressions = [...ofModels('regression', 'deviceModelRegression', assessment), ...found('regression', 'block')];
  const doubts = [
    ...ofModels('inconclusive', 'deviceModelInconclusive', assessment),
    ...found('inconclusive', 'block'),
  ];
  const asides = [
    ...found('regression', 'warn'),
    ...ofModels('drift', 'deviceModelDrift', assessment),
    ...found('drift', 'block'),
  ];
  if (kind === 'inconclusive') {
    // One that lies beyond its margin among so many is not sure to be no accident.
    const unconfirmed = regressions.map((reason) => ({ ...reason, kind })) as readonly Reason[];
    return { kind, policy: RELEASE, reasons: [...unconfirmed, ...doubts, virtual], notes: asides };
  }
  const notes = [...doubts, virtual, ...otherOutputs(assessment), ...asides];
  if (kind === 'noBaseline') {
    const alone: Reason = {
      kind: 'noBaseline',
      message: 'Measured alone: without a baseline no regression can be seen.',
    };
    return { kind: 'pass', policy: PULL_REQUEST, reasons: [], notes: [alone, ...notes] };
  }
  const fault: Reason = {
    kind: 'productFault',
    message: `${faultRatesText(assessment.faultRates)}; ${FAULTS[0]?.message ?? ''}`,
  };
  const reasons = kind === 'productFault' ? [fault, ...regressions] : regressions;
  return { kind: reasons.length > 0 ? 'fail' : 'pass', policy: PULL_REQUEST, reasons, notes };
}

/** What the gate says of timed answers that differ. */
function otherOutputs({ answerChanges, devices }: Assessment): readonly Reason[] {
  return answerChanges
    .filter(({ passId }) => passId === 'latency')
    .map(({ deviceId, changed, questions }) => {
      const label = devices.find(({ id }) => id === deviceId)?.label ?? '';
      const message = `${changed} of ${questions} timed answers differ on ${label}, pass latency (9.2 tokens on average before, 7.5 now)`;
      return { kind: 'outputs', message };
    });
}

function ofModels(
  verdict: DeviceModelComparison['verdict']['kind'],
  kind: 'deviceModelRegression' | 'deviceModelDrift' | 'deviceModelInconclusive',
  assessment: Assessment,
): readonly Reason[] {
  return assessment.deviceModels
    .filter((model) => model.verdict.kind === verdict && model.severity === 'block' && !PHASES.has(model.metric))
    .map(({ deviceModel, deviceIds, passId, metric }) => {
      const message = `${metric} on ${deviceIds.length} phones ${deviceModel}: ${verdict}`;
      const phases =
        kind === 'deviceModelRegression' && metric === 'timeToFirstToken'
          ? [...new Set(deviceIds.flatMap((id) => regressedPhases(assessment, id)))]
          : [];
      return { kind, deviceModel, deviceIds, passId, metric, phases, message };
    });
}

const PHASES: ReadonlySet<MetricId> = new Set(phasesOf('timeToFirstToken'));

function regressedPhases(assessment: Assessment, deviceId: string): readonly MetricId[] {
  return assessment.comparisons
    .filter(({ metric, verdict }) => PHASES.has(metric) && verdict.kind === 'regression')
    .filter((comparison) => comparison.deviceId === deviceId)
    .map(({ metric }) => metric);
}

function warnings(kind: FixtureCase): readonly Warning[] {
  return [
    { code: 'virtualProvenance', message: 'every device is virtual' },
    ...(kind === 'failEncoder'
      ? [
          {
            code: 'launchesInvalid',
            message: '1 launch on iPhone 13 was invalid (thermal) and was measured again',
          } as const,
          { code: 'outputsChanged', message: '12 of 60 timed answers differ on each device' } as const,
        ]
      : []),
    ...(kind === 'productFault' ? [{ code: 'launchesFailed', message: '1 launch failed' } as const] : []),
  ];
}
