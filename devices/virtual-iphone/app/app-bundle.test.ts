/** What an app reports about itself on a phone, and what is read from its .ipa before: the same, however it was packed. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { buildBinary } from 'plist';
import { inspectIpa } from '#devices/ios/ipa.ts';
import { APP, INFO, LINK_MODE, unicodePath, writeIpa, type ZipEntry } from '#devices/bundle/zip-bytes.fixture.ts';
import { unpackZipFile } from '#devices/virtual-iphone/services/ipa.ts';
import { differencesFromBuild } from '#harness/domain/fingerprint.ts';
import { readAppBundle } from './app-bundle.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'app-bundle-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const { FastVLMBenchModels: _key, ...WITHOUT_KEY } = INFO;
const NOBODY = { nonce: '', agent: '', deviceModel: '', osVersion: '', osBuild: '' };
const link = (name: string, content: string): ZipEntry => ({ name, content, mode: LINK_MODE });
const raw = Buffer.from('Payload/FastVLM.app/model/caf\x82', 'latin1');

test.each<[string, readonly ZipEntry[], Parameters<typeof writeIpa>[2]]>([
  ['with names in UTF-8 without the flag', [{ name: 'model/caf\u00e9' }, { name: 'model/cafe\u0301.txt' }], INFO],
  [
    'with a model folder in the other spelling',
    [{ name: 'e\u0301te\u0301/w' }],
    { ...INFO, FastVLMBenchModels: 'été' },
  ],
  [
    'with a name in a code page',
    [{ name: raw.subarray(APP.length + 1), extra: unicodePath(raw, `${APP}/model/café`) }],
    INFO,
  ],
  [
    'with links to files, folders and links',
    [
      { name: 'shared/deep/w' },
      link('model/all', '../shared'),
      link('model/one', 'two'),
      link('model/two', 'all/deep/w'),
    ],
    INFO,
  ],
  ['with what Finder left', [{ name: 'model/.DS_Store' }, { name: 'model/._config.json' }], INFO],
  ['with a binary Info.plist', [], Buffer.from(buildBinary(INFO))],
  ['with build numbers that are numbers', [], { ...INFO, CFBundleVersion: 42, CFBundleShortVersionString: 1.5 }],
  ['without a marketing version', [], { ...INFO, CFBundleShortVersionString: '' }],
  [
    'without the key of the model folder',
    [{ name: 'w.onnx_data' }, { name: 'Assets.car' }, { name: 'K.framework/K' }, link('again', 'model')],
    WITHOUT_KEY,
  ],
])('an app %s is the build that was sent', async (_how, entries, info) => {
  const folder = temporaryFolder();
  const ipa = await writeIpa(join(folder, 'app.ipa'), entries, info);
  const build = await inspectIpa(ipa);
  await unpackZipFile(ipa, folder);
  const { bundleId, version, buildNumber, binaryUuid, models } = readAppBundle(join(folder, APP, 'FastVLM'));
  const fingerprint = {
    ...NOBODY,
    version,
    models,
    identity: { kind: 'ios', bundleId, buildNumber, binaryUuid },
  } as const;
  expect(differencesFromBuild(fingerprint, build)).toEqual([]);
  expect(models.map(({ name }) => name)).toEqual(build.models.map(({ name }) => name));
  expect(models.length).toBeGreaterThan(0);
});

test.each([
  ['out of the app', '../../outside', 'leaves the app'],
  ['to nothing', 'gone', 'leads to nothing'],
  ['in a circle', '.', 'leads in a circle'],
])('a link that leads %s is refused by the app too, by its name', (_where, target, why) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'A.app/model'), { recursive: true });
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'A.app/Info.plist'), Buffer.from(buildBinary(INFO)));
  writeFileSync(join(folder, 'A.app/FastVLM'), '');
  symlinkSync(target, join(folder, 'A.app/model/bad'));
  expect(() => readAppBundle(join(folder, 'A.app/FastVLM'))).toThrow(
    expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(`link.*${why}.*bad`) }),
  );
});
