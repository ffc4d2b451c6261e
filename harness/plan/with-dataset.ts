import { BenchError } from '#harness/domain/failure.ts';
import { isOfAnswers, needScores } from '#harness/domain/metric-catalogue.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';

export type DatasetOptions = {
  /** `NAME` or `NAME/SUBSET`, in place of the suite's own wherever answers are scored. */
  readonly dataset?: string;
  readonly prompt?: string;
};

/** The evaluator of a dataset without reference answers. */
const UNSCORED = 'none';

const ALL = 'all';
const PLACE = '{question}';

/**
 * What LLaVA, which FastVLM is made of, is asked in VQAv2 (haotian-liu/LLaVA, docs/Evaluation.md); it answers in
 * sentences without.
 */
const SHORT_ANSWER_PROMPT = `${PLACE}\nAnswer the question using a single word or phrase.`;

/** The suite with another dataset in every pass that scores answers. Another dataset has another prompt, too. */
export function withDataset(suite: Suite, { dataset, prompt }: DatasetOptions): Suite {
  if (prompt !== undefined && !prompt.includes(PLACE)) {
    throw new BenchError('USAGE', `The prompt "${prompt}" has no place for the question.`, {
      remedy: `Write ${PLACE} where the question belongs.`,
    });
  }
  if (dataset === undefined && prompt === undefined) return suite;
  if (!suite.passes.some(({ metrics }) => needScores(metrics))) {
    throw new BenchError('USAGE', `The suite ${suite.id} scores no answers: it takes no other dataset or prompt.`, {
      remedy: 'Measure with a suite that does, for example: --suite accuracy',
    });
  }
  const passes = suite.passes.map((pass) => (needScores(pass.metrics) ? asking(pass, dataset, prompt) : pass));
  return { ...suite, passes };
}

/**
 * Enough blocks that every question is asked once, in the passes that do nothing but score answers: launches walk
 * through the questions block by block. A suite that keeps its own dataset keeps its protocol.
 */
export function withEveryQuestion(
  suite: Suite,
  datasets: ReadonlyMap<string, LoadedDataset>,
  { dataset }: DatasetOptions,
): Suite {
  if (dataset === undefined) return suite;
  const passes = suite.passes.map((pass) => {
    const questions = datasets.get(pass.id)?.questions.length ?? 0;
    if (questions === 0 || !pass.metrics.every(isOfAnswers)) return pass;
    const iterationsPerLaunch = Math.min(pass.protocol.iterationsPerLaunch, questions);
    const blocks = Math.ceil(questions / iterationsPerLaunch);
    return { ...pass, protocol: { ...pass.protocol, iterationsPerLaunch, blocks } };
  });
  return { ...suite, passes };
}

/**
 * Without reference answers there is no accuracy: the passes that ask such a dataset do not measure it. Throws USAGE where
 * nothing else would be measured.
 */
export function withoutMissingScores(suite: Suite, datasets: ReadonlyMap<string, LoadedDataset>): Suite {
  const isScored = ({ id, metrics }: Pass): boolean =>
    !needScores(metrics) || datasets.get(id)?.reference.evaluator !== UNSCORED;
  if (suite.passes.every(isScored)) return suite;
  const passes = suite.passes.map((pass) =>
    isScored(pass) ? pass : { ...pass, metrics: pass.metrics.filter((metric) => !isOfAnswers(metric)) },
  );
  const empty = passes.find(({ metrics }) => metrics.length === 0);
  if (empty !== undefined) {
    throw new BenchError(
      'USAGE',
      `${empty.workload.dataset} has no reference answers, and the pass ${empty.id} of ${suite.id} measures only accuracy.`,
      { remedy: 'Measure speed and memory on it with: --suite smoke' },
    );
  }
  const measured = new Set(passes.flatMap(({ metrics }) => metrics));
  return { ...suite, passes, margins: suite.margins.filter(({ metric }) => measured.has(metric)) };
}

function asking(pass: Pass, reference: string | undefined, prompt: string | undefined): Pass {
  const { workload } = pass;
  const [dataset = '', ...rest] = (reference ?? `${workload.dataset}/${workload.subset}`).split('/');
  const subset = rest.length === 0 ? ALL : rest.join('/');
  const ownPrompt = dataset === workload.dataset ? workload.promptTemplate : SHORT_ANSWER_PROMPT;
  return { ...pass, workload: { ...workload, dataset, subset, promptTemplate: prompt ?? ownPrompt } };
}
