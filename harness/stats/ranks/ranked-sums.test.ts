import { array, assert, constantFrom, double, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { sortValues } from '#harness/stats/sorted-values.ts';
import { type Ranked, rankedDifferences, rankedPairSums } from './ranked-sums.ts';

/** The plain definitions: all of them, sorted. */
const differencesOf = (first: readonly number[], second: readonly number[]): Float64Array =>
  Float64Array.from(first.flatMap((value) => second.map((other) => value - other))).sort();
const pairSumsOf = (values: readonly number[]): Float64Array =>
  Float64Array.from(values.flatMap((value, index) => values.slice(index).map((other) => value + other))).sort();

/**
 * How many there are, and those of every rank where they are few, else of some from end to end. A zero may lose its sign where
 * values hold negative zeros; every other bit counts.
 */
function sampled({ count, at }: Ranked): readonly number[] {
  const step = Math.max(1, Math.floor(count / 40));
  const ranks = Array.from({ length: Math.ceil(count / step) }, (_, index) => 1 + index * step);
  return [count, ...[...ranks, count].map((rank) => at(rank) + 0)];
}

const listed = (sorted: Float64Array): readonly number[] =>
  sampled({ count: sorted.length, at: (rank) => sorted[rank - 1] ?? Number.NaN });

const wild = oneof(
  double({ noNaN: true, noDefaultInfinity: true }),
  double({ min: -1, max: 1, noNaN: true }),
  constantFrom(0, -0, 1, 1 + Number.EPSILON, -1, 0.1, 1e-300, 1e300, Number.MAX_VALUE, -Number.MAX_VALUE),
  integer({ min: -3, max: 3 }),
);
/** From none to more than are listed. */
const samples = array(wild, { maxLength: 40, size: 'max' });

test('differences of any rank are those of the sorted list of all, to the last bit', () => {
  assert(
    property(samples, samples, (first, second) => {
      expect(sampled(rankedDifferences(sortValues(first), sortValues(second)))).toEqual(
        listed(differencesOf(first, second)),
      );
    }),
  );
});

test('sums of pairs of any rank are those of the sorted list of all, to the last bit', () => {
  assert(
    property(samples, (values) => {
      expect(sampled(rankedPairSums(sortValues(values)))).toEqual(listed(pairSumsOf(values)));
    }),
  );
});

const random = createRandom(616);
const SHAPES: Readonly<Record<string, (index: number) => number>> = {
  constant: () => 3,
  'two values': (index) => index % 2,
  'equal steps': (index) => index,
  powers: (index) => 1.5 ** index,
  'negative powers': (index) => -(1.5 ** index),
  clusters: (index) => 1e6 * (index % 5) + random.next(),
  'one far out': (index) => (index === 0 ? 1e12 : random.next()),
  uniform: () => random.next(),
};
const PAIRS = Object.keys(SHAPES).flatMap((first) => Object.keys(SHAPES).map((second) => [first, second] as const));

test.each(PAIRS)('shapes that leave a search little to halve: %s less %s', (first, second) => {
  const [many, fewer] = [SHAPES[first], SHAPES[second]].map((shape, index) =>
    Array.from({ length: 60 - 23 * index }, (_, place) => shape?.(place) ?? 0),
  );
  expect(sampled(rankedDifferences(sortValues(many ?? []), sortValues(fewer ?? [])))).toEqual(
    listed(differencesOf(many ?? [], fewer ?? [])),
  );
  expect(sampled(rankedPairSums(sortValues(many ?? [])))).toEqual(listed(pairSumsOf(many ?? [])));
});

test('infinite values are ranked as the list of all ranks them, with what is no number at its end', () => {
  const [first, second] = [
    [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, ...Array.from({ length: 20 }, (_, index) => index)],
    [0, Number.POSITIVE_INFINITY, ...Array.from({ length: 20 }, (_, index) => index / 7)],
  ];
  expect(sampled(rankedDifferences(sortValues(first), sortValues(second)))).toEqual(
    listed(differencesOf(first, second)),
  );
});

test('ten thousand values beside ten thousand are ranked without a hundred million differences', () => {
  const values = Array.from({ length: 10_000 }, () => random.next());
  const sorted = sortValues(values);
  const { count, at } = rankedDifferences(sorted, sorted);
  expect(count).toBe(1e8);
  // Each difference has its negative, and each value one of zero with itself.
  expect(at(5e7)).toBe(0);
  expect(at(1)).toBe(-at(1e8));
  expect(at(12_345_678)).toBe(-at(1e8 + 1 - 12_345_678));
  expect(at(1e8)).toBe((sorted.at(-1) ?? 0) - (sorted[0] ?? 0));
});

test('there is no rank beyond the ends', () => {
  const many = rankedPairSums(sortValues(Array.from({ length: 40 }, (_, index) => index)));
  const few = rankedPairSums(sortValues([1, 2]));
  for (const { at, count } of [many, few]) expect([at(0), at(count + 1)]).toEqual([Number.NaN, Number.NaN]);
});
