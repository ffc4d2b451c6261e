import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { BenchError } from '#harness/domain/failure.ts';
import { systemErrorCode } from '#harness/domain/system-error.ts';
import { writeWhole } from '#harness/files/write-whole.ts';
import type { RunStore } from '#harness/ports/store.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { Host } from '#harness/workflow/host.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import type { Places } from '#harness/workflow/request.ts';
import { STORE_LINES_FORMAT, type StoreLine } from './store-lines.ts';
import { refuseStopped } from '#harness/workflow/stopped.ts';
import { withStoreAtHand } from './with-store.ts';

export type ExportRequest = Pick<Places, 'home' | 'store'> & {
  /** Absolute path of the file to write, which must not be there yet; compressed where it ends in .gz. */
  readonly file: string;
};

export type Exported = { readonly runs: number; readonly lines: number };

/** Writes all that a store holds into one file of JSON Lines, which `importStore` reads into any other store. */
export async function exportStore(
  request: ExportRequest,
  host: Host,
  caller: Pick<Caller, 'onEvent' | 'signal'> = {},
): Promise<Exported> {
  const { file } = request;
  const { signal, onEvent } = caller;
  if (await isThere(file)) {
    throw new BenchError('USAGE', `${file} is there already.`, { remedy: 'Name another file, or remove that one.' });
  }
  return withStoreAtHand(request, host, async (store) => {
    const written = { runs: 0, lines: 0 };
    const text = async function* (): AsyncGenerator<string> {
      for await (const line of linesOf(store, host, onEvent)) {
        refuseStopped(signal, 'nothing was written', 'Export the store again.');
        written.lines += 1;
        if (line.kind === 'run') written.runs += 1;
        yield `${JSON.stringify(line)}\n`;
      }
      yield `${JSON.stringify({ kind: 'end', lines: written.lines } satisfies StoreLine)}\n`;
    };
    try {
      // Errors come out of the packed stream, too.
      const packed = (): Readable => pipeline(Readable.from(text()), createGzip(), () => {});
      await writeWhole(file, file.endsWith('.gz') ? packed() : text());
    } catch (error) {
      throw error instanceof BenchError ? error : unwritable(file, error);
    }
    return written;
  });
}

async function* linesOf(store: RunStore, host: Host, onEvent: Caller['onEvent']): AsyncGenerator<StoreLine> {
  yield {
    kind: 'store',
    format: STORE_LINES_FORMAT,
    exportedAt: host.clock.now().toISOString(),
    harness: host.version,
  };
  // Oldest first, so that a run comes after the one that it is compared with.
  const entries = (await store.list()).toReversed();
  for (const [index, { id }] of entries.entries()) {
    const run = await store.load(id);
    if (run !== null) yield { kind: 'run', run };
    for (const verdict of await store.verdicts(id)) yield { kind: 'verdict', verdict };
    onEvent?.({ kind: 'storeProgress', done: index + 1, of: entries.length });
  }
  for (const calibration of await store.calibrations({ isHistoryWanted: true }))
    yield { kind: 'calibration', calibration };
  for (const move of await store.baselineMoves()) yield { kind: 'baselineMove', move };
}

function unwritable(file: string, cause: unknown): BenchError {
  const code = systemErrorCode(cause);
  const isFull = code === 'ENOSPC' || code === 'EFBIG' || code === 'EDQUOT';
  const reason = isFull ? 'the disk is full' : cause instanceof Error ? cause.message : String(cause);
  return new BenchError(isFull ? 'DISK_FULL' : 'FILE_UNWRITABLE', `${file} cannot be written: ${reason}.`, {
    remedy: 'Make room, or name another place; the store is as it was.',
    cause,
  });
}
