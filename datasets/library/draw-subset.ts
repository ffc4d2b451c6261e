import { hash } from 'node:crypto';
import { sharesOf } from './shares.ts';

/** What of a question decides whether it is drawn. */
export type Candidate = { readonly questionId: number; readonly imageId: number; readonly answerType: string };

export type Stratum = { readonly answerType: string; readonly questions: number; readonly of: number };

export type Drawing = {
  /** Image by image, in the order in which the images were drawn: the first n are a fair sample too. */
  readonly questions: readonly Candidate[];
  readonly strata: readonly Stratum[];
};

export type Pool = 'gate' | 'audit';

/** More questions about one image say less than the same number about several: they are answered alike. */
const QUESTIONS_AN_IMAGE = 3;

/**
 * Half of the images for either pool, by a hash that no seed changes: no audit question is ever about the image of a
 * gate question.
 */
export function poolOf(imageId: number): Pool {
  return Number.parseInt(hash('sha256', `pool/${imageId}`).slice(0, 1), 16) < 8 ? 'gate' : 'audit';
}

/**
 * Draws questions so that every answer type keeps its share of the candidates: images first, in the order of
 * SHA-256(seed/image/id), then of each image one to three questions in the order of SHA-256(seed/question/id), passing
 * over those whose answer type is full. The order of the candidates does not matter. Null where there are too few.
 */
export function drawSubset(candidates: readonly Candidate[], size: number, seed: string): Drawing | null {
  if (size > candidates.length) return null;
  const sizes = sizesByType(candidates);
  const shares = sharesOf(sizes, size);
  const left = new Map(shares);
  const byImage = Map.groupBy(candidates, ({ imageId }) => imageId);
  const questions: Candidate[] = [];
  for (const imageId of inHashOrder([...byImage.keys()], (id) => `${seed}/image/${id}`)) {
    if (questions.length === size) break;
    const ofImage = inHashOrder(byImage.get(imageId) ?? [], ({ questionId }) => `${seed}/question/${questionId}`);
    let taken = 0;
    for (const question of ofImage) {
      const room = left.get(question.answerType) ?? 0;
      if (room === 0 || taken === QUESTIONS_AN_IMAGE) continue;
      left.set(question.answerType, room - 1);
      questions.push(question);
      taken += 1;
    }
  }
  if (questions.length < size) return null;
  const strata = [...sizes].map(([answerType, of]) => ({ answerType, questions: shares.get(answerType) ?? 0, of }));
  return { questions, strata };
}

/** In the order of the names, so that ties of remainders do not depend on the order of the candidates. */
function sizesByType(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { answerType } of candidates) sizes.set(answerType, (sizes.get(answerType) ?? 0) + 1);
  return new Map([...sizes].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function inHashOrder<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return items
    .map((item) => ({ item, order: hash('sha256', keyOf(item)) }))
    .sort((one, other) => (one.order < other.order ? -1 : 1))
    .map(({ item }) => item);
}
