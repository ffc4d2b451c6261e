import { type FileHandle, mkdir, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { parseLaunch, parseRunHeader, type RunHeader } from '#harness/domain/run.ts';
import type { Journal } from '#harness/ports.ts';

/** What a journal holds: as much of a run as had been measured when it was last written to. */
export type JournalContent = { readonly header: RunHeader; readonly launches: readonly Launch[] };

/**
 * The record of a run while it is measured: JSON Lines, the header first, then a line a launch, each on the disk before
 * the next launch starts. Lines of several devices are written one after the other, never into one another.
 */
export async function openJournal(path: string): Promise<Journal> {
  const file = await openForAppending(path);
  const release = await holdAlone(path).catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
  let last: Promise<void> = Promise.resolve();
  const write = async (value: unknown): Promise<void> => {
    const line = last.then(async () => appendLine(file, path, value));
    // A failed line fails its own caller; the chain itself goes on to fail the next writer by the same full disk.
    last = line.catch(() => {});
    return line;
  };
  return {
    begin: async (header) => write(header),
    append: async (launch) => write(launch),
    close: async () => {
      await last;
      await file.close();
      await release();
    },
  };
}

/**
 * Two processes writing one journal would measure every launch twice. A lock that a dead process left is taken over.
 */
async function holdAlone(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  const holder = Number(await readFile(lock, 'utf8').catch(() => 'NaN'));
  if (isRunning(holder)) {
    throw new BenchError('USAGE', `The run in ${dirname(path)} is being measured by process ${holder}.`, {
      remedy: 'Wait until it has ended, or choose another folder with --out.',
    });
  }
  await writeFile(lock, String(process.pid));
  return async () => rm(lock, { force: true });
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process of another user is one that runs.
    return codeOf(error) === 'EPERM';
  }
}

async function openForAppending(path: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await dropTornLine(path);
    return await open(path, 'a');
  } catch (error) {
    throw new BenchError('FILE_UNWRITABLE', `The journal ${path} cannot be written: ${messageOf(error)}.`, {
      remedy: 'Choose a folder that you may write to with --out.',
      cause: error,
    });
  }
}

/** A killed process may have left half a line; the next line must not be glued to it. */
async function dropTornLine(path: string): Promise<void> {
  if (!(await stat(path).catch(() => null))?.isFile()) return;
  const text = await readFile(path);
  const whole = text.lastIndexOf(0x0a) + 1;
  if (whole < text.length) await truncate(path, whole);
}

async function appendLine(file: FileHandle, path: string, value: unknown): Promise<void> {
  try {
    await file.appendFile(`${JSON.stringify(value)}\n`);
    await file.datasync();
  } catch (error) {
    if (codeOf(error) === 'EINVAL') return; // Pipes and character devices cannot be synced; the line itself is written.
    throw new BenchError('DISK_FULL', `The journal ${path} cannot be written: ${messageOf(error)}.`, {
      remedy: 'Make room on that disk, or choose another folder with --out, then go on with --resume.',
      cause: error,
    });
  }
}

/**
 * Reads a journal back. A torn last line, as a killed process leaves it, is dropped; a broken line before it is an
 * error.
 */
export async function readJournal(path: string): Promise<JournalContent> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new BenchError('FILE_NOT_FOUND', `There is no journal at ${path}.`, {
      remedy: 'Pass the folder that `fastvlm-bench run` named when it stopped.',
      cause: error,
    });
  });
  const lines = text.split('\n');
  const isTorn = lines.pop() !== '';
  const values = lines.map((line, index) => parseLine(line, `${path}:${index + 1}`));
  const [header, ...launches] = values;
  if (header === undefined) {
    throw new BenchError('RUN_INVALID', `The journal ${path} is empty${isTorn ? ' but for a torn first line' : ''}.`, {
      remedy: 'Nothing was recorded: measure again without --resume.',
    });
  }
  return {
    header: parseRunHeader(header, path),
    launches: launches.map((launch, index) => parseLaunch(launch, `${path}:${index + 2}`)),
  };
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

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function messageOf(error: unknown): string {
  if (codeOf(error) === 'ENOSPC') return 'the disk is full';
  return error instanceof Error ? error.message : String(error);
}
