import { processDigitArticle, processPunctuation, trimAnswer } from '#datasets/vqav2/normalise.ts';

/** The type of the most frequent answer, as VQA types a question: yes or no, a number, or anything else. */
export function answerTypeOf(answers: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const text = processDigitArticle(processPunctuation(trimAnswer(answer)));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const [commonest = ''] = [...counts].toSorted(([, one], [, other]) => other - one).map(([text]) => text);
  if (commonest === 'yes' || commonest === 'no') return 'yes/no';
  return /^\d+(?:\.\d+)?$/.test(commonest) ? 'number' : 'other';
}
