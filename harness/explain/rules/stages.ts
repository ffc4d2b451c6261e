import type { Finding } from '#harness/domain/deciding.ts';
import { findingsOf, isPassing } from '#harness/domain/deciding.ts';
import { deviceModelIn } from '#harness/domain/device-model-of.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { listed } from '#harness/text/lists.ts';
import { percentText } from '#harness/text/numbers.ts';
import { readable } from '#harness/text/sentences.ts';
import { deviceIdsOf, type Facts, isUnharmed, isWorse, worseOf } from '#harness/explain/facts.ts';
import type { HintRule, Sighting } from '#harness/explain/hint.ts';

/** What a graph takes time for. */
const TIMED_GRAPHS: readonly MetricId[] = ['visionEncode', 'prefill', 'decodeRate'];

const ONLY_ENCODER: HintRule = {
  id: 'onlyVisionEncoder',
  title: 'Only the vision encoder got slower',
  when: 'the vision encoder got slower where prefill is shown to be unharmed, and neither pre-processing nor the decode rate got worse',
  advice: 'Look at the encoder by itself: its graph, its precision, how it is optimised and which processor runs it.',
  reason:
    'The latency of the encoder and the number of tokens that it hands on are separate costs: with as many tokens as before, only the encoder is left.',
  source: {
    title: 'Apple: FastVLM: Efficient Vision Encoding for Vision Language Models',
    url: 'https://machinelearning.apple.com/research/fastvlm-efficient-vision-encoding',
  },
  find: (facts) =>
    worseOf(facts, 'visionEncode').flatMap((finding) => {
      const ids = deviceIdsOf(finding);
      const isAlone = isUnharmed(facts, 'prefill', ids) && !isAnyWorse(facts, ['preprocess', 'decodeRate'], ids);
      return isAlone ? [sighting(finding, ['visionEncode'], 'prefill is unharmed there.')] : [];
    }),
};

const ENCODER_AND_PREFILL: HintRule = {
  id: 'encoderAndPrefill',
  title: 'Vision encoder and prefill got slower together',
  when: 'the vision encoder and prefill both got slower in one pass',
  advice: 'Compare the size of the image that the encoder gets, and the number of visual tokens that it makes of it.',
  reason:
    'A larger image takes the encoder longer, and it becomes more visual tokens, which prefill takes longer to read.',
  source: ONLY_ENCODER.source,
  find: (facts) =>
    worseOf(facts, 'visionEncode').flatMap((finding) => {
      const isBoth = worseOf(facts, 'prefill').some((other) => isSamePlace(finding, other));
      return isBoth ? [sighting(finding, ['visionEncode', 'prefill'], bothText(facts))] : [];
    }),
};

const ONLY_DECODING: HintRule = {
  id: 'onlyDecoding',
  title: 'Only decoding got slower',
  when: 'the decode rate fell where neither the vision encoder nor prefill got slower',
  advice:
    'Look at what each further token costs: whether keys and values of earlier tokens are kept, and how large the weights are that each token reads.',
  reason:
    'With a key-value cache a token costs one step; without it the whole sequence is computed again for every token. The step itself is limited by how fast weights are read from memory.',
  source: {
    title: 'Apple: On Device Llama 3.1 with Core ML',
    url: 'https://machinelearning.apple.com/research/core-ml-on-device-llama',
  },
  find: (facts) =>
    worseOf(facts, 'decodeRate').flatMap((finding) =>
      isAnyWorse(facts, ['visionEncode', 'prefill'], deviceIdsOf(finding))
        ? []
        : [sighting(finding, ['decodeRate'], 'no part of the time to the first token got worse there.')],
    ),
};

const ONE_DEVICE_MODEL: HintRule = {
  id: 'oneDeviceModel',
  title: 'Only one model of phone is affected',
  when: 'a stage that runs a network got slower on one model of phone, and every other model that was measured is shown to be unharmed',
  advice: 'Check on that phone which processor runs the network, and whether it supports the format of the weights.',
  reason:
    'Chips differ in what they accelerate: quantised activations, for one, run faster on the Neural Engine of some chips only.',
  source: {
    title: 'Core ML Tools: What’s new in optimisation',
    url: 'https://apple.github.io/coremltools/docs-guides/source/opt-whats-new.html',
  },
  find: (facts) => worseOf(facts, ...TIMED_GRAPHS).flatMap((finding) => onOneModel(finding, facts)),
};

const OPERATOR: HintRule = {
  id: 'operatorMoved',
  title: 'One type of operator takes most of the added time',
  when: 'a time got worse and, in the launches whose operators were counted, one type of operator has at least half of the time that was added',
  advice:
    'Look at that operator in both graphs: how often it is used, which type its weights have, and whether it is still merged with its neighbours.',
  reason: 'A profile of the runtime has the time of every operator, so that the one that grew shows where the work is.',
  source: {
    title: 'ONNX Runtime: Profiling tools',
    url: 'https://onnxruntime.ai/docs/performance/tune-performance/profiling-tools.html',
  },
  find: (facts) => (facts.assessment.operatorChanges ?? []).flatMap((changes) => mostOf(changes, facts)),
};

export const STAGE_RULES: readonly HintRule[] = [
  ONLY_ENCODER,
  ENCODER_AND_PREFILL,
  ONLY_DECODING,
  ONE_DEVICE_MODEL,
  OPERATOR,
];

function sighting(finding: Finding, metrics: readonly MetricId[], detail: string): Sighting {
  return { deviceIds: deviceIdsOf(finding), passId: finding.passId, metrics, detail };
}

function isAnyWorse(facts: Facts, metrics: readonly MetricId[], ids: readonly string[]): boolean {
  return metrics.some((metric) => isWorse(facts, metric, ids));
}

function isSamePlace(one: Finding, other: Finding): boolean {
  return one.passId === other.passId && deviceIdsOf(one).join() === deviceIdsOf(other).join();
}

/** The inputs whose shape changed, where the graphs were read. */
function bothText({ assessment: { modelChange } }: Facts): string {
  const graphs = modelChange?.kind === 'known' ? modelChange.graphs : [];
  const changed = graphs.filter((graph) => graph.kind === 'changed' && graph.inputs.length > 0).map(({ name }) => name);
  if (changed.length === 0) return 'both take longer in the same launches.';
  return `the inputs of ${listed(changed.slice(0, 3).map((name) => readable(name, 100)))} changed.`;
}

/** Other models prove nothing where they are in doubt. */
function onOneModel(finding: Finding, { assessment, worse }: Facts): readonly Sighting[] {
  const own = deviceModelIn(finding, assessment);
  const others = findingsOf(assessment).filter(
    (other) =>
      other.metric === finding.metric && other.passId === finding.passId && deviceModelIn(other, assessment) !== own,
  );
  const isElsewhere = worse.some(
    (other) => other.metric === finding.metric && deviceModelIn(other, assessment) !== own,
  );
  if (isElsewhere || others.length === 0 || !others.every(({ verdict }) => isPassing(verdict))) return [];
  const models = [...new Set(others.map((other) => readable(deviceModelIn(other, assessment), 60)))];
  const detail = `worse on ${readable(own, 60)} and unharmed on ${listed(models.slice(0, 3))}${models.length > 3 ? ' and others' : ''}.`;
  return [sighting(finding, [finding.metric], detail)];
}

type Changes = NonNullable<Facts['assessment']['operatorChanges']>[number];

function mostOf({ deviceId, passId, graphs }: Changes, facts: Facts): readonly Sighting[] {
  const metrics = facts.worse
    .filter((finding) => finding.passId === passId && deviceIdsOf(finding).includes(deviceId))
    .map(({ metric }) => metric)
    .filter((metric) => METRICS[metric].answers !== 'none');
  const added = graphs.flatMap(({ name, operators }) =>
    operators.map(({ operator, baseline, candidate }) => ({
      name,
      operator,
      ns: (candidate?.totalNs ?? 0) - (baseline?.totalNs ?? 0),
    })),
  );
  const all = added.reduce((sum, { ns }) => sum + Math.max(0, ns), 0);
  const [first] = added.toSorted((a, b) => b.ns - a.ns);
  if (first === undefined || metrics.length === 0 || all <= 0 || first.ns < all / 2) return [];
  const detail = `${readable(first.operator, 60)} in ${readable(first.name, 100)} has ${percentText(first.ns / all)} of the time that was added.`;
  return [{ deviceIds: [deviceId], passId, metrics: [...new Set(metrics)], detail }];
}
