import { assert, float, property } from 'fast-check';
import { expect, test } from 'vitest';
import { fromHalfFloats, toHalfFloats } from './half-float.ts';

const every = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

test('every half keeps its bits on the way to 32 bits and back', () => {
  const isNumber = (bits: number): boolean => (bits & 0x7c00) !== 0x7c00 || (bits & 0x3ff) === 0;
  const numbers = every.filter(isNumber);
  const others = every.filter((bits) => !isNumber(bits));
  expect(toHalfFloats(fromHalfFloats(numbers))).toEqual(numbers);
  expect(fromHalfFloats(others).every(Number.isNaN)).toBe(true);
  expect(toHalfFloats(fromHalfFloats(others)).every((bits) => !isNumber(bits))).toBe(true);
});

test('known values', () => {
  expect([...fromHalfFloats(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00))]).toEqual([
    1,
    -2,
    65_504,
    2 ** -24,
    2 ** -14,
    Infinity,
  ]);
});

test('ties go to the even half, and what is too large becomes infinite', () => {
  const halves = toHalfFloats(Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 65_519, 65_520, 2 ** -25, 3 * 2 ** -26));
  expect([...halves]).toEqual([0x3c00, 0x3c02, 0x7bff, 0x7c00, 0x0000, 0x0001]);
});

test('no other half is nearer', () => {
  assert(
    property(float({ min: -65_504, max: 65_504, noNaN: true }), (value) => {
      const bits = toHalfFloats(Float32Array.of(value))[0] ?? 0;
      const [nearest = 0, ...neighbours] = fromHalfFloats(Uint16Array.of(bits, bits + 1, bits - 1));
      const distances = neighbours.filter(Number.isFinite).map((neighbour) => Math.abs(neighbour - value));
      expect(Math.abs(nearest - value)).toBeLessThanOrEqual(Math.min(...distances));
    }),
  );
});
