/** VQA accuracy as the official evaluator computes it, in both of its behaviours. */
import { processDigitArticle, processPunctuation, trimAnswer } from './normalise.ts';

/**
 * The behaviours of the official evaluator, by the code that has them. `vqa-2016` (GT-Vision-Lab/VQA@458a8b2), which
 * papers and leaderboards report, normalises the answer always, and the references in punctuation only and only where
 * they are not all equal. `vqa-2021` (GT-Vision-Lab/VQA@a013f00) normalises answer and references alike, but neither
 * where the references are all equal.
 */
export const EVALUATOR_IDS = ['vqa-2016', 'vqa-2021'] as const;
export type EvaluatorId = (typeof EVALUATOR_IDS)[number];

/** References made ready for comparison; `normalises` says whether the answer is normalised as well. */
type Prepared = { readonly texts: readonly string[]; readonly normalises: boolean };

/**
 * Score 0..1 of an answer: the mean, over the references left out one at a time, of
 * min(1, matches among the others / 3). Nothing is rounded here; the official files round to two decimals per question
 * and per total (see {@link percentOf}). References are taken to be distinct annotations even where their texts are
 * equal; there must be at least one.
 */
export function scoreAnswer(evaluatorId: EvaluatorId, answer: string, references: readonly string[]): number {
  const { texts, normalises } = prepare(evaluatorId, references);
  return scoreAmong(readied(answer, normalises), texts);
}

/** The score of a text among references that are ready for comparison: of k equal ones, 0, 0.3, 0.6, 0.9 and 1 from 4 on. */
export function scoreAmong(text: string, texts: readonly string[]): number {
  let matches = 0;
  for (const reference of texts) if (reference === text) matches += 1;
  if (matches === 0) return 0;
  // Summed one by one as the original does: 0.6 comes out as 0.6000000000000001 on some paths, and equality is the aim.
  let sum = 0;
  for (const reference of texts) sum += Math.min(1, (reference === text ? matches - 1 : matches) / 3);
  return sum / texts.length;
}

/**
 * Whether an answer is the one that most people gave, by the evaluator's text steps; any of several that were given as
 * often.
 */
export function agreesWithMost(evaluatorId: EvaluatorId, answer: string, references: readonly string[]): boolean {
  const { texts, normalises } = prepare(evaluatorId, references);
  return mostFrequent(texts).has(readied(answer, normalises));
}

function readied(answer: string, normalises: boolean): string {
  const trimmed = trimAnswer(answer);
  return normalises ? normaliseAnswer(trimmed) : trimmed;
}

/**
 * A mean score in percent with the two decimals of the official result files; Python's rule: ties go to the even digit.
 */
export function percentOf(scores: readonly number[]): number {
  const percent = (100 * scores.reduce((sum, score) => sum + score, 0)) / scores.length;
  const isTie = Number.isInteger(percent * 8) && (percent * 8) % 2 !== 0;
  if (!isTie) return Number(percent.toFixed(2));
  const below = Math.floor(percent * 100);
  return (below % 2 === 0 ? below : below + 1) / 100;
}

// Nothing is kept by question: the texts below are, and a map of every question's references costs more than it saves.
function prepare(evaluatorId: EvaluatorId, references: readonly string[]): Prepared {
  return evaluatorId === 'vqa-2016' ? prepare2016(references) : prepare2021(references);
}

/** The texts that were given most often: several where as many people gave each. */
export function mostFrequent(texts: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return new Set([...counts].filter(([, count]) => count === most).map(([text]) => text));
}

function prepare2016(references: readonly string[]): Prepared {
  return { texts: isUnanimous(references) ? references : references.map(processPunctuation), normalises: true };
}

function prepare2021(references: readonly string[]): Prepared {
  const trimmed = references.map(trimAnswer);
  return isUnanimous(trimmed)
    ? { texts: trimmed, normalises: false }
    : { texts: trimmed.map(normaliseAnswer), normalises: true };
}

function isUnanimous(texts: readonly string[]): boolean {
  return texts.every((text) => text === texts[0]);
}

/**
 * Answers repeat a great deal, so each distinct text is normalised once; the bound keeps long captions from piling up.
 */
const normalisedTexts = new Map<string, string>();
const MAX_NORMALISED_TEXTS = 65_536;

function normaliseAnswer(text: string): string {
  const known = normalisedTexts.get(text);
  if (known !== undefined) return known;
  if (normalisedTexts.size >= MAX_NORMALISED_TEXTS) normalisedTexts.clear();
  const normalised = processDigitArticle(processPunctuation(text));
  normalisedTexts.set(text, normalised);
  return normalised;
}
