/** Test support: whole report inputs made by hand, with seeded noise in place of a phone. */
import type { Build } from '#harness/domain/build.ts';
import type { Assessment, ModelComparison, ProductFault, Warning } from '#harness/domain/comparison.ts';
import type { Decision, Policy, Reason } from '#harness/domain/decision.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Run } from '#harness/domain/run.ts';
import type { ReportInput } from '#harness/ports.ts';
import { compareModels, compareSummaries } from './fixture-comparisons.ts';
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

const DEVICES: readonly Device[] = [
  device('virtual-iphone-16-pro', 'iPhone 16 Pro', 'iPhone17,1', '18.5', '22F76', 8e9),
  device('virtual-iphone-13', 'iPhone 13', 'iPhone14,5', '17.7.2', '21H221', 4e9),
];

/** A second phone of the first one's model. */
const TWIN = device('virtual-iphone-16-pro-b', 'iPhone 16 Pro, second', 'iPhone17,1', '18.5', '22F76', 8e9);

const PULL_REQUEST: Policy = { id: 'pr', inconclusive: 'warn', virtual: 'accept' };
const RELEASE: Policy = { id: 'release', inconclusive: 'block', virtual: 'refuse' };

/** Change of each metric, as a factor on the candidate. */
const EFFECTS: Readonly<Record<FixtureCase, Effects>> = {
  pass: { visionEncode: 0.93, prefill: 1.004 },
  failEncoder: { visionEncode: 1.22, energyPerAnswer: 1.03, modelLoadCold: 0.84 },
  failAccuracy: { visionEncode: 0.9, answerAccuracy: 0.958 },
  inconclusive: { visionEncode: 1.09, prefill: 1.03 },
  noBaseline: {},
  productFault: { prefill: 1.01 },
  failModel: {},
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
  const changesAnswers = kind === 'failAccuracy' || kind === 'failEncoder';
  const devices = kind === 'failModel' ? [...DEVICES, TWIN] : DEVICES;
  const modelOf = ({ id, model }: Device) => ({
    effects: {
      ...EFFECTS[kind],
      ...(kind === 'failModel' && model === TWIN.model ? MODEL_EFFECTS : {}),
      ...(id === TWIN.id ? TWIN_EFFECTS : {}),
    },
    noise: NOISE[kind],
    suite,
    hasBaseline,
    changesAnswers,
  });
  const planned = devices.flatMap((phone, index) => summariesOf(phone.id, index, modelOf(phone)));
  const { summaries, comparisons, looks } = hasBaseline
    ? compareSummaries(planned, suite)
    : { summaries: planned, comparisons: [], looks: [] };
  const isMeasured = ({ deviceId, slot }: Launch): boolean =>
    looks.every((look) => look.deviceId !== deviceId || look.passId !== slot.pass || slot.block < look.blocksMeasured);
  const candidate = build('candidate');
  const run: Run = {
    schemaVersion: 1,
    id: '20260301-0915-k7q2',
    startedAt: '2026-03-01T09:15:00.000Z',
    endedAt: '2026-03-01T10:27:30.000Z',
    seed: 42,
    suite,
    candidate,
    baseline: hasBaseline ? build('baseline') : null,
    baselineRunId: null,
    devices,
    questions: [],
    datasets: [
      { id: 'shapes-vqa', subset: 'gate', manifestSha256: 'd41f9a'.repeat(10), evaluator: 'vqa-2016', questions: 240 },
    ],
    environment: {
      harness: '0.1.0',
      node: 'v24.21.0',
      host: 'linux x64, 2 cores',
      tools: { 'appium-xcuitest-driver': '12.13.1', appium: '3.8.0', webdriverio: '9.33.1' },
    },
    launches: devices.flatMap((phone, index) => launchesOf(phone.id, index, modelOf(phone)).filter(isMeasured)),
    isComplete: true,
  };
  const assessment: Assessment = {
    runId: run.id,
    suite,
    devices,
    isComplete: true,
    candidate,
    baseline: hasBaseline ? { build: build('baseline'), runId: run.id, design: 'remeasured' } : null,
    summaries,
    comparisons,
    models: compareModels(devices, comparisons),
    looks,
    answerChanges: hasBaseline
      ? devices.map(({ id }) => ({
          deviceId: id,
          passId: 'accuracy',
          questions: 240,
          changed: changesAnswers ? 31 : 0,
          better: changesAnswers ? 6 : 0,
          worse: changesAnswers ? 17 : 0,
          // Of the sign test: scipy.stats.binomtest(6, 23).
          pFlips: changesAnswers ? 0.034_689 : null,
          meanTokens: { baseline: 2, candidate: 2 },
          answers: [],
          byType: [],
        }))
      : [],
    productFaults: kind === 'productFault' ? FAULTS : [],
    warnings: warnings(kind),
  };
  return {
    run,
    baselineRun: null,
    assessment,
    decision: decide(kind, assessment),
    calibrations: [],
    thumbnails: new Map(),
  };
}

const FAULTS: readonly ProductFault[] = [
  {
    deviceId: 'virtual-iphone-13',
    passId: 'memory',
    arm: 'candidate',
    code: 'JETSAM',
    message: 'The system ended the app for its memory while it loaded the model (per-process-limit).',
  },
];

function decide(kind: FixtureCase, assessment: Assessment): Decision {
  const found = (verdict: 'regression' | 'drift' | 'inconclusive', severity: 'block' | 'warn'): readonly Reason[] =>
    assessment.comparisons
      .filter((comparison) => comparison.verdict.kind === verdict && comparison.severity === severity)
      .filter(({ metric }) => !PHASES.has(metric))
      // The mean of a model's phones decides in the place of each of them.
      .filter(({ deviceId, metric }) =>
        assessment.models.every((model) => model.metric !== metric || !model.deviceIds.includes(deviceId)),
      )
      .map(({ deviceId, passId, metric }) => ({
        kind: verdict,
        deviceId,
        passId,
        metric,
        phases: verdict === 'regression' && metric === 'timeToFirstToken' ? regressedPhases(assessment, deviceId) : [],
        message: `${metric} on ${deviceId}: ${verdict}`,
      }));
  const virtual: Reason = { kind: 'virtual', message: 'The numbers are of a virtual device, not of an iPhone.' };
  const regressions = [...ofModels('regression', 'modelRegression', assessment), ...found('regression', 'block')];
  const doubts = [...ofModels('inconclusive', 'modelInconclusive', assessment), ...found('inconclusive', 'block')];
  const asides = [
    ...found('regression', 'warn'),
    ...ofModels('drift', 'modelDrift', assessment),
    ...found('drift', 'block'),
  ];
  if (kind === 'inconclusive') {
    // One that lies beyond its margin among so many is not sure to be no accident.
    const unconfirmed = regressions.map((reason) => ({ ...reason, kind })) as readonly Reason[];
    return { kind, policy: RELEASE, reasons: [...unconfirmed, ...doubts, virtual], notes: asides };
  }
  const notes = [...doubts, virtual, ...asides];
  if (kind === 'noBaseline') {
    const alone: Reason = {
      kind: 'noBaseline',
      message: 'Measured alone: without a baseline no regression can be seen.',
    };
    return { kind: 'pass', policy: PULL_REQUEST, reasons: [], notes: [alone, ...notes] };
  }
  const fault: Reason = {
    kind: 'productFault',
    message: `JETSAM: candidate 1, baseline 0; ${FAULTS[0]?.message ?? ''}`,
  };
  const reasons = kind === 'productFault' ? [fault, ...regressions] : regressions;
  return { kind: reasons.length > 0 ? 'fail' : 'pass', policy: PULL_REQUEST, reasons, notes };
}

function ofModels(
  verdict: ModelComparison['verdict']['kind'],
  kind: 'modelRegression' | 'modelDrift' | 'modelInconclusive',
  { models }: Assessment,
): readonly Reason[] {
  return models
    .filter((model) => model.verdict.kind === verdict && model.severity === 'block' && !PHASES.has(model.metric))
    .map(({ model, deviceIds, passId, metric }) => {
      const message = `${metric} on ${deviceIds.length} phones ${model}: ${verdict}`;
      return { kind, model, deviceIds, passId, metric, message };
    });
}

const PHASES: ReadonlySet<MetricId> = new Set(['preprocess', 'visionEncode', 'prefill']);

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
          { code: 'outputsChanged', message: '31 of 240 answers differ on each device' } as const,
        ]
      : []),
    ...(kind === 'productFault' ? [{ code: 'launchesFailed', message: '1 launch failed' } as const] : []),
  ];
}

function device(id: string, label: string, model: string, osVersion: string, osBuild: string, bytes: number): Device {
  return {
    id,
    label,
    platform: 'ios',
    model,
    osVersion,
    osBuild,
    memoryBytes: bytes,
    provenance: 'virtual',
    powerRefreshMs: 20_000,
  };
}

function build(role: 'baseline' | 'candidate'): Build {
  const isCandidate = role === 'candidate';
  return {
    id: (isCandidate ? 'c0ffee42d17e' : '5eed0badf00d').repeat(5).slice(0, 64),
    label: isCandidate ? 'vision-int4' : 'v1.4.0',
    bundleId: 'com.example.fastvlm',
    version: isCandidate ? '1.5.0' : '1.4.0',
    buildNumber: isCandidate ? '318' : '297',
    minimumOsVersion: '17.0',
    platform: 'ios',
    path: isCandidate ? 'builds/vision-int4.ipa' : 'builds/v1.4.0.ipa',
    bytes: isCandidate ? 611_400_000 : 652_100_000,
    binaryUuid: isCandidate ? '7B1E2C90-11AA-4D0B-9C55-31D0A8B7E6F2' : '0F9A4D11-7C3B-4E02-8A77-9D4412B0C3AA',
    models: [
      { name: 'config.json', sha256: '11'.repeat(32), bytes: 1840 },
      { name: 'language.onnx', sha256: '22'.repeat(32), bytes: 480_112_640 },
      { name: 'tokenizer.json', sha256: '33'.repeat(32), bytes: 7_031_645 },
      isCandidate
        ? { name: 'vision.onnx', sha256: '4f'.repeat(32), bytes: 81_226_752 }
        : { name: 'vision.onnx', sha256: 'a5'.repeat(32), bytes: 125_829_120 },
    ],
  };
}
