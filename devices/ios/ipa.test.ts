import { createHash, randomBytes } from 'node:crypto';
import { iosIdentity } from '#harness/domain/build.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { buildBinary, build as buildXml } from 'plist';
import { afterAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { FLOAT, node, onnxModel } from '#devices/model-graphs/onnx.fixture.ts';
import { inspectIpa } from './ipa.ts';

type Contents = Readonly<Record<string, string | Buffer>>;
type Properties = Readonly<Record<string, string | boolean | string[]>>;

const APP = 'Payload/FastVLM.app';
const INFO: Properties = {
  CFBundleIdentifier: 'com.example.fastvlm',
  CFBundleExecutable: 'FastVLM',
  CFBundleShortVersionString: '1.2.0',
  CFBundleVersion: '120',
  CFBundleSupportedPlatforms: ['iPhoneOS'],
  MinimumOSVersion: '18.0',
  UIFileSharingEnabled: true,
};

const folder = await mkdtemp(join(tmpdir(), 'ipa-test-'));
afterAll(async () => await rm(folder, { recursive: true }));
let archives = 0;

function app(change: Contents = {}, info: Properties = INFO): Contents {
  return { [`${APP}/Info.plist`]: buildXml(info), [`${APP}/FastVLM`]: '#!/usr/bin/env node\n', ...change };
}

async function zip(contents: Contents, links: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(contents)) archive.addBuffer(Buffer.from(content), name);
  for (const [name, target] of Object.entries(links)) archive.addBuffer(Buffer.from(target), name, { mode: 0o120777 });
  archive.end();
  return await buffer(archive.outputStream);
}

async function file(bytes: Buffer): Promise<string> {
  archives += 1;
  const path = join(folder, `app-${archives}.ipa`);
  await writeFile(path, bytes);
  return path;
}

/** The archive with one name replaced by another of the same length, which no honest tool would write. */
function renamed(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}

function without(key: string): Properties {
  return Object.fromEntries(Object.entries(INFO).filter(([name]) => name !== key));
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function machO(encrypted = 0): Buffer {
  const words = [0xfeedfacf, 0x0100000c, 0, 2, 2, 48, 0, 0, 0x1b, 24, 0x33221100, 0x77665544, 0xbbaa9988, 0xffeeddcc];
  const bytes = Buffer.alloc(4 * (words.length + 6));
  [...words, 0x2c, 24, 0, 0, encrypted, 0].forEach((word, index) => bytes.writeUInt32LE(word, index * 4));
  return bytes;
}

function fat(slice: Buffer): Buffer {
  const head = Buffer.alloc(4096);
  // Two slices: an armv7 one that is not there, and the arm64 one behind the head.
  [0xcafebabe, 2, 12, 0, 64, 0, 0, 0x0100000c, 0, 4096, slice.length, 0].forEach((word, index) =>
    head.writeUInt32BE(word, index * 4),
  );
  return Buffer.concat([head, slice]);
}

test('an app is described by its Info.plist, its executable and its model files', async () => {
  const [weights, largeJson] = [randomBytes(100_000), JSON.stringify('x'.repeat(5000))];
  const info = { ...INFO, FastVLMBenchModels: 'model/' };
  const contents = app(
    {
      [`${APP}/model/onnx/decoder.onnx`]: weights,
      [`${APP}/model/tokenizer.json`]: '{}',
      [`${APP}/model/vocabulary.json`]: largeJson,
      [`${APP}/other.onnx`]: 'x',
    },
    info,
  );
  const bytes = await zip(contents);
  const path = await file(bytes);
  expect(await inspectIpa(path)).toEqual({
    id: sha256(bytes),
    label: `app-${archives} 1.2.0`,
    version: '1.2.0',
    platform: 'ios',
    bytes: bytes.length,
    identity: {
      kind: 'ios',
      bundleId: 'com.example.fastvlm',
      buildNumber: '120',
      minimumOsVersion: '18.0',
      binaryUuid: sha256('#!/usr/bin/env node\n'),
      executable: 'FastVLM',
    },
    contentSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    models: [
      { name: 'onnx/decoder.onnx', sha256: sha256(weights), bytes: weights.length },
      { name: 'tokenizer.json', sha256: sha256('{}'), bytes: 2 },
      { name: 'vocabulary.json', sha256: sha256(largeJson), bytes: largeJson.length },
    ],
    settings: [{ name: 'tokenizer.json', text: '{}' }],
    graphs: [
      {
        name: 'onnx/decoder.onnx',
        format: 'ONNX',
        files: ['onnx/decoder.onnx'],
        bytes: weights.length,
        content: { kind: 'unread', reason: expect.any(String) },
      },
    ],
  });
});

test('the networks of an app are described, and a damaged one is no reason to refuse it', async () => {
  const info = { ...INFO, FastVLMBenchModels: 'model' };
  const whole = onnxModel({ nodes: [node('MatMul')], tensors: [{ name: 'w', type: FLOAT, shape: [40], raw: 160 }] });
  const contents = app(
    { [`${APP}/model/a.onnx`]: whole, [`${APP}/model/b.onnx`]: whole.subarray(0, 60), [`${APP}/c.onnx`]: whole },
    info,
  );
  // A link is the file that it leads to, read by the link's name.
  const path = await file(await zip(contents, { [`${APP}/model/d.onnx`]: '../c.onnx' }));
  const read = { kind: 'read', summary: { operators: [{ name: 'MatMul', count: 1 }] } };
  expect(await inspectIpa(path)).toMatchObject({
    graphs: [
      { name: 'a.onnx', bytes: whole.length, content: read },
      { name: 'b.onnx', bytes: 60, content: { kind: 'unread', reason: 'it is damaged, or of another format' } },
      { name: 'd.onnx', bytes: whole.length, content: read },
    ],
  });
});

test('an app that names no model folder is searched for files that are models', async () => {
  const contents = app({
    [`${APP}/a.gguf`]: '1',
    [`${APP}/Vision.mlmodelc/weights/weight.bin`]: '2',
    [`${APP}/Frameworks/m.safetensors`]: '3',
    [`${APP}/image.png`]: '4',
  });
  const { models } = await inspectIpa(await file(await zip(contents)));
  expect(models.map(({ name }) => name)).toEqual([
    'Frameworks/m.safetensors',
    'Vision.mlmodelc/weights/weight.bin',
    'a.gguf',
  ]);
});

test('a binary Info.plist is read as well as an XML one', async () => {
  const info = Buffer.from(buildBinary({ ...INFO }));
  const contents = app({ [`${APP}/Info.plist`]: info });
  expect(await inspectIpa(await file(await zip(contents)))).toMatchObject({
    version: '1.2.0',
    identity: { buildNumber: '120' },
  });
});

test.each([
  ['thin', machO()],
  ['fat', fat(machO())],
])('a %s Mach-O executable is known by its LC_UUID', async (_kind, executable) => {
  const path = await file(await zip(app({ [`${APP}/FastVLM`]: executable })));
  expect(iosIdentity(await inspectIpa(path)).binaryUuid).toBe('00112233-4455-6677-8899-AABBCCDDEEFF');
});

test.each<[string, () => Promise<Buffer> | Buffer, RegExp]>([
  ['a text', () => Buffer.from('hello'), /is not a zip archive, or is cut off/],
  ['a cut-off archive', async () => (await zip(app())).subarray(0, -30), /is not a zip archive, or is cut off/],
  ['an archive without an app', async () => await zip({ 'readme.txt': '' }), /has no app: nothing lies in Payload/],
  [
    'two apps',
    async () => await zip(app({ 'Payload/Other.app/Info.plist': '' })),
    /has 2 apps: Payload\/FastVLM\.app\/, Payload\/Other\.app\//,
  ],
  ['no Info.plist', async () => await zip({ [`${APP}/FastVLM`]: '' }), /has no Payload\/FastVLM\.app\/Info\.plist/],
  [
    'a broken Info.plist',
    async () => await zip(app({ [`${APP}/Info.plist`]: '<plist><dict><key>a' })),
    /has an Info\.plist that cannot be read/,
  ],
  [
    'a broken binary Info.plist',
    async () => await zip(app({ [`${APP}/Info.plist`]: 'bplist00garbage' })),
    /has an Info\.plist that cannot be read/,
  ],
  [
    'a simulator build',
    async () => await zip(app({}, { ...INFO, CFBundleSupportedPlatforms: ['iPhoneSimulator'] })),
    /is not built for iPhones: its platforms are iPhoneSimulator/,
  ],
  ['no bundle id', async () => await zip(app({}, without('CFBundleIdentifier'))), /has no CFBundleIdentifier/],
  ['no executable named', async () => await zip(app({}, without('CFBundleExecutable'))), /has no CFBundleExecutable/],
  [
    'no executable',
    async () => await zip(app({}, { ...INFO, CFBundleExecutable: 'Gone' })),
    /has no executable Payload\/FastVLM\.app\/Gone/,
  ],
  [
    'no shared Documents folder',
    async () => await zip(app({}, without('UIFileSharingEnabled'))),
    /does not share its Documents folder/,
  ],
  [
    'an empty model folder',
    async () => await zip(app({}, { ...INFO, FastVLMBenchModels: 'model' })),
    /names model as FastVLMBenchModels, and no file lies there/,
  ],
  [
    'an App Store executable',
    async () => await zip(app({ [`${APP}/FastVLM`]: machO(1) })),
    /is encrypted by the App Store/,
  ],
  [
    'a name that climbs out',
    async () => renamed(await zip(app({ [`${APP}/evil`]: '' })), `${APP}/evil`, '../../../../../../../evi'),
    /has an entry that leaves the archive, \.\.\/.*evi/,
  ],
  [
    'an absolute name',
    async () =>
      renamed(await zip(app({ [`${APP}/evil`]: '' })), `${APP}/evil`, `/${'e'.repeat(`${APP}/evil`.length - 1)}`),
    /has an entry that leaves the archive, \/ee/,
  ],
  [
    'a link that climbs out',
    async () => await zip(app(), { [`${APP}/link`]: '../../../etc/passwd' }),
    /has a link that leaves the app, Payload\/FastVLM\.app\/link to \.\.\/\.\.\/\.\.\/etc\/passwd/,
  ],
  [
    'an absolute link',
    async () => await zip(app(), { [`${APP}/link`]: '/etc/passwd' }),
    /has a link that leaves the app/,
  ],
  [
    'an archive that unpacks to many times its size',
    async () => await zip(app({ [`${APP}/zeros`]: Buffer.alloc(70 * 2 ** 20) })),
    /unpacks to \d+ times its size; 100 times is the limit/,
  ],
  [
    'an encrypted entry',
    async () => encrypted(await zip(app())),
    /has an encrypted entry, Payload\/FastVLM\.app\/Info\.plist/,
  ],
  [
    'a damaged file',
    async () => {
      const bytes = await zip(app({ [`${APP}/m.onnx`]: randomBytes(1000).toString('hex') }));
      return bytes.fill(0xff, 900, 1100);
    },
    /is damaged: a file in it cannot be unpacked|has a broken table of contents/,
  ],
])('%s is refused by name, with what to do', async (_what, make, message) => {
  const path = await file(await make());
  await expect(inspectIpa(path)).rejects.toMatchObject({
    code: 'BUILD_INVALID',
    message: expect.stringMatching(message),
    remedy: expect.stringMatching(/\w/),
  });
});

test('a model file that was damaged after it was packed is named', async () => {
  const archive = new ZipFile();
  const contents = app({ [`${APP}/vision.onnx`]: 'weights as they were trained' });
  for (const [name, content] of Object.entries(contents)) {
    archive.addBuffer(Buffer.from(content), name, { compress: false });
  }
  archive.end();
  const path = await file(renamed(await buffer(archive.outputStream), 'as they were', 'as they went'));
  await expect(inspectIpa(path)).rejects.toMatchObject({
    code: 'BUILD_INVALID',
    message: expect.stringContaining('vision.onnx is not what was packed'),
  });
});

test('a file that is not there and a folder are told apart', async () => {
  await expect(inspectIpa(join(folder, 'none.ipa'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(inspectIpa(folder)).rejects.toMatchObject({
    code: 'BUILD_INVALID',
    message: expect.stringContaining('is not a file'),
  });
});

/** Sets the encryption bit of the first entry in the table of contents. */
function encrypted(bytes: Buffer): Buffer {
  const entry = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  bytes.writeUInt16LE(bytes.readUInt16LE(entry + 8) | 1, entry + 8);
  return bytes;
}
