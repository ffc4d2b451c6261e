import { type Arbitrary, assert, jsonValue, property } from 'fast-check';
import { expect, test } from 'vitest';
import { isSameData } from './plain-data.ts';

test.each([
  [{ a: 1, b: { c: [1, 2], d: null } }, { b: { d: null, c: [1, 2] }, a: 1 }, true],
  [{ a: undefined, b: 0 }, { b: -0 }, true],
  [{ a: null }, {}, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [[1], { 0: 1 }, false],
  ['1', 1, false],
  [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, false],
])('%j and %j are the same data: %s', (a, b, isSame) => {
  expect(isSameData(a, b)).toBe(isSame);
  expect(isSameData(b, a)).toBe(isSame);
});

const data: Arbitrary<unknown> = jsonValue();

test('data is the same as itself with its keys in any other order, and as nothing that its sorted JSON tells apart', () => {
  assert(
    property(data, (value) => {
      expect(isSameData(value, turned(value))).toBe(true);
    }),
  );
  assert(
    property(data, data, (a, b) => {
      expect(isSameData(a, b)).toBe(sorted(a) === sorted(b));
    }),
  );
});

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, own]) => [key, turned(own)]),
  );
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, own: unknown) =>
    typeof own !== 'object' || own === null || Array.isArray(own)
      ? own
      : Object.fromEntries(Object.entries(own).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
}
