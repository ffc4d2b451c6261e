import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { build } from 'plist';
import { afterAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { iosIdentity } from '#harness/domain/build.ts';
import { inspectIpa } from './ipa.ts';

const APP = 'Payload/FastVLM.app';
const INFO = {
  CFBundleIdentifier: 'com.example.fastvlm',
  CFBundleExecutable: 'FastVLM',
  CFBundleVersion: '120',
  CFBundleSupportedPlatforms: ['iPhoneOS'],
  UIFileSharingEnabled: true,
};
const LIMIT = 'com.apple.developer.kernel.increased-memory-limit';

const folder = await mkdtemp(join(tmpdir(), 'ipa-entitlements-test-'));
afterAll(async () => await rm(folder, { recursive: true }));

/** An executable whose one load command is that of a code signature at its end. */
function signed(list: string): Buffer {
  const head = Buffer.alloc(48);
  const words = [0xfeedfacf, 0x0100000c, 0, 2, 1, 16, 0, 0, 0x1d, 16, 48, 28 + list.length];
  words.forEach((word, index) => head.writeUInt32LE(word, 4 * index));
  const index = Buffer.alloc(28);
  [0xfade0cc0, 28 + list.length, 1, 5, 20, 0xfade7171, 8 + list.length].forEach((word, at) =>
    index.writeUInt32BE(word, 4 * at),
  );
  return Buffer.concat([head, index, Buffer.from(list)]);
}

async function entitlementsOf(name: string, files: Readonly<Record<string, Buffer>>): Promise<unknown> {
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from(build(INFO)), `${APP}/Info.plist`);
  for (const [file, content] of Object.entries(files)) archive.addBuffer(content, `${APP}/${file}`);
  archive.end();
  const path = join(folder, `${name}.ipa`);
  await writeFile(path, await buffer(archive.outputStream));
  return iosIdentity(await inspectIpa(path)).entitlements;
}

test('entitlements are those of the signature, else those that the profile allows, else unknown', async () => {
  const profile = Buffer.from(`0\u0082${build({ Entitlements: { [LIMIT]: true, other: true } })}\u0000`, 'latin1');
  const script = Buffer.from('#!/usr/bin/env node\n');
  const own = signed(build({ [LIMIT]: true }));
  expect(await entitlementsOf('both', { FastVLM: own, 'embedded.mobileprovision': profile })).toEqual({
    from: 'signature',
    values: { [LIMIT]: 'true' },
  });
  expect(await entitlementsOf('profile', { FastVLM: script, 'embedded.mobileprovision': profile })).toEqual({
    from: 'profile',
    values: { [LIMIT]: 'true', other: 'true' },
  });
  expect(await entitlementsOf('none', { FastVLM: script })).toBeUndefined();
});
