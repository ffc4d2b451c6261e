import { assert, constantFrom, integer, nat, property, string, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { type Candidate, drawSubset, poolOf } from './draw-subset.ts';

const TYPES = ['yes/no', 'number', 'other', 'other'];

/** So many images with so many questions each. */
function population(images: number, questions: number): Candidate[] {
  return Array.from({ length: images * questions }, (_, index) => ({
    questionId: 1000 * Math.floor(index / questions) + (index % questions),
    imageId: Math.floor(index / questions),
    answerType: TYPES[index % TYPES.length] ?? '',
  }));
}

const candidates = uniqueArray(integer({ min: 0, max: 40_009 }), { maxLength: 120 }).map((ids) =>
  ids.map((id) => ({
    questionId: id,
    imageId: Math.floor(id / 1000),
    answerType: ['yes/no', 'number', 'other'][id % 3] ?? '',
  })),
);

test('a drawing has the size asked for, keeps shares to one question, and takes at most three of an image', () => {
  assert(
    property(candidates, nat({ max: 60 }), string(), (all, size, seed) => {
      const drawing = drawSubset(all, size, seed);
      const possible = [...Map.groupBy(all, ({ imageId }) => imageId).values()].reduce(
        (sum, ofImage) => sum + Math.min(3, ofImage.length),
        0,
      );
      const { questions, strata } = drawing ?? { questions: [], strata: [] };
      expect(questions).toHaveLength(drawing === null ? 0 : size);
      expect(drawing !== null || size > 0).toBe(true);
      expect(drawing === null || size <= possible).toBe(true);
      expect(new Set(questions.map(({ questionId }) => questionId)).size).toBe(questions.length);
      for (const { answerType, questions: count, of } of strata) {
        expect(questions.filter((question) => question.answerType === answerType)).toHaveLength(count);
        expect(Math.abs(count - (size * of) / all.length)).toBeLessThan(1);
      }
      for (const ofImage of Map.groupBy(questions, ({ imageId }) => imageId).values()) {
        expect(ofImage.length).toBeLessThanOrEqual(3);
      }
    }),
  );
});

test('the order of the candidates changes nothing', () => {
  assert(
    property(candidates, nat({ max: 30 }), constantFrom('a', 'b'), (all, size, seed) => {
      expect(drawSubset(all.toReversed(), size, seed)).toEqual(drawSubset(all, size, seed));
    }),
  );
});

test('another seed draws other images, the same seed the same ones for ever', () => {
  const all = population(200, 4);
  const ids = (seed: string): number[] => drawSubset(all, 6, seed)?.questions.map(({ questionId }) => questionId) ?? [];
  expect(ids('0/gate')).toMatchInlineSnapshot(`
    [
      181003,
      181002,
      181001,
      160003,
      160001,
      160000,
    ]
  `);
  expect(ids('1/gate')).not.toEqual(ids('0/gate'));
});

test('images are drawn before questions, so that a thousand questions come of hundreds of images', () => {
  const drawing = drawSubset(population(2000, 5), 1000, 'x');
  const images = new Set(drawing?.questions.map(({ imageId }) => imageId));
  expect(images.size).toBeGreaterThanOrEqual(334);
  expect(images.size).toBeLessThan(400);
});

test('over many seeds every image is drawn equally often', () => {
  // 40 images, 12 questions of 4 images a draw: an image is drawn with probability about 1/10. Of 2,000 draws that is
  // 200, standard deviation 13; with 40 images the largest deviation stays below four of them.
  const all = population(40, 3).map((candidate) => ({ ...candidate, answerType: 'other' }));
  const counts = new Map<number, number>();
  for (let seed = 0; seed < 2000; seed += 1) {
    const images = new Set(drawSubset(all, 12, String(seed))?.questions.map(({ imageId }) => imageId));
    expect(images.size).toBe(4);
    for (const image of images) counts.set(image, (counts.get(image) ?? 0) + 1);
  }
  for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(4 * 13.4);
});

test('the pools part the images about in halves, whatever the seed', () => {
  const gate = Array.from({ length: 10_000 }, (_, imageId) => poolOf(imageId)).filter((pool) => pool === 'gate').length;
  // Binomial(10,000, 1/2) has a standard deviation of 50.
  expect(Math.abs(gate - 5000)).toBeLessThan(200);
});
