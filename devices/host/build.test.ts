import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { inspectIpa } from '#devices/ios/ipa.ts';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { INFO, writeIpa } from '#devices/bundle/zip-bytes.fixture.ts';
import { buildSchema } from '#harness/domain/build.ts';
import { inspectModel } from './build.ts';

const NANO = join(import.meta.dirname, '../virtual-iphone/app/models/nano');
const root = await mkdtemp(join(tmpdir(), 'host-build-test-'));
afterAll(async () => rm(root, { recursive: true }));

/** An export of its own, called `nano`, as somebody may change it. */
async function anExport(): Promise<string> {
  const folder = join(await mkdtemp(join(root, 'export-')), 'nano');
  await cp(NANO, folder, { recursive: true });
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('the model in an app for iPhones is the same build as a folder with its files, and known by the bytes of the app', async () => {
  const ipa = await packageBuild('reference', root);
  const [host, ios] = [await inspectModel(ipa), await inspectIpa(ipa)];
  expect(buildSchema.parse(host)).toMatchObject({ platform: 'host', version: '1.0.0', label: 'reference 1.0.0' });
  const { id, bytes, models, graphs } = ios;
  expect(host).toMatchObject({ id, bytes, models, graphs });
  expect(host.identity).toMatchObject({ kind: 'host', entry: 'Payload/FastVLMBench.app/model/config.json' });
});

test('a folder is known by its files: those of the networks that are run, and no hidden ones', async () => {
  const folder = await anExport();
  const before = await inspectModel(folder);
  expect(before.label).toBe(`nano ${before.version}`);
  expect(before.id).toBe(before.contentSha256);
  expect(before.models.map(({ name }) => name)).toContain('onnx/vision_encoder.onnx');
  expect(before.models.map(({ name }) => name)).not.toContain('onnx/vision_encoder_int8.onnx');
  await mkdir(join(folder, '.git'));
  await writeFile(join(folder, '.git/HEAD'), 'x');
  expect((await inspectModel(folder)).id).toBe(before.id);
  await writeFile(join(folder, 'onnx/vision_encoder.onnx_data'), 'weights beside the network');
  const after = await inspectModel(folder);
  expect(after.id).not.toBe(before.id);
  expect(after.bytes).toBeGreaterThan(before.bytes);
});

test('links count as the files that they lead to', async () => {
  const folder = await anExport();
  const before = await inspectModel(folder);
  await rename(join(folder, 'tokenizer.json'), join(folder, '../blob'));
  await symlink('../blob', join(folder, 'tokenizer.json'));
  expect((await inspectModel(folder)).id).toBe(before.id);
});

test('what a build runs is part of it', async () => {
  const folder = await anExport();
  const int8 = { dtype: 'int8', graphOptimization: 'all' };
  const networks = { visionEncoder: int8, embedTokens: int8, decoder: int8 };
  const runtime = { model: 'nano', networks, threads: 2, keyValueCache: true };
  await writeFile(join(folder, 'runtime.json'), JSON.stringify(runtime));
  const names = (await inspectModel(folder)).models.map(({ name }) => name);
  expect(names).toContain('onnx/decoder_model_merged_int8.onnx');
  expect(names).not.toContain('onnx/decoder_model_merged.onnx');
});

test.each<[string, (folder: string) => Promise<void>, string]>([
  [
    'without a network',
    async (folder) => rm(join(folder, 'onnx/embed_tokens.onnx')),
    'nano is not a model that can run here: onnx/embed_tokens.onnx is missing.',
  ],
  [
    'without a tokenizer',
    async (folder) => rm(join(folder, 'tokenizer.json')),
    'nano is not a model that can run here: tokenizer.json is missing.',
  ],
  [
    'with a runtime.json that is none',
    async (folder) => writeFile(join(folder, 'runtime.json'), '{"model": 7}'),
    'nano has a runtime.json that cannot be read: runtime.json.networks is not an object.',
  ],
  [
    'with a link to nothing',
    async (folder) => symlink('nowhere', join(folder, 'lost')),
    'nano has a link that leads to nothing, lost.',
  ],
])('a folder %s is refused in one sentence', async (_what, change, message) => {
  const folder = await anExport();
  await change(folder);
  await expect(inspectModel(folder)).rejects.toThrow(expect.objectContaining({ code: 'BUILD_INVALID', message }));
});

test('an app without an ONNX export is refused, with what can be measured here', async () => {
  const ipa = join(root, 'coreml.ipa');
  await writeIpa(ipa, [{ name: 'model/weights.bin', content: 'x' }], INFO);
  await expect(inspectModel(ipa)).rejects.toMatchObject({
    code: 'BUILD_INVALID',
    remedy: expect.stringContaining('This machine runs ONNX exports'),
  });
});
