import { array, assert, constantFrom, double, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { sortValues } from '#harness/stats/sorted-values.ts';
import { type Placements, placementsAbove, placementsFrom } from './placements.ts';

/** The plain definition: every pair looked at. */
function everyPair(
  first: readonly number[],
  second: readonly number[],
  isAbove: (difference: number) => boolean,
): Placements {
  const over = first.map((value) => second.filter((other) => isAbove(value - other)).length);
  const under = second.map((other) => first.filter((value) => isAbove(value - other)).length);
  const squares = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count ** 2, 0);
  return {
    first: first.length,
    second: second.length,
    above: over.reduce((sum, count) => sum + count, 0),
    squares: squares(over),
    otherSquares: squares(under),
  };
}

const wild = oneof(
  double({ noNaN: true, noDefaultInfinity: true }),
  constantFrom(0, -0, 0.1, 0.2, 0.30000000000000004, 1, 1e300, -1e300),
  integer({ min: -3, max: 3 }),
);
const samples = array(wild, { maxLength: 30 });

test('one walk counts what looking at every pair counts, where differences equal the shift too', () => {
  assert(
    property(samples, samples, wild, integer({ min: 0, max: 899 }), (first, second, shift, place) => {
      const [rows, columns] = [sortValues(first), sortValues(second)];
      // A shift of its own, and one that is a difference of the samples.
      const value = first[place % Math.max(1, first.length)] ?? 0;
      const shifts = [shift, value - (second[place % Math.max(1, second.length)] ?? 0)];
      for (const limit of shifts) {
        expect(placementsAbove(rows, columns, limit)).toEqual(everyPair(first, second, (own) => own > limit));
        expect(placementsFrom(rows, columns, limit)).toEqual(everyPair(first, second, (own) => own >= limit));
      }
    }),
  );
});
