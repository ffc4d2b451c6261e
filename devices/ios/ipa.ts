import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Entry } from 'yauzl';
import type { Artefact, Build, SettingsFile } from '#harness/domain/build.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { MODELS_KEY } from '#devices/bundle/app-identity.ts';
import { readPropertyList } from '#devices/bundle/property-list.ts';
import { modelGraphs, type SeenFile } from '#devices/model-graphs/model-graphs.ts';
import { isFinderFile } from '#harness/domain/file-name.ts';
import { isModelFile } from '#harness/domain/model-files.ts';
import { type InfoPlist, parseInfoPlist } from './info-plist.ts';
import { type IpaArchive, openIpa } from '#devices/bundle/ipa-archive.ts';
import { contentSha256, isContent } from './ipa-content.ts';
import { readEntitlements } from './ipa-entitlements.ts';
import { fileReader, type ReadFile } from '#devices/bundle/ipa-files.ts';
import { MOST_SETTINGS_FILES } from '#devices/bundle/settings-file.ts';
import { filesBelow } from '#devices/bundle/ipa-links.ts';
import { MEND_LINK, refuse } from '#devices/bundle/ipa-refusal.ts';
import { iphoneSlices, MACH_O_HEAD_BYTES, parseMachO } from './mach-o.ts';

const MAX_INFO_PLIST_BYTES = 2 ** 20;
const READ_CHUNK_BYTES = 2 ** 20;
const MAX_MODEL_FILES = 100_000;

const MEND_MODEL_FOLDER = `Set ${MODELS_KEY} in Info.plist to the folder below the app that holds every file of the model.`;

/**
 * Reads an .ipa and says what it is. Streams: neither the archive nor a file of it is held in memory.
 * Throws FILE_NOT_FOUND, or BUILD_INVALID for everything that a phone could not install or the harness could not trust.
 */
export async function inspectIpa(path: string): Promise<Build> {
  const bytes = await sizeOf(path);
  const archive = await openIpa(path, bytes);
  try {
    const info = await readInfoPlist(archive, path);
    const chosen = modelEntries(archive, info, path);
    const read = fileReader(archive, path, chosen);
    const [binaryUuid = '', ...otherBinaryUuids] = await identifyExecutable(archive, info, path, read);
    const [id, models, content, entitlements] = await allEnded([
      sha256(createReadStream(path, { highWaterMark: READ_CHUNK_BYTES })),
      readModels(chosen, read),
      hashContent(archive, path, read),
      readEntitlements(archive, info.executable),
    ]);
    return {
      id,
      label: `${basename(path).replace(/\.ipa$/i, '')} ${info.version}`,
      version: info.version,
      platform: 'ios',
      bytes,
      ...models,
      contentSha256: content,
      ...(info.modelFolder === null && { namesModelFolder: false }),
      ...(info.toolchain !== null && { toolchain: info.toolchain }),
      identity: {
        kind: 'ios',
        bundleId: info.bundleId,
        buildNumber: info.buildNumber,
        minimumOsVersion: info.minimumOsVersion,
        binaryUuid,
        executable: info.executable,
        ...(otherBinaryUuids.length > 0 && { otherBinaryUuids }),
        ...(entitlements !== undefined && { entitlements }),
      },
    };
  } catch (error) {
    if (error instanceof BenchError) throw error;
    throw refuse(path, 'is damaged: a file in it cannot be unpacked', error);
  } finally {
    archive.close();
  }
}

/** As Promise.all, but throws only when all have ended: none may still read an archive that is closed then. */
async function allEnded<const Work extends readonly Promise<unknown>[]>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  await Promise.allSettled(work);
  return await Promise.all(work);
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new BenchError('FILE_NOT_FOUND', `There is no file ${path}.`, {
      remedy: 'Pass the path of an .ipa file.',
      cause,
    });
  });
  if (!found.isFile()) {
    throw refuse(
      path,
      'is not a file',
      undefined,
      'Pass an .ipa file. An .app folder must be packed into one first; the folder of an ONNX export runs with --device host.',
    );
  }
  return found.size;
}

async function readInfoPlist(archive: IpaArchive, path: string): Promise<InfoPlist> {
  const entry = archive.files.get('Info.plist');
  if (archive.links.has('Info.plist')) throw refuse(path, `has a link in place of ${archive.bundle}Info.plist`);
  if (entry === undefined) throw refuse(path, `has no ${archive.bundle}Info.plist`);
  if (entry.uncompressedSize > MAX_INFO_PLIST_BYTES) {
    throw refuse(path, `has an Info.plist of ${entry.uncompressedSize} bytes; ${MAX_INFO_PLIST_BYTES} are the limit`);
  }
  return parseInfoPlist(await archive.read(entry, 0, MAX_INFO_PLIST_BYTES), path);
}

/** What the executable may be known by on a phone, the likeliest first. */
async function identifyExecutable(
  archive: IpaArchive,
  { executable }: InfoPlist,
  path: string,
  read: ReadFile,
): Promise<readonly string[]> {
  const entry = archive.files.get(executable);
  if (archive.links.has(executable)) throw refuse(path, `has a link in place of ${archive.bundle}${executable}`);
  if (entry === undefined) throw refuse(path, `has no executable ${archive.bundle}${executable}`);
  const head = await archive.read(entry, 0, MACH_O_HEAD_BYTES);
  const heads: Buffer[] = [];
  for (const start of iphoneSlices(head) ?? [0]) {
    heads.push(start === 0 ? head : await archive.read(entry, start, MACH_O_HEAD_BYTES));
  }
  const uuids: string[] = [];
  for (const slice of heads.map(parseMachO)) {
    if (slice?.isEncrypted === true) throw refuse(path, `is encrypted by the App Store: ${executable}`);
    if (slice !== null && slice.otherTarget !== null) {
      const what = `is not built for iPhones: ${executable} is built for ${slice.otherTarget}`;
      throw refuse(path, what, undefined, 'Build it for the iphoneos SDK (destination: Any iOS Device).');
    }
    if (typeof slice?.uuid === 'string') uuids.push(slice.uuid);
  }
  return uuids.length > 0 ? uuids : [(await read(entry)).sha256];
}

async function hashContent(archive: IpaArchive, path: string, read: ReadFile): Promise<string> {
  const digests = new Map<string, string>();
  for (const [name, entry] of archive.files) if (isContent(name)) digests.set(name, (await read(entry)).sha256);
  for (const [name, target] of archive.links) digests.set(name, `link to ${JSON.stringify(target)}`);
  const info = archive.files.get('Info.plist');
  if (info === undefined) throw refuse(path, `has no ${archive.bundle}Info.plist`);
  return contentSha256(digests, readPropertyList(await archive.read(info, 0, MAX_INFO_PLIST_BYTES)));
}

async function readModels(
  chosen: ReadonlyMap<string, Entry>,
  read: ReadFile,
): Promise<Required<Pick<Build, 'models' | 'settings' | 'graphs'>>> {
  const models: Artefact[] = [];
  const settings: SettingsFile[] = [];
  const files: SeenFile[] = [];
  for (const [name, entry] of [...chosen].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const { sha256: digest, graph, text } = await read(entry);
    models.push({ name, sha256: digest, bytes: entry.uncompressedSize });
    if (text !== null && settings.length < MOST_SETTINGS_FILES) settings.push({ name, text });
    files.push({ name, bytes: entry.uncompressedSize, graph });
  }
  return { models, settings, graphs: modelGraphs(files) };
}

/** Model files by the names that the app reports them by. */
function modelEntries(archive: IpaArchive, info: InfoPlist, path: string): ReadonlyMap<string, Entry> {
  const { modelFolder, executable } = info;
  if (modelFolder === null) {
    return new Map([...archive.files].filter(([name]) => isModelFile(name, executable)));
  }
  if (modelFolder.split('/').some((part) => part === '.' || part === '..')) {
    const what = `names ${modelFolder} as ${MODELS_KEY}, which is not a folder in the app`;
    throw refuse(path, what, undefined, MEND_MODEL_FOLDER);
  }
  const found = filesBelow(modelFolder, archive, MAX_MODEL_FILES);
  if ('link' in found) {
    const what = `has a link in its model folder that ${found.why}, ${archive.bundle}${found.link}`;
    throw refuse(path, what, undefined, MEND_LINK);
  }
  const files = new Map([...found].filter(([name]) => !isFinderFile(name)));
  if (files.size > 0) return files;
  const other = [...archive.files.keys()].find((name) =>
    name.toLowerCase().startsWith(`${modelFolder}/`.toLowerCase()),
  );
  const hint = other === undefined ? '' : ` (${other.slice(0, modelFolder.length)} is another name on a phone)`;
  const what = `names ${modelFolder} as ${MODELS_KEY}, and no file lies there${hint}`;
  throw refuse(path, what, undefined, MEND_MODEL_FOLDER);
}

async function sha256(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(stream, hash);
  return hash.digest('hex');
}
