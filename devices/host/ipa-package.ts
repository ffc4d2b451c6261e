import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Entry } from 'yauzl';
import { appIdentity } from '#devices/bundle/app-identity.ts';
import { type IpaArchive, openIpa } from '#devices/bundle/ipa-archive.ts';
import { filesBelow } from '#devices/bundle/ipa-links.ts';
import { readPropertyList } from '#devices/bundle/property-list.ts';
import { isFinderFile } from '#harness/domain/file-name.ts';
import { type ModelFile, type ModelPackage, refuseModel } from './model-package.ts';

const MAX_FILES = 10_000;
const MAX_INFO_PLIST_BYTES = 2 ** 20;
const ENCODER = /^(.*\/)?onnx\/vision_encoder[^/]*\.onnx$/;

/** The model inside an app for iPhones; the app itself is not looked at. Throws BUILD_INVALID. */
export async function openIpaModel(path: string, bytes: number): Promise<ModelPackage> {
  const archive = await openIpa(path, bytes);
  try {
    const name = basename(path);
    const info = archive.files.get('Info.plist');
    if (info === undefined) throw refuseModel(name, `has no ${archive.bundle}Info.plist`);
    const plist = readPropertyList(await archive.read(info, 0, MAX_INFO_PLIST_BYTES));
    const { version, modelFolder } = appIdentity(plist, (what) => refuseModel(name, what));
    const folder = modelFolder ?? searched(archive, name);
    const below = filesBelow(folder, archive, MAX_FILES);
    if ('link' in below) throw refuseModel(name, `has a link in its model that ${below.why}, ${below.link}`);
    return {
      name: name.replace(/\.ipa$/i, ''),
      version,
      file: { sha256: await sha256Of(path), bytes },
      place: `${archive.bundle}${folder}/`,
      files: new Map(
        [...below]
          .filter(([file]) => !isFinderFile(file))
          .map(([file, entry]): [string, ModelFile] => [file, fileOf(archive, entry)]),
      ),
      close: () => archive.close(),
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

function fileOf(archive: IpaArchive, entry: Entry): ModelFile {
  return { bytes: entry.uncompressedSize, open: async () => archive.stream(entry) };
}

/** The folder around `onnx/`, in an app that names none. */
function searched({ files }: IpaArchive, name: string): string {
  const folders = [...files.keys()].flatMap((file) => ENCODER.exec(file)?.[1] ?? []);
  const [folder, ...others] = new Set(folders.map((found) => found.replace(/\/$/, '')));
  if (folder === undefined)
    throw refuseModel(name, 'holds no ONNX export: no file of it is called onnx/vision_encoder….onnx');
  if (others.length === 0) return folder;
  const remedy = 'Name its folder by FastVLMBenchModels in Info.plist.';
  throw refuseModel(name, `holds several models: ${[folder, ...others].join(', ')}`, remedy);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
