import { createWriteStream } from 'node:fs';
import { chmod, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { nullIfAbsent, systemErrorCode } from '#harness/domain/system-error.ts';

type Content = string | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file that is there as a whole or as it was before; pipes and devices have no before. A link stays: what it leads to is
 * written, or made where its folder is there. A file that was there keeps its mode. Throws the system's error.
 */
export async function writeWhole(path: string, content: Content): Promise<void> {
  const found = await stat(path).catch(nullIfAbsent(path));
  if (found !== null && !found.isFile()) return write(path, content, false);
  const target = await linkTarget(path);
  const partial = partialOf(target);
  try {
    await write(partial, content, true);
    if (found !== null) await chmod(partial, found.mode & ALL_MODES);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Removes what a process has left of a file that it was killed while writing. Nobody else may be writing it. */
export async function removePartial(path: string): Promise<void> {
  await rm(partialOf(await linkTarget(path)), { force: true });
}

function partialOf(target: string): string {
  return `${target}.partial`;
}

const ALL_MODES = 0o7777;

/** @param flush whether it is to be on the disk; pipes and devices have none */
async function write(path: string, content: Content, flush: boolean): Promise<void> {
  const pieces = typeof content === 'string' ? [content] : content;
  await pipeline(Readable.from(pieces), createWriteStream(path, { flush }));
}

/** Linux follows no more links for a path. */
const MOST_LINKS = 40;

/** What a path leads to: itself where there is no link, also where a link leads to nothing yet. */
export async function linkTarget(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    // A folder of the path may be a link too, and `..` is meant from where it leads.
    const folder = await realpath(dirname(target));
    const link = await readlink(target).catch(nullIfNoLink);
    if (link === null) return target;
    target = resolve(folder, link);
  }
  throw new Error('it is a link that leads to too many others');
}

function nullIfNoLink(error: unknown): null {
  const code = systemErrorCode(error);
  if (code === 'EINVAL' || code === 'ENOENT') return null;
  throw error;
}
