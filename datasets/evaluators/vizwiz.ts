import { processDigitArticle, processPunctuation, trimAnswer } from '#datasets/vqav2/normalise.ts';

/**
 * The text steps of VizWiz's evaluator (VizWiz Python API, vqaEval.py): those of VQA for the answer. References are taken
 * as they are, and `unanswerable` is an answer like any other. Its copies write the apostrophe of contractions in different
 * ways; here it is that of VQA.
 */
export function normaliseVizWiz(text: string): string {
  return processDigitArticle(processPunctuation(trimAnswer(text)));
}
