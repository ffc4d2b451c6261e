import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { build as buildXml } from 'plist';
import { expect, onTestFinished, test } from 'vitest';
import { ZipFile } from 'yazl';
import { inspectIpa } from './ipa.ts';

const APP = 'Payload/FastVLM.app';
const INFO = {
  CFBundleIdentifier: 'com.example.fastvlm',
  CFBundleExecutable: 'FastVLM',
  CFBundleVersion: '120',
  CFBundleSupportedPlatforms: ['iPhoneOS'],
  UIFileSharingEnabled: true,
};
/** More than is read of an executable to find out what it is. */
const EXECUTABLE = randomBytes(3_000_000);
const WEIGHTS = randomBytes(2_000_000);

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

test.each([
  ['packed', true],
  ['stored', false],
])('a large executable is read beside the models, both %s', async (_how, compress) => {
  const folder = await mkdtemp(join(tmpdir(), 'ipa-large-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from(buildXml(INFO)), `${APP}/Info.plist`);
  archive.addBuffer(EXECUTABLE, `${APP}/FastVLM`, { compress });
  for (const model of ['one', 'two', 'three']) archive.addBuffer(WEIGHTS, `${APP}/${model}.bin`, { compress });
  archive.end();
  const path = join(folder, 'app.ipa');
  await pipeline(archive.outputStream, createWriteStream(path));
  const { models, identity } = await inspectIpa(path);
  expect(identity).toMatchObject({ binaryUuid: sha256(EXECUTABLE) });
  expect(models.map((model) => model.sha256)).toEqual(Array.from({ length: 3 }, () => sha256(WEIGHTS)));
});
