import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { zipName } from './zip-name.ts';
import { type GraphFile, graphReader } from '#devices/model-graphs/read-graph.ts';
import type { IpaArchive } from './ipa-archive.ts';
import { refuse } from './ipa-refusal.ts';
import { isSettingsFile } from './settings-file.ts';

/** What was found in a file of an app; `graph` is null for a file that holds none, `text` for one that is no settings. */
export type FileContent = { readonly sha256: string; readonly graph: GraphFile | null; readonly text: string | null };

export type ReadFile = (entry: Entry) => Promise<FileContent>;

/**
 * Model files are part of the content, and large: each file is read once, for its hash and for the graph in it.
 * @param models the model files, by the names that the app knows them by
 */
export function fileReader(archive: IpaArchive, path: string, models: ReadonlyMap<string, Entry>): ReadFile {
  const names = new Map([...models].map(([name, entry]) => [entry, name]));
  const known = new Map<Entry, Promise<FileContent>>();
  return (entry) => {
    const content = known.get(entry) ?? readEntry(archive, entry, names.get(entry) ?? '', path);
    known.set(entry, content);
    return content;
  };
}

/** Throws when the bytes are not those that were packed: the phone would be measured with a damaged model. */
async function readEntry(archive: IpaArchive, entry: Entry, name: string, path: string): Promise<FileContent> {
  const hash = createHash('sha256');
  const graph = graphReader(name, entry.uncompressedSize);
  const kept: Buffer[] | null = isSettingsFile(name, entry.uncompressedSize) ? [] : null;
  let sum = 0;
  try {
    for await (const chunk of await archive.stream(entry)) {
      const bytes: Buffer = chunk;
      hash.update(bytes);
      sum = crc32(bytes, sum);
      graph?.push(bytes);
      kept?.push(bytes);
    }
  } catch (cause) {
    throw refuse(path, `is damaged: a file in it cannot be unpacked, ${zipName(entry) ?? ''}`, cause);
  }
  if (sum !== entry.crc32) throw refuse(path, `is damaged: ${zipName(entry) ?? ''} is not what was packed`);
  return {
    sha256: hash.digest('hex'),
    graph: graph?.end() ?? null,
    text: kept === null ? null : Buffer.concat(kept).toString(),
  };
}
