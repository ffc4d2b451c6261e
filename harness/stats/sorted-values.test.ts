import { array, assert, constantFrom, double, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { mergeSorted, sortValues } from './sorted-values.ts';

const wild = oneof(double(), integer({ min: -3, max: 3 }), constantFrom(0, -0, Number.NaN, 0.1));
/** From none to more than are inserted one by one. */
const samples = array(wild, { maxLength: 80, size: 'max' });
const plain = (values: readonly number[]): readonly number[] => [...new Float64Array(values).sort()];

test('few and many values are sorted as a typed array sorts them, with −0 before 0 and NaN last', () => {
  assert(
    property(samples, (values) => {
      const own = [...values];
      expect([...sortValues(values)]).toEqual(plain(own));
      expect(values).toEqual(own);
    }),
  );
});

test('two sorted samples merge into all their values sorted', () => {
  assert(
    property(samples, samples, (first, second) => {
      expect([...mergeSorted(sortValues(first), sortValues(second))]).toEqual(plain([...first, ...second]));
    }),
  );
});
