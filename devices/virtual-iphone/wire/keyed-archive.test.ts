import * as fc from 'fast-check';
import { parseBuffer } from 'bplist-parser';
import { expect, test } from 'vitest';
import { encodeBinaryPlist, Uid } from '#devices/bundle/binary-plist.ts';
import { archive, ArchivedError, unarchive } from './keyed-archive.ts';

test('values come back from an archive', () => {
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<null>;
  fc.assert(
    fc.property(json, (value) => {
      expect(unarchive(archive(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 50 },
  );
});

test('an archive has the layout of NSKeyedArchiver', () => {
  const [plist] = parseBuffer<unknown>(archive({ name: 'Tiny' }));
  expect(plist).toMatchObject({
    $version: 100_000,
    $archiver: 'NSKeyedArchiver',
    $top: { root: { UID: 1 } },
    $objects: [
      '$null',
      { 'NS.keys': [{ UID: 2 }], 'NS.objects': [{ UID: 3 }], $class: { UID: 4 } },
      'name',
      'Tiny',
      { $classname: 'NSDictionary', $classes: ['NSDictionary', 'NSObject'] },
    ],
  });
});

test('keys of a map may be numbers', () => {
  expect(unarchive(archive(new Map([[612, ['Tiny']]])))).toEqual({ 612: ['Tiny'] });
});

test('an error carries domain, code and description', () => {
  expect(unarchive(archive(new ArchivedError('bench', 7, 'no such thing')))).toEqual({
    NSDomain: 'bench',
    NSCode: 7,
    NSUserInfo: { NSLocalizedDescription: 'no such thing' },
  });
});

test('mutable strings and data of a client are read', () => {
  const objects = [
    '$null',
    { 'NS.objects': [new Uid(2), new Uid(3)] },
    { 'NS.string': 'text' },
    { 'NS.data': Buffer.of(1) },
  ];
  expect(unarchive(encodeBinaryPlist({ $top: { root: new Uid(1) }, $objects: objects }))).toEqual([
    'text',
    Buffer.of(1),
  ]);
});

test('an object that contains itself ends', () => {
  const objects = ['$null', { 'NS.objects': [new Uid(1)] }];
  expect(unarchive(encodeBinaryPlist({ $top: { root: new Uid(1) }, $objects: objects }))).toEqual([null]);
});
