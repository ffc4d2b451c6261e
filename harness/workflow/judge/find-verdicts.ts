import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import { nullIfAbsent } from '#harness/domain/system-error.ts';
import { parseVerdictRecord, type VerdictRecord } from '#harness/domain/verdict-record.ts';
import { readNamedFile } from '#harness/files/named-file.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { LIST_RUNS, reportCommand } from '#harness/text/commands.ts';
import { findRun, parseJson, RUN_FILE, unfinishedRemedy } from '#harness/workflow/store/find-run.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import { VERDICTS_FILE } from './publish-run.ts';
import { JOURNAL_FILE } from '#harness/store/run-folder.ts';
import type { RunReference } from '#harness/workflow/request.ts';

export type StoredVerdicts = {
  readonly run: Run;
  readonly records: readonly VerdictRecord[];
  /** The file that the verdicts are from; null for the store. */
  readonly file: string | null;
  /** The folder that has verdicts but no run, so that its launches are those of the store; null where there is none. */
  readonly withoutRun: string | null;
};

/**
 * A folder brings its own verdicts, wherever it was copied to, and so does the run file in it; a run's id means what the
 * store has. `inStore` is what commands need to find the same store.
 */
export async function findVerdicts(reference: RunReference, store: RunStore, inStore: string): Promise<StoredVerdicts> {
  const beside = reference.path === undefined ? null : await verdictsAt(reference.path, store);
  if (beside?.verdicts !== undefined) return beside.verdicts;
  const run = await findRun(reference, store);
  const records = await store.verdicts(run.id);
  if (records.length > 0) return { run, records, file: null, withoutRun: null };
  const orBeside = beside === null ? '' : ` or beside ${reference.path}`;
  throw new BenchError('UNKNOWN_RUN', `There are no verdicts on ${run.id} in the store${orBeside}.`, {
    remedy: `Judge the run with: ${reportCommand(shellWord(reference.name), inStore)}`,
  });
}

/** What is at a path: null for nothing. Throws UNKNOWN_RUN for a folder without verdicts. */
async function verdictsAt(path: string, store: RunStore): Promise<{ readonly verdicts?: StoredVerdicts } | null> {
  const found = await stat(path).catch(nullIfAbsent(path));
  if (found === null) return null;
  if (found.isDirectory()) {
    const inFolder = await verdictsIn(path, store);
    if (inFolder === null) throw await noVerdicts(path);
    return { verdicts: inFolder };
  }
  const beside = basename(path) === RUN_FILE ? await verdictsIn(dirname(path), store) : null;
  return beside === null ? {} : { verdicts: beside };
}

/** The verdicts of a folder; null where it has none. */
async function verdictsIn(folder: string, store: RunStore): Promise<StoredVerdicts | null> {
  const file = join(folder, VERDICTS_FILE);
  const text = await readNamedFile(file);
  if (text === null) return null;
  // The folder of a comparison holds no run: it compares two that are in the store.
  const hasRun = await isThere(join(folder, RUN_FILE));
  const judged = hasRun ? shellWord(folder) : 'RUN';
  const json = parseJson(text, file, `Judge the run again with: ${reportCommand(judged)}`);
  const record = parseVerdictRecord(json, file, judged);
  const run = await findRun(hasRun ? { name: folder, path: folder } : { name: record.runId }, store);
  return { run, records: [record], file, withoutRun: hasRun ? null : folder };
}

/** The remedy for a folder without verdicts depends on how far its run came. */
async function noVerdicts(path: string): Promise<BenchError> {
  const message = `There are no verdicts on ${path}.`;
  if (await isThere(join(path, RUN_FILE))) {
    return new BenchError('UNKNOWN_RUN', message, {
      remedy: `Judge the run with: ${reportCommand(shellWord(path))}`,
    });
  }
  if (await isThere(join(path, JOURNAL_FILE))) {
    return new BenchError('UNKNOWN_RUN', message, { remedy: unfinishedRemedy(path) });
  }
  return new BenchError('UNKNOWN_RUN', `There is no run in ${path}.`, {
    remedy: `Name the folder of a run or a comparison, or an id from: ${LIST_RUNS}`,
  });
}
