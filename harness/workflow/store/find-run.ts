import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { nullIfAbsent } from '#harness/domain/system-error.ts';
import { MOST_RUN_BYTES, readNamedFile } from '#harness/files/named-file.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { JOURNAL_FILE } from '#harness/store/run-folder.ts';
import { LIST_RUNS, unfinishedCommand } from '#harness/text/commands.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import type { RunReference } from '#harness/workflow/request.ts';

export const RUN_FILE = 'run.json';

/**
 * A stored run by its folder, its run file, its id or the name of a baseline, in this order. Throws UNKNOWN_RUN, RUN_INVALID
 * or SCHEMA_TOO_NEW.
 */
export async function findRun({ name, path }: RunReference, store: RunStore): Promise<Run> {
  const fromFile = path === undefined ? null : await readRunFile(path);
  const run = fromFile ?? (await store.load(name)) ?? (await runOfBaseline(name, store));
  if (run !== null) return run;
  throw new BenchError('UNKNOWN_RUN', `There is no run or baseline "${name}".`, {
    remedy: await waysOut(name, store),
  });
}

async function runOfBaseline(name: string, store: RunStore): Promise<Run | null> {
  const entry = await store.baseline(name);
  return entry === null ? null : store.load(entry.runId);
}

async function waysOut(name: string, store: RunStore): Promise<string> {
  const recent = (await store.list()).slice(0, 3).map((entry) => entry.id);
  if (recent.length === 0) return 'Nothing is stored yet: measure first with fastvlm-bench run.';
  const names = (await store.baselines()).map(({ name }) => name);
  return `${choicesText(name, [...names, ...recent])}; list all with: ${LIST_RUNS}`;
}

/** The remedy for a folder whose run has a journal, but no file yet. */
export function unfinishedRemedy(folder: string): string {
  return `Its run is not finished; resume it with: ${unfinishedCommand(folder)}`;
}

/** The run in a file or in a run's folder; null when there is nothing at the path. */
export async function readRunFile(path: string): Promise<Run | null> {
  const found = await stat(path).catch(nullIfAbsent(path));
  if (found === null) return null;
  const file = found.isDirectory() ? join(path, RUN_FILE) : path;
  const text = await readNamedFile(file, MOST_RUN_BYTES);
  if (text !== null) return parseRun(parseJson(text, file), file);
  const isUnfinished = await isThere(join(path, JOURNAL_FILE));
  throw new BenchError('FILE_NOT_FOUND', `${path} holds no ${RUN_FILE}.`, {
    remedy: isUnfinished ? unfinishedRemedy(path) : 'Pass the folder of a finished run.',
  });
}

/** Throws RUN_INVALID for what is no JSON. */
export function parseJson(
  text: string,
  file: string,
  remedy = 'Pass the run.json that `fastvlm-bench run` wrote.',
): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BenchError('RUN_INVALID', `${file} is not JSON.`, { remedy, cause });
  }
}
