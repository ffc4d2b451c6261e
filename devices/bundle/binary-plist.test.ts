import { parseBuffer } from 'bplist-parser';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BinaryPlistValue, decodeBinaryPlist, encodeBinaryPlist, Real, Uid } from './binary-plist.ts';

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.integer({ min: 0, max: 2 ** 48 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.nat(70_000).map((index) => new Uid(index)),
);
const value = fc.letrec<{ value: BinaryPlistValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(fc.string({ maxLength: 20 }), tie('value'), { maxKeys: 20, noNullPrototype: true }),
  ),
})).value;

test('what is written is read back', () => {
  fc.assert(
    fc.property(value, (original) => {
      expect(decodeBinaryPlist(encodeBinaryPlist(original))).toEqual(original);
    }),
  );
});

test('a list that holds itself is an error, and one that holds the same list many times is read at once', () => {
  const itself = encodeBinaryPlist([['a']]);
  // The outer list refers to the object behind it; a reference to itself instead has the number 0.
  const outer = itself.indexOf(Buffer.of(0xa1, 1));
  itself[outer + 1] = 0;
  expect(() => decodeBinaryPlist(itself)).toThrow('holds itself');
  const deep = Array.from({ length: 60 }).reduce<BinaryPlistValue>((inner) => [inner, inner], 'leaf');
  expect(decodeBinaryPlist(encodeBinaryPlist(deep))).toHaveLength(2);
});

test('another parser reads the same values', () => {
  const original = {
    text: 'bench',
    wide: 'Grüße 🐘',
    small: 200,
    medium: 40_000,
    large: 2_500_000_000,
    negative: -1,
    half: 0.5,
    yes: true,
    no: false,
    bytes: Buffer.from([1, 2, 3]),
    at: new Date(1_700_000_000_000),
    list: Array.from({ length: 300 }, (_, index) => `item ${index}`),
    nested: { empty: {}, none: [] },
  };
  expect(parseBuffer(encodeBinaryPlist(original))).toEqual([original]);
});

test('a whole number may be written as a double', () => {
  const bytes = encodeBinaryPlist(new Real(3));
  expect(bytes[8]).toBe(0x23);
  expect(decodeBinaryPlist(bytes)).toBe(3);
});

test('a bigint takes eight bytes, however small it is', () => {
  const bytes = encodeBinaryPlist(5n);
  expect(bytes.subarray(8, 17).toString('hex')).toBe('130000000000000005');
});

test('an integer of sixteen bytes is read', () => {
  const object = Buffer.concat([Buffer.of(0x14), Buffer.alloc(8), Buffer.from('00000000ffffffff', 'hex')]);
  const trailer = Buffer.alloc(32);
  trailer.set([1, 1], 6);
  trailer.writeBigUInt64BE(1n, 8);
  trailer.writeBigUInt64BE(25n, 24);
  expect(decodeBinaryPlist(Buffer.concat([Buffer.from('bplist00'), object, Buffer.of(8), trailer]))).toBe(0xffff_ffff);
});

test('bytes that are no binary property list are refused', () => {
  expect(() => decodeBinaryPlist(Buffer.from('<plist/>'))).toThrow('not a binary property list');
});
