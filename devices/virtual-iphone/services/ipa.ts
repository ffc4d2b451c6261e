import { createWriteStream } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise } from 'yauzl';
import { zipName } from '#devices/bundle/zip-name.ts';
import { canonicalName } from '#harness/domain/file-name.ts';
import { confine, EscapeError } from '#devices/virtual-iphone/wire/confine.ts';
import { ArchiveError } from '#devices/virtual-iphone/wire/zip-stream.ts';

const FILE_TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/**
 * Unpacks an archive on disk, links as links. Names are canonical afterwards: an iPhone's file system finds a file by
 * either spelling, this host's may not. Throws ArchiveError when it is no archive, EscapeError for a name or a link that
 * leaves `folder`.
 */
export async function unpackZipFile(archive: string, folder: string): Promise<void> {
  const zip = await openPromise(archive, { lazyEntries: true, decodeStrings: false }).catch((cause: unknown) => {
    throw new ArchiveError(`${path.basename(archive)} is not a zip archive`, { cause });
  });
  try {
    for await (const entry of zip.eachEntry()) {
      const name = zipName(entry);
      if (name === null) throw new ArchiveError(`${entry.fileNameRaw.toString('utf8')} is no UTF-8 name`);
      const target = await confine(folder, name);
      if (name.endsWith('/')) {
        await mkdir(target, { recursive: true });
        continue;
      }
      await mkdir(path.dirname(target), { recursive: true });
      if (isLink(entry)) {
        const destination = canonicalName(await text(await zip.openReadStreamPromise(entry)));
        await confine(folder, path.join(path.relative(folder, path.dirname(target)), destination));
        if (path.isAbsolute(destination)) throw new EscapeError(`the link ${name} leads out of its folder`);
        await symlink(destination, target);
        continue;
      }
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode: 0o755 }));
    }
  } finally {
    zip.close();
  }
}

function isLink({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & FILE_TYPE_MASK) === SYMBOLIC_LINK;
}
