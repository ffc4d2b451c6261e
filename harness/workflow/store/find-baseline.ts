import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Build } from '#harness/domain/build.ts';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import { nullIfAbsent } from '#harness/domain/system-error.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { setBaselineCommand } from '#harness/text/commands.ts';
import { readRunFile, RUN_FILE } from './find-run.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import type { BaselineReference } from '#harness/workflow/request.ts';
import { baselineRunId } from '#harness/domain/reference.ts';
import { localArtefacts } from '#harness/store/local-artefacts.ts';
import { JOURNAL_FILE } from '#harness/store/run-folder.ts';

/** What a candidate is compared with: a build to measure beside it, launches stored earlier, or both. */
export type Baseline = {
  /** The build to measure again, interleaved with the candidate; null when its artefact is not at hand. */
  readonly build: Build | null;
  /** The build's file; null where there is none. */
  readonly path: string | null;
  readonly run: Run | null;
};

/**
 * A run is a baseline's name before it is a path: a folder that is called like a baseline is meant by `./NAME`. A folder
 * without a run is a package, which some platforms have.
 */
export async function findBaseline(
  reference: BaselineReference,
  store: RunStore,
  inspect: (path: string) => Promise<Build>,
): Promise<Baseline> {
  if (reference.kind === 'build') {
    return { build: await inspect(reference.path), path: reference.path, run: null };
  }
  const { name, path: runPath } = reference;
  const entry = await store.baseline(name);
  const named = entry === null ? null : await store.load(entry.runId);
  if (named === null && runPath !== undefined && (await isPackage(runPath))) {
    return { build: await inspect(runPath), path: runPath, run: null };
  }
  const run = named ?? (runPath === undefined ? null : await readRunFile(runPath));
  if (run === null) throw await unknownBaseline(name, store);
  const path = await localArtefacts(run.artefacts, inspect).find(run.candidate);
  return { build: path === null ? null : run.candidate, path, run };
}

/** A folder that is not that of a run may be a package: what is wrong with it, whoever reads it knows best. */
async function isPackage(path: string): Promise<boolean> {
  const found = await stat(path).catch(nullIfAbsent(path));
  if (found?.isDirectory() !== true) return false;
  const ofRun = await Promise.all([RUN_FILE, JOURNAL_FILE].map(async (file) => isThere(join(path, file))));
  return !ofRun.includes(true);
}

export function isBaselineName(text: string): boolean {
  return /^[\w.-]{1,64}$/.test(text);
}

/**
 * The stored run that a run was compared with; null when there was none. Throws UNKNOWN_RUN when the comparison needs it
 * and it is gone: without it nothing would be compared, and the run would pass.
 */
export async function baselineRunOf(
  header: RunHeader,
  store: RunStore,
  remedy = 'Name the store that holds it with --store.',
): Promise<Run | null> {
  const runId = baselineRunId(header);
  if (runId === null) return null;
  const run = await store.load(runId);
  if (run !== null || header.reference.kind === 'remeasured') return run;
  throw new BenchError('UNKNOWN_RUN', `The baseline of ${header.id}, ${runId}, is not in this store.`, {
    remedy,
  });
}

async function unknownBaseline(name: string, store: RunStore): Promise<BenchError> {
  // What was asked for may be a path to nothing, which cannot name a baseline.
  const wanted = isBaselineName(name) ? name : 'NAME';
  const names = (await store.baselines()).map((known) => known.name);
  return new BenchError('UNKNOWN_BASELINE', `There is no baseline "${name}".`, {
    remedy:
      names.length === 0
        ? `None is stored yet: measure a build, then ${setBaselineCommand(wanted, 'RUN', '')}; or pass an app.ipa.`
        : `${choicesText(name, names)}; or pass a run file or an app.ipa.`,
  });
}
