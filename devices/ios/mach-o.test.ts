import { expect, test } from 'vitest';
import { iphoneSlices, parseMachO } from './mach-o.ts';

const ARM64 = 0x0100000c;
const UUID = [0x1b, 24, 0x33221100, 0x77665544, 0xbbaa9988, 0xffeeddcc];

/** A 64-bit header with these load commands behind it. */
function machO(processor: number, ...commands: readonly (readonly number[])[]): Buffer {
  const body = commands.flat();
  const words = [0xfeedfacf, processor, 0, 2, commands.length, body.length * 4, 0, 0, ...body];
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32LE(word, index * 4));
  return bytes;
}

const buildVersion = (platform: number): readonly number[] => [0x32, 24, platform, 0x120000, 0x1a0000, 0];

test.each<[string, Buffer]>([
  ['LC_BUILD_VERSION', machO(ARM64, buildVersion(2), UUID)],
  ['LC_VERSION_MIN_IPHONEOS', machO(ARM64, [0x25, 16, 0x120000, 0], UUID)],
  ['no version at all', machO(ARM64, UUID)],
])('an executable for iPhones with %s is one', (_how, head) => {
  const uuid = '00112233-4455-6677-8899-AABBCCDDEEFF';
  expect(parseMachO(head)).toEqual({ uuid, isEncrypted: false, otherTarget: null });
});

test.each<[Buffer, string]>([
  [machO(ARM64, buildVersion(1)), 'macOS'],
  [machO(ARM64, buildVersion(6)), 'Mac Catalyst'],
  [machO(ARM64, buildVersion(7)), 'the iOS simulator'],
  [machO(ARM64, buildVersion(3)), 'tvOS'],
  [machO(ARM64, buildVersion(99)), 'platform 99'],
  [machO(ARM64, [0x24, 16, 0x0b0000, 0]), 'macOS'],
  [machO(0x0200000c, buildVersion(4)), 'watchOS'],
  [machO(0x01000007, buildVersion(2)), 'x86_64 and not for arm64'],
  [machO(0x0000000c), 'armv7 and not for arm64'],
])('an executable for another machine names it: %#', (head, target) => {
  expect(parseMachO(head)?.otherTarget).toBe(target);
});

test('an executable is encrypted when a load command says so, whatever comes after it', () => {
  expect(parseMachO(machO(ARM64, [0x2c, 24, 0, 0, 1, 0], UUID))?.isEncrypted).toBe(true);
  expect(parseMachO(machO(ARM64, [0x2c, 24, 0, 0, 0, 0], UUID))?.isEncrypted).toBe(false);
});

/** The table of a fat binary: processor, subtype and offset of each slice. */
function fat(...slices: readonly (readonly [number, number, number])[]): Buffer {
  const words = [0xcafebabe, slices.length, ...slices.flatMap(([cpu, subtype, at]) => [cpu, subtype, at, 1, 14])];
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32BE(word, index * 4));
  return bytes;
}

test('of a fat binary the slices for iPhones are looked at, arm64 before arm64e', () => {
  expect(iphoneSlices(fat([12, 9, 1], [ARM64, 0x80000002, 2], [ARM64, 0, 3]))).toEqual([3, 2]);
  expect(iphoneSlices(fat([ARM64, 2, 7]))).toEqual([7]);
});

test('a fat binary without one is judged by its first slice', () => {
  expect(iphoneSlices(fat([0x01000007, 3, 5], [12, 9, 6]))).toEqual([5]);
});

test('a text is neither', () => {
  const text = Buffer.from('#!/usr/bin/env node\nand a line that is longer than a header\n');
  expect([iphoneSlices(text), parseMachO(text)]).toEqual([null, null]);
});
