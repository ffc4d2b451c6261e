import { basename } from 'node:path';
import type { Question } from '#harness/domain/dataset.ts';
import type { Outcome } from '#harness/domain/launch.ts';
import type { Iteration, Measured, SkippedQuestion } from '#harness/domain/measured.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { heatDuring, heatOf, coolerThanForced } from '#harness/domain/sustain.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';

/**
 * Scores what was measured. Invalid is a launch that got warm in a pass where heat is not the question, or that was not under
 * the thermal state that its pass forces.
 */
export function scoreLaunch(
  outcome: Outcome,
  pass: Pass,
  dataset: LoadedDataset,
  questions: readonly Question[],
): Outcome {
  if (outcome.kind !== 'measured') return outcome;
  const warm = heatDuring(pass.protocol) === 'invalid' ? heatOf(outcome) : null;
  if (warm !== null) {
    return { kind: 'invalid', reason: 'thermal', message: `thermal state became ${warm} during the launch` };
  }
  const cooler = coolerThanForced(pass.protocol, outcome);
  if (cooler !== null) {
    const message = `thermal state was ${cooler} during the launch, not ${pass.protocol.forcedThermal} as forced`;
    return { kind: 'invalid', reason: 'thermal', message };
  }
  return scored(outcome, dataset, questions);
}

function scored(measured: Measured, dataset: LoadedDataset, questions: readonly Question[]): Measured {
  const byId = new Map(questions.map((question) => [question.id, question]));
  const scoreOf = (iteration: Iteration): Pick<Iteration, 'score' | 'agrees'> => {
    const question = byId.get(iteration.questionId);
    const scored = question === undefined ? null : dataset.score(question, iteration.answer);
    return scored ?? { score: null, agrees: null };
  };
  // The app knows an image by its hash, people know it by its name.
  const skipped = measured.skipped?.map((each): SkippedQuestion => {
    const question = byId.get(each.questionId);
    return question === undefined ? each : { ...each, image: basename(question.imagePath) };
  });
  return {
    ...measured,
    ...(skipped === undefined ? {} : { skipped }),
    iterations: measured.iterations.map((iteration) => ({ ...iteration, ...scoreOf(iteration) })),
  };
}
