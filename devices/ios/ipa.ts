import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import type { Artefact, Build } from '#harness/domain/build.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { type InfoPlist, MODELS_KEY, parseInfoPlist } from './info-plist.ts';
import { type IpaArchive, openIpa } from './ipa-archive.ts';
import { refuse } from './ipa-refusal.ts';
import { iphoneSlice, MACH_O_HEAD_BYTES, parseMachO } from './mach-o.ts';

const MAX_INFO_PLIST_BYTES = 2 ** 20;
const READ_CHUNK_BYTES = 2 ** 20;

/** What model files are called in apps that do not name their folder. */
const MODEL_FILE = /\.(?:onnx|ort|safetensors|gguf|mlmodel|tflite|npz|pte)$/i;
const MODEL_FOLDER = /(?:^|\/)[^/]+\.(?:mlmodelc|mlpackage)\//i;

/**
 * Reads an .ipa and says what it is. Streams: neither the archive nor a file of it is held in memory.
 * Throws FILE_NOT_FOUND, or BUILD_INVALID for everything that a phone could not install or the harness could not trust.
 */
export async function inspectIpa(path: string): Promise<Build> {
  const bytes = await sizeOf(path);
  const archive = await openIpa(path, bytes);
  try {
    const info = await readInfoPlist(archive, path);
    const [id, binaryUuid, models] = await Promise.all([
      sha256(createReadStream(path, { highWaterMark: READ_CHUNK_BYTES })),
      identifyExecutable(archive, info, path),
      hashModels(archive, info, path),
    ]);
    return {
      id,
      label: `${basename(path).replace(/\.ipa$/i, '')} ${info.version}`,
      bundleId: info.bundleId,
      version: info.version,
      buildNumber: info.buildNumber,
      minimumOsVersion: info.minimumOsVersion,
      platform: 'ios',
      path: resolve(path),
      bytes,
      binaryUuid,
      executable: info.executable,
      models,
    };
  } catch (error) {
    if (error instanceof BenchError) throw error;
    throw refuse(path, 'is damaged: a file in it cannot be unpacked', error);
  } finally {
    archive.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new BenchError('FILE_NOT_FOUND', `There is no file ${path}.`, {
      remedy: 'Pass the path of an .ipa file.',
      cause,
    });
  });
  if (!found.isFile()) {
    throw refuse(path, 'is not a file', undefined, 'Pass an .ipa file; an .app folder must be packed into one first.');
  }
  return found.size;
}

async function readInfoPlist(archive: IpaArchive, path: string): Promise<InfoPlist> {
  const entry = archive.files.get('Info.plist');
  if (entry === undefined) throw refuse(path, `has no ${archive.bundle}Info.plist`);
  if (entry.uncompressedSize > MAX_INFO_PLIST_BYTES) {
    throw refuse(path, `has an Info.plist of ${entry.uncompressedSize} bytes; ${MAX_INFO_PLIST_BYTES} are the limit`);
  }
  return parseInfoPlist(await archive.read(entry, 0, MAX_INFO_PLIST_BYTES), path);
}

async function identifyExecutable(archive: IpaArchive, { executable }: InfoPlist, path: string): Promise<string> {
  const entry = archive.files.get(executable);
  if (entry === undefined) throw refuse(path, `has no executable ${archive.bundle}${executable}`);
  const head = await archive.read(entry, 0, MACH_O_HEAD_BYTES);
  const slice = iphoneSlice(head);
  const machO = parseMachO(slice === null ? head : await archive.read(entry, slice, MACH_O_HEAD_BYTES));
  if (machO?.isEncrypted === true) throw refuse(path, 'is encrypted by the App Store');
  return machO?.uuid ?? (await entrySha256(archive, entry, path));
}

async function hashModels(archive: IpaArchive, info: InfoPlist, path: string): Promise<readonly Artefact[]> {
  const prefix = info.modelsFolder === null ? '' : `${info.modelsFolder}/`;
  const isModel = (name: string): boolean =>
    info.modelsFolder === null ? MODEL_FILE.test(name) || MODEL_FOLDER.test(name) : name.startsWith(prefix);
  const chosen = [...archive.files].filter(([name]) => isModel(name)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (info.modelsFolder !== null && chosen.length === 0) {
    throw refuse(path, `names ${info.modelsFolder} as ${MODELS_KEY}, and no file lies there`);
  }
  const models: Artefact[] = [];
  for (const [name, entry] of chosen) {
    const digest = await entrySha256(archive, entry, path);
    models.push({ name: name.slice(prefix.length), sha256: digest, bytes: entry.uncompressedSize });
  }
  return models;
}

/** Throws when the bytes are not those that were packed: the phone would be measured with a damaged model. */
async function entrySha256(archive: IpaArchive, entry: Entry, path: string): Promise<string> {
  const hash = createHash('sha256');
  let sum = 0;
  for await (const chunk of await archive.stream(entry)) {
    const bytes: Buffer = chunk;
    hash.update(bytes);
    sum = crc32(bytes, sum);
  }
  if (sum !== entry.crc32) throw refuse(path, `is damaged: ${entry.fileName} is not what was packed`);
  return hash.digest('hex');
}

async function sha256(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(stream, hash);
  return hash.digest('hex');
}
