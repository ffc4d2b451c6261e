import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import { nullIfAbsent } from '#harness/domain/system-error.ts';
import { parseVerdictRecord, type VerdictRecord } from '#harness/domain/verdict-record.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { RunStore } from '#harness/ports.ts';
import { storeOption } from './bench-folder.ts';
import { findRun, parseJson, RUN_FILE, unfinishedRemedy } from './find-run.ts';
import { isThere } from './is-there.ts';
import { VERDICTS_FILE } from './publish-run.ts';
import { JOURNAL_FILE } from '#harness/store/run-folder.ts';

export type StoredVerdicts = {
  readonly run: Run;
  readonly records: readonly VerdictRecord[];
  /** Where the verdicts are from. */
  readonly source: string;
  /** What is to be said of where the launches are from; empty where they lie beside the verdicts. */
  readonly note: string;
};

/**
 * A folder brings its own verdicts, wherever it was copied to, and so does the run file in it; a run's id means what the
 * store has.
 */
export async function findVerdicts(
  reference: string,
  store: RunStore,
  storeFile: string,
  cwd: string,
): Promise<StoredVerdicts> {
  const path = resolve(cwd, reference);
  const found = await stat(path).catch(nullIfAbsent(path));
  if (found?.isDirectory() === true) {
    const inFolder = await verdictsIn(path, store, cwd);
    if (inFolder === null) throw await noVerdicts(path);
    return inFolder;
  }
  const beside = found !== null && basename(path) === RUN_FILE ? await verdictsIn(dirname(path), store, cwd) : null;
  if (beside !== null) return beside;
  const run = await findRun(reference, store, cwd);
  const records = await store.verdicts(run.id);
  if (records.length > 0) return { run, records, source: 'The store', note: '' };
  const orBeside = found === null ? '' : ` or beside ${path}`;
  throw new BenchError('UNKNOWN_RUN', `There are no verdicts on ${run.id} in the store${orBeside}.`, {
    remedy: `Judge the run with: fastvlm-bench report ${shellWord(reference)}${storeOption(storeFile)}`,
  });
}

/** The verdicts of a folder; null where it has none. */
async function verdictsIn(folder: string, store: RunStore, cwd: string): Promise<StoredVerdicts | null> {
  const file = join(folder, VERDICTS_FILE);
  const text = await readFile(file, 'utf8').catch(nullIfAbsent(file));
  if (text === null) return null;
  // The folder of a comparison holds no run: it compares two that are in the store.
  const hasRun = await isThere(join(folder, RUN_FILE));
  const judged = hasRun ? shellWord(folder) : 'RUN';
  const json = parseJson(text, file, `Judge the run again with: fastvlm-bench report ${judged}`);
  const record = parseVerdictRecord(json, file, judged);
  const run = await findRun(hasRun ? folder : record.runId, store, cwd);
  const note = hasRun ? '' : `No ${RUN_FILE} in ${folder}: launches are those of the store.\n`;
  return { run, records: [record], source: file, note };
}

/** The remedy for a folder without verdicts depends on how far its run came. */
async function noVerdicts(path: string): Promise<BenchError> {
  const message = `There are no verdicts on ${path}.`;
  if (await isThere(join(path, RUN_FILE))) {
    return new BenchError('UNKNOWN_RUN', message, {
      remedy: `Judge the run with: fastvlm-bench report ${shellWord(path)}`,
    });
  }
  if (await isThere(join(path, JOURNAL_FILE))) {
    return new BenchError('UNKNOWN_RUN', message, { remedy: unfinishedRemedy(path) });
  }
  return new BenchError('UNKNOWN_RUN', `There is no run in ${path}.`, {
    remedy: 'Name the folder of a run or a comparison, or an id from: fastvlm-bench runs',
  });
}

/** Why verdicts are not those on the run, as a sentence; null where they are. */
export function mismatchOf(record: VerdictRecord, run: Run, source: string): string | null {
  if (record.runId !== run.id) {
    return `${source} holds the verdicts on ${record.runId}; the run there is ${run.id}.`;
  }
  if (record.design === 'stored' || record.baselineRunId === run.baselineRunId) return null;
  const own = run.baselineRunId === null ? 'which has none that was stored' : `whose own is ${run.baselineRunId}`;
  return `${source} names ${record.baselineRunId ?? 'none'} as the baseline of ${run.id}, ${own}.`;
}
