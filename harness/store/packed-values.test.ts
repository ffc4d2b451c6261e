import { array, assert, double, property, record, uniqueArray, integer } from 'fast-check';
import { expect, test } from 'vitest';
import { packValues, unpackValues } from './packed-values.ts';

test('whatever the values are, they come back to the last bit, in the order of their blocks', () => {
  const value = record({ block: integer({ min: 0, max: 2 ** 32 - 1 }), value: double() });
  assert(
    property(uniqueArray(value, { selector: ({ block }) => block }), (values) => {
      expect(unpackValues(packValues(values))).toEqual(values.toSorted((a, b) => a.block - b.block));
    }),
  );
});

test('values are read where they lie in a larger piece of memory', () => {
  assert(
    property(array(double({ noNaN: true })), integer({ min: 0, max: 7 }), (doubles, offset) => {
      const values = doubles.map((value, block) => ({ block, value }));
      const packed = packValues(values);
      const memory = new Uint8Array(offset + packed.length);
      memory.set(packed, offset);
      expect(unpackValues(memory.subarray(offset))).toEqual(values);
    }),
  );
});

test('values that were cut off are refused', () => {
  const packed = packValues([{ block: 0, value: 1 }]);
  expect(() => unpackValues(packed.subarray(0, 5))).toThrow('5 bytes are not values of launches');
});
