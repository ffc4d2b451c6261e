import type { Finding } from '#harness/domain/deciding.ts';
import { firstOf } from '#harness/text/lists.ts';
import { fixed, percentText } from '#harness/text/numbers.ts';
import { readable } from '#harness/text/sentences.ts';
import { deviceIdsOf, worseOf } from '#harness/explain/facts.ts';
import type { HintRule, Sighting } from '#harness/explain/hint.ts';
import { bitsOfParameter, LEAST_CHANGE, parameters } from '#harness/explain/model-sizes.ts';
import { changedFiles } from '#harness/explain/changed-files.ts';

/** Files by which a model says how images become its input; the names are those of Hugging Face's models. */
const PREPROCESSING_FILE = /(?:^|\/)[^/]*processor[^/]*\.json$/i;

const FEWER_BITS: HintRule = {
  id: 'fewerBits',
  title: 'Answers got worse as weights got fewer bits',
  when: 'answer accuracy got worse and the candidate stores a parameter in fewer bits on average',
  advice: 'Find out which network tolerates it: compress one network at a time, and measure after each.',
  reason: 'Compressing weights loses information. How much accuracy that costs differs by model, network and method.',
  source: {
    title: 'Core ML Tools: Optimization workflow',
    url: 'https://apple.github.io/coremltools/docs-guides/source/optimization-workflow.html',
  },
  find: (facts) => {
    const both = parameters(facts.assessment);
    if (both === null) return [];
    const [before, now] = [bitsOfParameter(both.baseline), bitsOfParameter(both.candidate)];
    if (now >= before * (1 - LEAST_CHANGE)) return [];
    const detail = `a parameter had ${fixed(before, 1)} bits on average and has ${fixed(now, 1)} now.`;
    return worseOf(facts, 'answerAccuracy').map((finding) => sighting(finding, detail));
  },
};

const FEWER_PARAMETERS: HintRule = {
  id: 'fewerParameters',
  title: 'Answers got worse as the model lost parameters',
  when: 'answer accuracy got worse and the candidate has more than 1 % fewer parameters',
  advice: 'Check what was removed from the model, and whether it was trained again after that.',
  reason: 'The more of a model is removed, the more accuracy it tends to lose, unless it is tuned afterwards.',
  source: {
    title: 'Core ML Tools: Accuracy and performance',
    url: 'https://apple.github.io/coremltools/docs-guides/source/performance-impact.html',
  },
  find: (facts) => {
    const both = parameters(facts.assessment);
    if (both === null || both.candidate.elements >= both.baseline.elements * (1 - LEAST_CHANGE)) return [];
    const detail = `the candidate has ${percentText(1 - both.candidate.elements / both.baseline.elements)} fewer parameters.`;
    return worseOf(facts, 'answerAccuracy').map((finding) => sighting(finding, detail));
  },
};

const OTHER_PREPROCESSING: HintRule = {
  id: 'otherPreprocessing',
  title: 'Answers got worse with the same networks and other pre-processing',
  when: 'answer accuracy got worse, every model graph is the same, and a file that describes pre-processing differs',
  advice:
    'Compare size, mean, deviation and order of the colour channels in that file with what the model was trained with.',
  reason: 'A network expects images as it saw them in training; with another scale or mean it sees other images.',
  source: {
    title: 'Hugging Face Transformers: Image processors',
    url: 'https://huggingface.co/docs/transformers/image_processors',
  },
  find: (facts) => {
    const { modelChange } = facts.assessment;
    if (modelChange?.kind !== 'known' || modelChange.graphs.some(({ kind }) => kind !== 'same')) return [];
    const files = changedFiles(facts.assessment).filter(({ name }) => PREPROCESSING_FILE.test(name));
    if (files.length === 0) return [];
    const detail = `another file: ${firstOf(files.map(({ name }) => readable(name, 100)))}.`;
    return worseOf(facts, 'answerAccuracy').map((finding) => sighting(finding, detail));
  },
};

export const ANSWER_RULES: readonly HintRule[] = [FEWER_BITS, FEWER_PARAMETERS, OTHER_PREPROCESSING];

function sighting(finding: Finding, detail: string): Sighting {
  return { deviceIds: deviceIdsOf(finding), passId: finding.passId, metrics: [finding.metric], detail };
}
