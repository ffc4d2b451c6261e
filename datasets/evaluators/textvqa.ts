import { processDigitArticle, processPunctuation, trimAnswer } from '#datasets/vqav2/normalise.ts';

/**
 * The text steps of TextVQA's evaluator (facebookresearch/mmf@2dc099a, mmf/utils/m4c_evaluators.py, BSD-3-Clause), which
 * papers report: those of VQA after one of its own, for answer and references alike, also where all references are equal.
 */
export function normaliseTextVqa(text: string): string {
  const words = text.toLowerCase().replaceAll(',', '').replaceAll('?', '').replaceAll("'s", " 's");
  return processDigitArticle(processPunctuation(trimAnswer(words)));
}
