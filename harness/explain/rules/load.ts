import type { Finding } from '#harness/domain/deciding.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { byteSize } from '#harness/text/quantities.ts';
import { deviceIdsOf, type Facts, worseOf } from '#harness/explain/facts.ts';
import type { HintRule, Sighting } from '#harness/explain/hint.ts';
import { grownModel, modelBytes } from '#harness/explain/model-sizes.ts';

const LOADS: readonly MetricId[] = ['modelLoadCold', 'modelLoadWarm', 'modelLoadAfterInstall'];

/** So many launches of a build are its first ones. */
const FIRST = 2;
/** With fewer launches, two of them are not "the first ones". */
const FEWEST_LAUNCHES = 6;

const GREW_WITH_MODEL: HintRule = {
  id: 'loadGrewWithModel',
  title: 'The load grew with the model',
  when: 'a model load got slower and the model files of the candidate are more than 1 % larger',
  advice: 'Look at what made the model files larger: their precision, and files that the app no longer needs.',
  reason:
    'A load moves the weights from flash storage to memory, so that its time depends on how many bytes they have.',
  source: {
    title: 'LLM in a flash: Efficient Large Language Model Inference with Limited Memory',
    url: 'https://arxiv.org/abs/2312.11514',
  },
  find: (facts) => {
    const grown = grownModel(facts.assessment);
    if (grown === null) return [];
    const detail = `the model files had ${byteSize(grown.baseline)} and have ${byteSize(grown.candidate)} now.`;
    return worseOf(facts, ...LOADS).map((finding) => sighting(finding, detail));
  },
};

const GREW_ALONE: HintRule = {
  id: 'loadGrewAlone',
  title: 'The load got slower, and the model did not grow',
  when: 'a model load got slower and the model files of the candidate are no larger',
  advice:
    'Look at what the runtime does while it loads: graph optimisation, unfolding of compressed weights, compiling for the phone.',
  reason:
    'Work that a runtime repeats at every load, such as optimising the graph, adds to the time that the app takes to start.',
  source: {
    title: 'ONNX Runtime: Graph optimizations, online and offline mode',
    url: 'https://onnxruntime.ai/docs/performance/model-optimizations/graph-optimizations.html',
  },
  find: (facts) => {
    const bytes = modelBytes(facts.assessment);
    if (bytes === null || grownModel(facts.assessment) !== null) return [];
    const detail =
      bytes.baseline === bytes.candidate
        ? `the model files have ${byteSize(bytes.candidate)} in both builds.`
        : `the model files had ${byteSize(bytes.baseline)} and have ${byteSize(bytes.candidate)} now.`;
    return worseOf(facts, ...LOADS).map((finding) => sighting(finding, detail));
  },
};

const FIRST_LAUNCHES: HintRule = {
  id: 'firstLaunchesSlower',
  title: 'The first launches are the slow ones',
  when: `a time got worse and the first ${FIRST} launches of the candidate are worse than all its later ones by more than the margin, those of the baseline not`,
  advice:
    'Look at what only a first launch does: compiling the model for the phone, filling caches, decompressing files.',
  reason:
    'A model is prepared for the phone and its system version when it is first loaded; later loads find the result in a cache.',
  source: {
    title: 'Apple: Managing model specialization and caching',
    url: 'https://developer.apple.com/documentation/coreai/managing-model-specialization-and-caching',
  },
  find: (facts) =>
    worseOf(facts, ...LOADS, 'timeToFirstToken', 'preprocess', 'visionEncode', 'prefill', 'endToEnd').flatMap(
      (finding) =>
        beginsSlowly(finding, facts)
          ? [sighting(finding, `the first ${FIRST} launches of the candidate are its worst.`)]
          : [],
    ),
};

export const LOAD_RULES: readonly HintRule[] = [GREW_WITH_MODEL, GREW_ALONE, FIRST_LAUNCHES];

function sighting(finding: Finding, detail: string): Sighting {
  return { deviceIds: deviceIdsOf(finding), passId: finding.passId, metrics: [finding.metric], detail };
}

/** On each of the phones that the finding rests on. */
function beginsSlowly(finding: Finding, { assessment }: Facts): boolean {
  const own = assessment.comparisons.filter(
    ({ deviceId, passId, metric }) =>
      passId === finding.passId && metric === finding.metric && deviceIdsOf(finding).includes(deviceId),
  );
  const isRelative = finding.scale === 'relative';
  const begins = (values: readonly number[]): boolean => {
    if (values.length < FEWEST_LAUNCHES) return false;
    const worse = values.map((value) => towardsWorse(finding.metric, value));
    const [least, most] = [Math.min(...worse.slice(0, FIRST)), Math.max(...worse.slice(FIRST))];
    const allowed = isRelative ? finding.margin * Math.abs(most) : finding.margin;
    return least - most > allowed;
  };
  return own.length > 0 && own.every(({ baseline, candidate }) => begins(candidate.values) && !begins(baseline.values));
}
