import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { confine } from '#devices/virtual-iphone/wire/confine.ts';
import { ArchiveError } from '#devices/virtual-iphone/wire/zip-stream.ts';

/** Unpacks an archive on disk. Throws ArchiveError when it is none, EscapeError for a name that leaves `folder`. */
export async function unpackZipFile(archive: string, folder: string): Promise<void> {
  const zip = await openPromise(archive, { lazyEntries: true }).catch((cause: unknown) => {
    throw new ArchiveError(`${path.basename(archive)} is no zip archive`, { cause });
  });
  try {
    for await (const entry of zip.eachEntry()) {
      const target = await confine(folder, entry.fileName);
      if (entry.fileName.endsWith('/')) {
        await mkdir(target, { recursive: true });
        continue;
      }
      await mkdir(path.dirname(target), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode: 0o755 }));
    }
  } finally {
    zip.close();
  }
}
