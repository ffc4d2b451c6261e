/** Test support: for each hint an assessment that shows it, and the same without one thing that its rule asks for. */
import { aBuild, aDevice, aLaunch, aMeasured, anIteration } from '#harness/compare/run.fixture.ts';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { ModelChange } from '#harness/domain/model-change.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { aComparison, anAssessment, aRegression } from '#harness/gate/assessment.fixture.ts';
import type { Explained } from './facts.ts';
import type { HintId } from './hint.ts';

export function comparisons(
  worse: readonly MetricId[],
  unharmed: readonly MetricId[],
  overrides: Partial<Comparison> = {},
): readonly Comparison[] {
  return [
    ...worse.map((metric) => aRegression(metric, overrides)),
    ...unharmed.map((metric) => aComparison(metric, overrides)),
  ];
}

const model = (sha256: string, bytes: number) => [{ name: 'vision.onnx', sha256, bytes }];
export const grown: Partial<Assessment> = {
  baseline: { build: aBuild('baseline', { models: model('a', 3e8) }), runId: 'run-1', design: 'remeasured' },
  candidate: aBuild('candidate', { models: model('b', 4e8) }),
};
function changeOf(elements: readonly [number, number], bytes: readonly [number, number]): ModelChange {
  const [baseline, candidate] = [0, 1].map((at) => ({ elements: elements[at] ?? 0, bytes: bytes[at] ?? 0 }));
  if (baseline === undefined || candidate === undefined) throw new Error('two are given');
  return { kind: 'known', graphs: [], parameters: { baseline, candidate } };
}
export const answersOf = (tokens: number): Assessment['answerChanges'] => [
  {
    deviceId: 'one',
    passId: 'latency',
    questions: 10,
    changed: 5,
    better: 0,
    worse: 0,
    pFlips: null,
    meanTokens: { baseline: 10, candidate: tokens },
    answers: [],
    byType: [],
  },
];
const values = (metric: MetricId, own: readonly number[], before: readonly number[]): Partial<Comparison> => {
  const { baseline, candidate } = aComparison(metric);
  return { candidate: { ...candidate, values: own }, baseline: { ...baseline, values: before } };
};
const STEADY = [100, 101, 100, 99, 100, 101];
export const peak = (bytes: number): Assessment['summaries'] => [
  { ...aComparison('peakMemory').candidate, median: { estimate: bytes, low: null, high: null } },
];
function instructions(before: number, now: number): Assessment['summaries'] {
  const { baseline, candidate } = aComparison('instructionsPerAnswer');
  return [
    { ...baseline, median: { estimate: before, low: null, high: null } },
    { ...candidate, median: { estimate: now, low: null, high: null } },
  ];
}
export const otherPhone = { devices: [aDevice('one'), aDevice('two', { model: 'iPhone14,5', memoryBytes: 4e9 })] };
const hotLaunch = (arm: 'baseline' | 'candidate') =>
  aLaunch(
    { deviceId: 'one', pass: 'latency', block: 0, arm },
    aMeasured({ iterations: [anIteration({}, { thermal: arm === 'candidate' ? 'serious' : 'fair' })] }),
  );

type Case = {
  readonly shown: Assessment;
  /** The same with one thing that the rule asks for gone. */
  readonly notShown: Assessment;
  readonly launches?: Explained['run']['launches'];
};

export const HINT_CASES: Readonly<Record<HintId, Case>> = {
  loadGrewWithModel: {
    shown: anAssessment(comparisons(['modelLoadCold'], []), grown),
    notShown: anAssessment(comparisons(['modelLoadCold'], [])),
  },
  loadGrewAlone: {
    shown: anAssessment(comparisons(['modelLoadCold'], [])),
    notShown: anAssessment(comparisons(['modelLoadCold'], []), grown),
  },
  firstLaunchesSlower: {
    shown: anAssessment([aRegression('prefill', values('prefill', [150, 140, 100, 101, 100, 99], STEADY))]),
    notShown: anAssessment([aRegression('prefill', values('prefill', [150, 140, 139, 101, 100, 99], STEADY))]),
  },
  onlyVisionEncoder: {
    shown: anAssessment(comparisons(['visionEncode'], ['prefill', 'preprocess'])),
    notShown: anAssessment(comparisons(['visionEncode', 'preprocess'], ['prefill'])),
  },
  encoderAndPrefill: {
    shown: anAssessment(comparisons(['visionEncode', 'prefill'], [])),
    notShown: anAssessment([aRegression('visionEncode'), aRegression('prefill', { passId: 'other' })]),
  },
  onlyDecoding: {
    shown: anAssessment([slowerDecoding(), aComparison('prefill')]),
    notShown: anAssessment([slowerDecoding(), aRegression('prefill')]),
  },
  oneDeviceModel: {
    shown: anAssessment([aRegression('prefill'), aComparison('prefill', { deviceId: 'two' })], otherPhone),
    notShown: anAssessment([aRegression('prefill'), aRegression('prefill', { deviceId: 'two' })], otherPhone),
  },
  operatorMoved: {
    shown: anAssessment(comparisons(['prefill'], []), { operatorChanges: [operators(30, 10)] }),
    notShown: anAssessment(comparisons(['prefill'], []), { operatorChanges: [operators(14, 14)] }),
  },
  longerAnswers: {
    shown: anAssessment(comparisons(['endToEnd'], ['decodeRate']), { answerChanges: answersOf(14) }),
    notShown: anAssessment(comparisons(['endToEnd'], ['decodeRate']), { answerChanges: answersOf(10.2) }),
  },
  sameInstructions: {
    shown: anAssessment(comparisons(['endToEnd'], []), { summaries: instructions(5e9, 5.02e9) }),
    notShown: anAssessment(comparisons(['endToEnd'], []), { summaries: instructions(5e9, 5.1e9) }),
  },
  moreInstructions: {
    shown: anAssessment(comparisons(['timeToFirstToken'], []), { summaries: instructions(5e9, 5.5e9) }),
    notShown: anAssessment(comparisons(['timeToFirstToken'], []), { summaries: instructions(5e9, 5.1e9) }),
  },
  energyAtEqualTime: {
    shown: anAssessment(comparisons(['energyPerAnswer'], ['endToEnd'])),
    notShown: anAssessment(comparisons(['energyPerAnswer', 'prefill'], ['endToEnd'])),
  },
  throughputLostToHeat: {
    shown: anAssessment([worseRate('sustainedThroughput')]),
    notShown: anAssessment([aComparison('sustainedThroughput')]),
    launches: [hotLaunch('baseline'), hotLaunch('candidate')],
  },
  littleMemoryLeft: {
    shown: anAssessment(comparisons(['peakMemory'], []), { summaries: peak(7.2e9) }),
    notShown: anAssessment(comparisons(['peakMemory'], []), { summaries: peak(6.2e9) }),
  },
  memoryGrewWithModel: {
    shown: anAssessment(comparisons(['peakMemory'], []), grown),
    notShown: anAssessment(comparisons(['peakMemory'], [])),
  },
  memoryNotReturned: {
    shown: anAssessment(comparisons(['leakPerCycle'], [])),
    notShown: anAssessment(comparisons(['peakMemory'], ['leakPerCycle'])),
  },
  fewerBits: {
    shown: anAssessment([worseRate('answerAccuracy')], { modelChange: changeOf([100, 100], [200, 100]) }),
    notShown: anAssessment([worseRate('answerAccuracy')], { modelChange: changeOf([100, 80], [200, 160]) }),
  },
  fewerParameters: {
    shown: anAssessment([worseRate('answerAccuracy')], { modelChange: changeOf([100, 80], [200, 160]) }),
    notShown: anAssessment([worseRate('answerAccuracy')], { modelChange: changeOf([100, 100], [200, 100]) }),
  },
  otherPreprocessing: {
    shown: anAssessment([worseRate('answerAccuracy')], withPreprocessor('b')),
    notShown: anAssessment([worseRate('answerAccuracy')], withPreprocessor('a')),
  },
};

function slowerDecoding(): Comparison {
  return worseRate('decodeRate');
}

/** A number that fell where higher is better. */
export function worseRate(metric: MetricId): Comparison {
  return aRegression(metric, { change: { estimate: -0.108, low: -0.124, high: -0.091, confidence: 0.9 } });
}

function withPreprocessor(sha256: string): Partial<Assessment> {
  const files = (own: string) => [{ name: 'preprocessor_config.json', sha256: own, bytes: 300 }];
  return {
    baseline: { build: aBuild('baseline', { models: files('a') }), runId: 'run-1', design: 'remeasured' },
    candidate: aBuild('candidate', { models: files(sha256) }),
    modelChange: { kind: 'known', graphs: [{ kind: 'same', name: 'vision.onnx', bytes: 1 }], parameters: null },
  };
}

/** Two types of operator, each with so many milliseconds more than before. */
function operators(convMs: number, matMulMs: number): NonNullable<Assessment['operatorChanges']>[number] {
  const before = { calls: 10, totalNs: 1e8 };
  const one = (operator: string, ms: number) => ({
    operator,
    baseline: before,
    candidate: { calls: 10, totalNs: 1e8 + ms * 1e6 },
  });
  const graph = (name: string, ms: number) => ({
    name,
    totalNs: { baseline: 1e8, candidate: 1e8 + ms * 1e6 },
    operators: [one(name === 'vision.onnx' ? 'Conv' : 'MatMul', ms)],
  });
  const graphs = [graph('vision.onnx', convMs), graph('decoder.onnx', matMulMs), graph('embed.onnx', matMulMs)];
  return { deviceId: 'one', passId: 'latency', questions: 4, graphs, unknown: [] };
}
