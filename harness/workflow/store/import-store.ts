import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { Calibration } from '#harness/domain/calibration.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { unreadable } from '#harness/domain/system-error.ts';
import { openNamedFile } from '#harness/files/named-file.ts';
import { textLines } from '#harness/files/text-lines.ts';
import type { RunStore } from '#harness/ports/store.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { Host } from '#harness/workflow/host.ts';
import type { Places } from '#harness/workflow/request.ts';
import { noExport, parseStoreLine, type StoreLine } from './store-lines.ts';
import { refuseStopped } from '#harness/workflow/stopped.ts';
import { withStore } from './with-store.ts';

export type ImportRequest = Pick<Places, 'home' | 'store'> & {
  /** Absolute path of a file that `exportStore` has written. */
  readonly file: string;
};

export type Imported = {
  readonly added: number;
  /** Runs that were there already. */
  readonly known: number;
  /** Runs that are there with other content, which stays, by id. */
  readonly differing: readonly string[];
  readonly calibrations: number;
  readonly verdicts: number;
  readonly baselines: readonly string[];
  /** Baselines that name another run here, which stays. */
  readonly keptBaselines: readonly string[];
};

/** The largest run that is read. */
const MAX_LINE_CHARACTERS = 256 * 1024 * 1024;

/**
 * Adds all that an exported store holds to another one. What is there stays as it is, so importing twice, or again after an
 * interruption, changes nothing more. Throws RUN_INVALID with the number of the first line that no export has written;
 * the lines before it are imported then.
 */
export async function importStore(
  request: ImportRequest,
  host: Host,
  { onEvent, signal }: Pick<Caller, 'onEvent' | 'signal'> = {},
): Promise<Imported> {
  await refuseMissing(request.file);
  return withStore(request, host, async (store) => {
    const result = new ImportResult(store, await namesOf(store));
    let number = 0;
    let last: StoreLine | null = null;
    for await (const text of linesOf(request.file)) {
      refuseStopped(
        signal,
        `${number} of its lines ${number === 1 ? 'is' : 'are'} imported`,
        'Import the file again: what is stored already stays.',
      );
      number += 1;
      const source = `Line ${number} of ${request.file}`;
      if (last?.kind === 'end') throw noExport(source, 'it comes after the end');
      const line = parseStoreLine(text, source);
      if ((number === 1) !== (line.kind === 'store')) throw noExport(source, 'an export begins with its format, once');
      if (line.kind === 'end' && line.lines !== number - 1) {
        throw noExport(source, `${number - 1} lines came before it, and there were ${line.lines}`);
      }
      await result.take(line);
      last = line;
      onEvent?.({ kind: 'storeProgress', done: number, of: null });
    }
    if (last?.kind !== 'end') throw noExport(request.file, 'its end is missing, so it was cut off');
    return result.result();
  });
}

class ImportResult {
  readonly #store: RunStore;
  /** Names that were there before; they stay where they are. */
  readonly #owned: ReadonlyMap<string, string>;
  readonly #counts = { added: 0, known: 0, calibrations: 0, verdicts: 0 };
  readonly #differing: string[] = [];
  readonly #moved = new Map<string, string | null>();
  readonly #kept = new Set<string>();

  constructor(store: RunStore, owned: ReadonlyMap<string, string>) {
    this.#store = store;
    this.#owned = owned;
  }

  async take(line: StoreLine): Promise<void> {
    switch (line.kind) {
      case 'store':
      case 'end':
        return;
      case 'run': {
        const as = await this.#store.save(line.run);
        if (as === 'differs') this.#differing.push(line.run.id);
        else this.#counts[as === 'known' ? 'known' : 'added'] += 1;
        return;
      }
      case 'verdict':
        // What was said here of the same run stays.
        if ((await this.#store.verdicts(line.verdict.runId)).some((own) => isSameCase(own, line.verdict))) return;
        await this.#store.saveVerdicts(line.verdict);
        this.#counts.verdicts += 1;
        return;
      case 'calibration':
        return this.#calibrate(line.calibration);
      case 'baselineMove':
        return this.#move(line.move);
    }
  }

  /** One that is there stays. */
  async #calibrate(calibration: Calibration): Promise<void> {
    const { deviceId, suiteId } = calibration;
    const known = await this.#store.calibrations({ deviceIds: [deviceId], suiteId, isHistoryWanted: true });
    if (known.some((own) => isSameCalibration(own, calibration))) return;
    await this.#store.saveCalibrations([calibration]);
    this.#counts.calibrations += 1;
  }

  async #move({ name, runId, at, by, why }: Extract<StoreLine, { kind: 'baselineMove' }>['move']): Promise<void> {
    const own = this.#owned.get(name);
    if (own !== undefined) {
      if (own !== runId) this.#kept.add(name);
      else this.#kept.delete(name);
      return;
    }
    if (runId === null) await this.#store.removeBaseline(name, new Date(at), { by, why });
    // The run of an early move may have been removed since.
    else if ((await this.#store.load(runId)) !== null)
      await this.#store.setBaseline(name, runId, new Date(at), { by, why });
    else return;
    this.#moved.set(name, runId);
  }

  result(): Imported {
    const baselines = [...this.#moved].flatMap(([name, runId]) => (runId === null ? [] : [name]));
    return { ...this.#counts, differing: this.#differing, baselines, keptBaselines: [...this.#kept] };
  }
}

type Verdict = Extract<StoreLine, { kind: 'verdict' }>['verdict'];

function isSameCase(one: Verdict, other: Verdict): boolean {
  return one.policy.id === other.policy.id && one.baselineRunId === other.baselineRunId;
}

async function namesOf(store: RunStore): Promise<ReadonlyMap<string, string>> {
  return new Map((await store.baselines()).map(({ name, runId }) => [name, runId]));
}

async function refuseMissing(path: string): Promise<void> {
  const file = await openNamedFile(path);
  if (file !== null) return file.close();
  throw new BenchError('FILE_NOT_FOUND', `There is no file ${path}.`, {
    remedy: 'Write one with: fastvlm-bench store export FILE',
  });
}

const GZIP = [0x1f, 0x8b];

/** Lines as they come, unpacked where the file is compressed. */
async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* textLines(unpacked(path), {
      isMarkKept: false,
      isEmptyEndKept: false,
      mostCharacters: MAX_LINE_CHARACTERS,
      tooLong: () => noExport(path, 'one of its lines is longer than that of any run'),
    });
  } catch (error) {
    if (error instanceof BenchError) throw error;
    if (error instanceof TypeError) throw noExport(path, 'it is no text');
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw noExport(path, 'its compressed content is damaged or was cut off');
    }
    throw unreadable(path, error);
  }
}

async function* unpacked(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  const { buffer } = await file.read({ buffer: new Uint8Array(2), position: 0 });
  await file.close();
  const raw = createReadStream(path);
  const isPacked = GZIP.every((byte, index) => buffer[index] === byte);
  if (!isPacked) return yield* raw;
  const gunzip = createGunzip();
  raw.on('error', (error) => gunzip.destroy(error));
  yield* raw.pipe(gunzip);
}

/** Of the same metric at the same moment, whatever they say. */
function isSameCalibration(one: Calibration, other: Calibration): boolean {
  return one.passId === other.passId && one.metric === other.metric && one.measuredAt === other.measuredAt;
}
