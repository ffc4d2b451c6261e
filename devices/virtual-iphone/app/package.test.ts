import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { inspectIpa } from '#devices/ios/ipa.ts';
import { type Build, isSameCode, iosIdentity } from '#harness/domain/build.ts';
import { differencesFromBuild } from '#harness/domain/fingerprint.ts';
import { InstalledApp, planFor } from './installed-app.fixture.ts';
import { bundleExecutable } from './executable.ts';
import { BUILDS, packageBuild } from './package.ts';

const folder = mkdtempSync(join(tmpdir(), 'packages-'));
const builds = new Map<string, Build>();

beforeAll(async () => {
  for (const name of Object.keys(BUILDS)) builds.set(name, await inspectIpa(await packageBuild(name, folder)));
});
afterAll(() => rmSync(folder, { recursive: true }));

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

function build(name: keyof typeof BUILDS): Build {
  const found = builds.get(name);
  if (found === undefined) throw new Error(`${name} was not packaged`);
  return found;
}

const modelHashes = ({ models }: Build): ReadonlyMap<string, string> =>
  new Map(models.map(({ name, sha256 }) => [name, sha256]));

/** Names of the model files in which two builds differ. */
function differingFiles(one: Build, other: Build): readonly string[] {
  const [left, right] = [modelHashes(one), modelHashes(other)];
  return [...new Set([...left.keys(), ...right.keys()])].filter((name) => left.get(name) !== right.get(name)).sort();
}

test('every package is an app that an iPhone would take', () => {
  for (const each of builds.values()) {
    expect(each).toMatchObject({
      platform: 'ios',
      identity: { bundleId: 'dev.fastvlmbench.app', minimumOsVersion: '18.0' },
    });
  }
  expect(new Set([...builds.values()].map(({ version }) => version)).size).toBe(builds.size);
  expect(new Set([...builds.values()].map((each) => iosIdentity(each).buildNumber)).size).toBe(builds.size);
  expect(new Set([...builds.values()].map((each) => iosIdentity(each).binaryUuid)).size).toBe(1);
});

test('a rebuild is the same code, and every other build is another, whatever it changes', () => {
  const same = [...builds].filter(([, other]) => isSameCode(build('reference'), other)).map(([name]) => name);
  expect(same.toSorted()).toEqual(['rebuilt', 'reference']);
});

test('the same sources make the same bytes, in another process too', async () => {
  const again = mkdtempSync(join(tmpdir(), 'packages-'));
  const source = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'package.ts')).href);
  const script = `const { packageBuild } = await import(${source});
    for (const name of ['reference', 'int8']) await packageBuild(name, process.argv[1]);`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, again]);
  expect(sha256(join(again, 'reference.ipa'))).toBe(build('reference').id);
  expect(sha256(join(again, 'int8.ipa'))).toBe(build('int8').id);
  rmSync(again, { recursive: true });
});

test('the app carries no schema library, whose memory would count as its own', async () => {
  expect((await bundleExecutable()).includes('ZodError')).toBe(false);
});

test('a build differs from the reference only in what makes it that build', () => {
  const differing = (name: keyof typeof BUILDS): readonly string[] => differingFiles(build('reference'), build(name));
  expect(differing('rebuilt')).toEqual([]);
  expect(differing('pruned')).toEqual(['config.json', 'onnx/decoder_model_merged.onnx']);
  expect(differing('hires')).toEqual(['onnx/vision_encoder.onnx', 'preprocessor_config.json']);
  expect(differing('wrong-colours')).toEqual(['preprocessor_config.json']);
  expect(differing('slow-encoder')).toEqual(['runtime.json']);
  expect(differing('no-kv-cache')).toEqual(['runtime.json']);
});

test('a build holds only the networks that it runs', () => {
  const networks = build('int8').models.filter(({ name }) => name.endsWith('.onnx'));
  expect(networks.map(({ name }) => name)).toEqual([
    'onnx/decoder_model_merged_int8.onnx',
    'onnx/embed_tokens_int8.onnx',
    'onnx/vision_encoder_int8.onnx',
  ]);
});

test.each(Object.keys(BUILDS) as (keyof typeof BUILDS)[])(
  '%s runs, and says that it is the build that was packaged',
  async (name) => {
    const app = await new InstalledApp().install(BUILDS[name]);
    try {
      const { questions } = await shapesVqa().load('smoke');
      const reading = await app.start(planFor(questions.slice(0, 2))).finished();
      if (reading.kind !== 'complete') throw new Error(`${reading.code}: ${reading.message}`);
      expect(differencesFromBuild(reading.record.fingerprint, build(name))).toEqual([]);
      expect(reading.record.iterations).toHaveLength(3);
    } finally {
      await app.close();
    }
  },
);

test('a build that fails on purpose has a name and a fingerprint of its own', async () => {
  const path = await packageBuild('reference', folder, { kind: 'crash', afterIterations: 2 });
  expect(path).toBe(join(folder, 'reference-crash.ipa'));
  expect(differingFiles(build('reference'), await inspectIpa(path))).toEqual(['runtime.json']);
});

test('a build of another bundle identifier is the same code, and another app', async () => {
  const beside = await inspectIpa(await packageBuild('reference', join(folder, 'beside'), null, 'dev.example.beside'));
  const own = build('reference');
  expect(iosIdentity(beside).bundleId).toBe('dev.example.beside');
  expect(beside.id).not.toBe(own.id);
  expect(isSameCode(beside, own)).toBe(true);
});

test('an unknown name is refused with the known ones', async () => {
  await expect(packageBuild('toString', folder)).rejects.toMatchObject({
    code: 'USAGE',
    remedy: `Choose one of: ${Object.keys(BUILDS).join(', ')}`,
  });
});
