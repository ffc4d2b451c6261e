import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { BUILDS, type SampleBuild } from './builds.ts';
import { type BundleFile, bundleFiles } from './bundle-files.ts';
import { BUNDLE_ID, EXECUTABLE_NAME } from './info-plist.ts';
import type { BuildFault } from './build-fault.ts';

export { BUILDS };

/**
 * Not a moment but a constant, so that the same sources give the same bytes; in local time, which is what zip files
 * hold.
 */
const TIMESTAMP = new Date(2025, 0, 1);

/**
 * Writes a sample build into the folder and returns its path, `<name>.ipa`; the same sources give the same bytes. With
 * a fault it is a build that fails on purpose, `<name>-<fault>.ipa`. Builds of different bundle identifiers stay installed
 * beside each other. Throws USAGE for a name that is not in BUILDS.
 */
export async function packageBuild(
  name: string,
  folder: string,
  fault: BuildFault | null = null,
  bundleId: string = BUNDLE_ID,
): Promise<string> {
  const file = join(folder, `${name}${fault === null ? '' : `-${fault.kind}`}.ipa`);
  await writeIpa(file, await bundleFiles(buildNamed(name), fault, bundleId));
  return file;
}

/** Writes an .ipa of these files, and the folder above it; the same files give the same bytes. */
export async function writeIpa(file: string, files: readonly BundleFile[]): Promise<void> {
  const zip = new ZipFile();
  for (const { path, bytes, mode } of files) {
    // Stored and not compressed: weights hardly shrink, and deflate differs between versions of zlib.
    zip.addBuffer(bytes, `Payload/${EXECUTABLE_NAME}.app/${path}`, {
      mtime: TIMESTAMP,
      mode,
      compress: false,
      forceDosTimestamp: true,
    });
  }
  zip.end();
  await mkdir(dirname(file), { recursive: true });
  await pipeline(zip.outputStream, createWriteStream(file));
}

function buildNamed(name: string): SampleBuild {
  const builds: Readonly<Record<string, SampleBuild>> = BUILDS;
  const build = Object.hasOwn(builds, name) ? builds[name] : undefined;
  if (build !== undefined) return build;
  throw new BenchError('USAGE', `There is no sample build "${name}".`, {
    remedy: choicesText(name, Object.keys(BUILDS)),
  });
}
