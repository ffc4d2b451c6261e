import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import { parseLaunch, parseRunHeader, refuseOtherLaunches, type RunHeader } from '#harness/domain/run.ts';
import { systemErrorCode } from '#harness/domain/system-error.ts';
import { MOST_RUN_BYTES, openNamedFile, readNamedFile } from '#harness/files/named-file.ts';
import { linkTarget } from '#harness/files/write-whole.ts';
import type { Journal } from '#harness/ports/store.ts';
import { type HeldFolder, JOURNAL_FILE } from './run-folder.ts';

/** What a journal holds: as much of a run as had been measured when it was last written to. */
export type JournalContent = {
  readonly header: RunHeader;
  readonly launches: readonly Launch[];
  /** Where the run goes once it has ended, as whoever began the journal names stores; missing in journals of older versions. */
  readonly store?: string;
};

/** The first line of a journal. A run that is complete belongs to every store that has it, so only its journal names one. */
type JournalHeader = RunHeader & Pick<JournalContent, 'store'>;

/**
 * Begins the record of a run while it is measured: JSON Lines, the header first, then a line a launch, each on the disk
 * before the next launch starts. A journal is there with its whole header or not at all.
 */
export async function beginJournal({ folder }: HeldFolder, header: RunHeader, store?: string): Promise<Journal> {
  const path = join(folder, JOURNAL_FILE);
  return writing(path, BEGIN_AGAIN, async () => {
    await replace(path, [withStore(header, store)]);
    return appending(path);
  });
}

/** The journal, or what a link in its place leads to, is there as it was or with all of these lines, whatever ends the process. */
async function replace(path: string, lines: readonly (JournalHeader | Launch)[]): Promise<void> {
  const target = await linkTarget(path);
  const partial = `${target}.partial`;
  const file = await open(partial, 'w');
  try {
    await file.writeFile(lines.map(lineOf).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, target);
  await syncFolder(dirname(target));
}

/** Removes the journal of a run that is complete and kept elsewhere as a whole. Does nothing where there is none. */
export async function removeJournal({ folder }: HeldFolder): Promise<void> {
  await rm(join(folder, JOURNAL_FILE), { force: true });
}

/**
 * Continues the journal of a run that stopped. Where its header is not the one that is there, because another harness wrote
 * it or a build has moved, the whole journal is written again: it is of one format, with what is true now.
 */
export async function continueJournal({ folder }: HeldFolder, content: JournalContent): Promise<Journal> {
  const path = join(folder, JOURNAL_FILE);
  const { launches } = content;
  const header = withStore(content.header, content.store);
  return writing(path, '', async () => {
    // Nothing can be read back from a pipe or a character device.
    const isFile = (await stat(path)).isFile();
    if (isFile && !isSameData(await headerIn(path), header)) await replace(path, [header, ...launches]);
    return appending(path);
  });
}

function withStore(header: RunHeader, store: string | undefined): JournalHeader {
  return store === undefined ? header : { ...header, store };
}

async function headerIn(path: string): Promise<unknown> {
  const file = await openNamedFile(path);
  if (file === null) throw noJournal(path);
  try {
    // What follows may be long.
    for await (const first of file.readLines({ autoClose: false })) return parseLine(first, `${path}:1`);
    return parseLine('', `${path}:1`);
  } finally {
    await file.close();
  }
}

/**
 * The store that the journal in a folder names; null where it names none, or where there is none that can be read:
 * `readJournal` then says why.
 */
export async function storeInJournal(folder: string): Promise<string | null> {
  return headerIn(join(folder, JOURNAL_FILE)).then(storeIn, () => null);
}

function storeIn(header: unknown): string | null {
  const store = typeof header === 'object' && header !== null && 'store' in header ? header.store : null;
  return typeof store === 'string' ? store : null;
}

async function appending(path: string): Promise<Journal> {
  const file = await open(path, 'r+');
  const lines = new Lines(file, path, await wholeLength(file));
  let last: Promise<void> = Promise.resolve();
  return {
    append: async (launch) => {
      // Lines of several devices are written one after the other. A line that fails fails its own caller only.
      const line = last.then(async () => lines.append(lineOf(launch)));
      last = line.catch(() => {});
      return line;
    },
    close: async () => {
      await last;
      await file.close();
    },
  };
}

/** Where the next line goes: half a line, as a killed process or a full disk leaves it, is written over. */
async function wholeLength(file: FileHandle): Promise<number> {
  if (!(await file.stat()).isFile()) return 0;
  return (await file.readFile()).lastIndexOf(0x0a) + 1;
}

class Lines {
  readonly #file: FileHandle;
  readonly #path: string;
  /** Bytes of whole lines. */
  #length: number;

  constructor(file: FileHandle, path: string, length: number) {
    this.#file = file;
    this.#path = path;
    this.#length = length;
  }

  async append(line: string): Promise<void> {
    const bytes = Buffer.from(line);
    await writing(this.#path, '', async () => {
      await this.#file.truncate(this.#length).catch(unlessSpecial);
      await writeWhole(this.#file, bytes, this.#length);
      await this.#file.datasync().catch(unlessSpecial);
    });
    this.#length += bytes.length;
  }
}

async function writeWhole(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
  }
}

/** Pipes and character devices are neither cut nor synced; the line itself is written. */
function unlessSpecial(error: unknown): void {
  if (systemErrorCode(error) !== 'EINVAL') throw error;
}

/** What a folder lists is on the disk only when the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const file = await open(folder);
  try {
    await file.sync().catch(unlessSpecial);
  } finally {
    await file.close();
  }
}

function lineOf(value: JournalHeader | Launch): string {
  return `${JSON.stringify(value)}\n`;
}

const FULL: ReadonlySet<string | null> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Nothing is recorded before the journal is there, so there is nothing to resume. */
const BEGIN_AGAIN = ', then measure again; or measure in another folder: --out';

async function writing<T>(path: string, next: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const isFull = FULL.has(systemErrorCode(error));
    const reason = isFull ? 'the disk is full' : error instanceof Error ? error.message : String(error);
    const wayOut = isFull ? 'Make room on that disk' : 'Make it writable again';
    throw new BenchError('DISK_FULL', `The journal ${path} cannot be written: ${reason}.`, {
      remedy: `${wayOut}${next}.`,
      cause: error,
    });
  }
}

/**
 * Reads a journal back. A torn last line, as a killed process leaves it, is dropped; a broken line before it is an
 * error.
 */
export async function readJournal(folder: string): Promise<JournalContent> {
  const path = join(folder, JOURNAL_FILE);
  const text = await readNamedFile(path, MOST_RUN_BYTES);
  if (text === null) throw noJournal(path);
  const lines = text.split('\n');
  const isTorn = lines.pop() !== '';
  const values = lines.map((line, index) => parseLine(line, `${path}:${index + 1}`));
  const [header, ...launches] = values;
  if (header === undefined) {
    throw new BenchError(
      'RUN_INVALID',
      `The journal ${path} is empty${isTorn ? ' except for an incomplete first line' : ''}.`,
      {
        remedy: 'Nothing was recorded: measure again without --resume.',
      },
    );
  }
  const store = storeIn(header);
  const content = {
    header: parseRunHeader(header, path),
    launches: launches.map((launch, index) => parseLaunch(launch, `${path}:${index + 2}`)),
    ...(store === null ? {} : { store }),
  };
  refuseOtherLaunches(content.header, content.launches, path);
  return content;
}

function noJournal(path: string): BenchError {
  return new BenchError('FILE_NOT_FOUND', `There is no journal at ${path}.`, {
    remedy: 'Pass the folder that `fastvlm-bench run` named when it stopped.',
  });
}

function parseLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new BenchError('RUN_INVALID', `${where} is not JSON.`, {
      remedy: 'The journal was changed or damaged; restore it, or measure again.',
      cause: error,
    });
  }
}
