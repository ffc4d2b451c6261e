import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { build } from 'plist';
import { afterAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { inspectIpa } from '#devices/ios/ipa.ts';
import { APP, INFO, LINK_MODE, unicodePath, writeIpa, type ZipEntry, zipBytes } from './zip-bytes.fixture.ts';

const folder = await mkdtemp(join(tmpdir(), 'ipa-entries-'));
afterAll(async () => await rm(folder, { recursive: true }));

const COMPOSED = 'caf\u00e9.bin';
const DECOMPOSED = 'cafe\u0301.bin';
const CP437 = Buffer.from('caf\x82.bin', 'latin1');
const UTF8_FLAG = 0x800;

let archives = 0;
const nextPath = (): string => join(folder, `app-${(archives += 1)}.ipa`);

function below(parent: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${parent}/`), name]);
}

async function modelsOf(
  entries: readonly ZipEntry[],
  info: Readonly<Record<string, unknown>> = INFO,
): Promise<readonly string[]> {
  return (await inspectIpa(await writeIpa(nextPath(), entries, info))).models.map(({ name }) => name);
}

test.each<[string, ZipEntry]>([
  ['with the UTF-8 flag', { name: `model/${COMPOSED}`, flags: UTF8_FLAG }],
  ['in UTF-8 without the flag, as ditto and zip write it', { name: `model/${COMPOSED}` }],
  ['decomposed, as macOS stores it', { name: `model/${DECOMPOSED}` }],
  [
    'in a code page, with its UTF-8 form beside it',
    {
      name: below('model', CP437),
      extra: unicodePath(below(`${APP}/model`, CP437), `${APP}/model/${DECOMPOSED}`),
    },
  ],
])('a name %s is the same name', async (_how, entry) => {
  expect(await modelsOf([entry])).toEqual([COMPOSED, 'config.json']);
});

test('the names in Info.plist are found in either spelling', async () => {
  const info = { ...INFO, CFBundleExecutable: 'Mode\u0300le', FastVLMBenchModels: 'poids-e\u0301te\u0301' };
  const entries = [{ name: 'Mod\u00e8le', content: 'code' }, { name: 'poids-\u00e9t\u00e9/w.bin' }];
  expect(await modelsOf(entries, info)).toEqual(['w.bin']);
});

test('names that differ only in case are two files, as on a phone', async () => {
  expect(await modelsOf([{ name: 'model/w.bin' }, { name: 'model/W.bin' }])).toEqual(['W.bin', 'config.json', 'w.bin']);
});

test('what Finder leaves beside the files is no part of the app', async () => {
  const names = ['model/.DS_Store', 'model/._w.bin', 'model/__MACOSX/._x', '/__MACOSX/Payload/._FastVLM.app'];
  expect(await modelsOf([...names, '/Payload/.DS_Store', '/Payload/._FastVLM.app'].map((name) => ({ name })))).toEqual([
    'config.json',
  ]);
});

test('folders may have entries, even two, or none', async () => {
  const folders = ['/Payload/', 'model/', 'model/'].map((name) => ({ name, mode: 0o040755 }));
  expect(await modelsOf([...folders, { name: 'model/deep/deeper/w.bin' }])).toEqual([
    'config.json',
    'deep/deeper/w.bin',
  ]);
});

test('an archive that was written as a stream, and one in the 64-bit format, are read', async () => {
  for (const options of [{ forceZip64Format: true }, { compress: true }]) {
    const zip = new ZipFile();
    zip.addReadStream(Readable.from([Buffer.from(build(INFO))]), `${APP}/Info.plist`, options);
    for (const name of ['FastVLM', 'model/w.bin']) {
      zip.addReadStream(Readable.from([Buffer.from(name)]), `${APP}/${name}`, options);
    }
    zip.end({ forceZip64Format: 'forceZip64Format' in options, comment: '' });
    const path = nextPath();
    await writeFile(path, await buffer(zip.outputStream));
    expect(await inspectIpa(path)).toMatchObject({ version: '1.2.0', models: [{ name: 'w.bin', bytes: 11 }] });
  }
});

test('what Xcode puts beside the app and into it changes nothing', async () => {
  const names = ['/SwiftSupport/iphoneos/libswiftCore.dylib', '/Symbols/A.symbols', 'embedded.mobileprovision'];
  expect(await modelsOf([...names, '_CodeSignature/CodeResources'].map((name) => ({ name, content: 'x' })))).toEqual([
    'config.json',
  ]);
});

test.each<[string, readonly ZipEntry[], string]>([
  ['a name in a code page', [{ name: below('model', CP437) }], 'an entry whose name is not UTF-8'],
  [
    'a UTF-8 form that belongs to another name',
    [{ name: below('model', CP437), extra: unicodePath('other', COMPOSED) }],
    'an entry whose name is not UTF-8',
  ],
  [
    'an entry with two names',
    [{ name: 'model/caf#e9.bin', extra: unicodePath(`${APP}/model/caf#e9.bin`, `${APP}/model/${COMPOSED}`) }],
    'an entry with two names',
  ],
  [
    'two spellings of one name',
    [{ name: `model/${COMPOSED}` }, { name: `model/${DECOMPOSED}` }],
    `two entries with the name ${APP}/model/${COMPOSED}`,
  ],
  ['a name twice', [{ name: 'a' }, { name: './a' }], `two entries with the name ${APP}/a`],
  ['a backslash', [{ name: 'model\\w.bin' }], 'a backslash in its name'],
  ['a file below a file', [{ name: 'a' }, { name: 'a/b' }], `${APP}/a/b below the file ${APP}/a`],
  [
    'a file below a link',
    [{ name: 'a', content: 'model', mode: LINK_MODE }, { name: 'a/b' }],
    `${APP}/a/b below the link ${APP}/a`,
  ],
  ['a name that climbs out', [{ name: '/Payload/../../x' }], 'an entry that leaves the archive'],
  ['a drive', [{ name: '/C:/x' }], 'an entry that leaves the archive'],
  ['Deflate64', [{ name: 'w', method: 9 }], `is packed by Deflate64 (method 9), which Appium cannot unpack: ${APP}/w`],
  ['LZMA', [{ name: 'w', method: 14 }], 'is packed by LZMA (method 14)'],
  ['Zstandard', [{ name: 'w', method: 93 }], 'is packed by Zstandard (method 93)'],
  ['another method', [{ name: 'w', method: 77 }], 'is packed by an unknown method (method 77)'],
  ['a password', [{ name: 'w', flags: 1, method: 8 }], `has an encrypted entry, ${APP}/w`],
  ['AES', [{ name: 'w', method: 99 }], `has an encrypted entry, ${APP}/w`],
  ['strong encryption', [{ name: 'w', flags: 0x41 }], 'has an encrypted entry'],
  [
    'a link in place of Info.plist',
    [{ name: 'Info.plist', content: 'a', mode: LINK_MODE }, { name: 'a' }],
    'a link in place of',
  ],
  [
    'a link in place of the executable',
    [{ name: 'FastVLM', content: 'a', mode: LINK_MODE }, { name: 'a' }],
    'a link in place of',
  ],
])('%s is refused in one sentence', async (_what, entries, message) => {
  await expect(inspectIpa(await writeIpa(nextPath(), entries))).rejects.toMatchObject({
    code: 'BUILD_INVALID',
    message: expect.stringMatching(/^\S+app-\d+\.ipa [^\n]+\.$/),
    remedy: expect.stringMatching(/\w/),
  });
  await expect(inspectIpa(await writeIpa(nextPath(), entries))).rejects.toThrow(message);
});

test.each([
  ['entries that begin with "./"', zipBytes([{ name: `./${APP}/Info.plist` }]), 'begin with "./"'],
  ['an archive of Windows', zipBytes([{ name: `${APP}/Info.plist`.replaceAll('/', '\\') }]), 'backslash'],
  [
    'bytes after the end',
    Buffer.concat([zipBytes([{ name: `${APP}/a` }]), Buffer.from('more')]),
    'bytes after its end',
  ],
  [
    'a link in place of the app',
    zipBytes([{ name: APP, content: 'Other', mode: LINK_MODE }, { name: 'Payload/Other/a' }]),
    'a link in place of its app',
  ],
])('%s: refused, with how to pack it', async (_what, bytes, message) => {
  const path = nextPath();
  await writeFile(path, bytes);
  await expect(inspectIpa(path)).rejects.toThrow(message);
});
