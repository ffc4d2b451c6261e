import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import {
  JUDGING_RULES,
  recordedVerdicts,
  VERDICT_RECORD_VERSION,
  type VerdictRecord,
} from '#harness/domain/verdict-record.ts';
import type { RunStore } from '#harness/ports.ts';
import { holdFolder } from '#harness/store/run-folder.ts';
import type { LibraryOptions } from '#harness/cli/commands/datasets.ts';
import { type Case, judgeRun, type PolicyName } from './judge-run.ts';
import { calibrationsOf, knownSessions } from './known-sessions.ts';
import { thumbnailsOf } from './thumbnails.ts';
import { writeOutput } from './write-output.ts';
import type { World } from '#harness/cli/world.ts';

/** What was said of a run, beside its reports. */
export const VERDICTS_FILE = 'verdicts.json';

export type Finish = {
  readonly run: Run;
  readonly baselineRun: Run | null;
  readonly policy: PolicyName;
  /** The folder the reports go to. */
  readonly folder: string;
  /** The command that writes the reports of a measured run again; null where that is the command itself. */
  readonly again: string | null;
} & LibraryOptions;

/** The same into a folder that nobody holds yet. Throws USAGE where a run is being measured in it. */
export async function finishAlone(request: Omit<Finish, 'again'>, store: RunStore, world: World): Promise<ExitCode> {
  const held = holdFolder(request.folder, `the report of ${request.run.id}`, world.clock.now());
  try {
    return await finish({ ...request, again: null }, store, world);
  } finally {
    held.release();
  }
}

/** Everything after measuring: assess, decide, keep what was said, write the reports, say it. */
export async function finish(request: Finish, store: RunStore, world: World): Promise<ExitCode> {
  const { run, baselineRun, folder, again } = request;
  const known = await knownSessions(run, baselineRun, store);
  const judged: Case = { run, baselineRun, policy: request.policy, seed: run.seed, ...known };
  const { assessment, decision } = judgeRun(judged);
  const record = recordOf(judged, recordedVerdicts(assessment, decision), world);
  await writeOutput(join(folder, VERDICTS_FILE), `${JSON.stringify(record, null, 2)}\n`, again);
  const isKept = await keepVerdicts(record, store);
  const thumbnails = await thumbnailsOf(assessment, request.datasetsDir, world);
  const calibrations = await calibrationsOf(run, store);
  const logs = logsBeside(run, folder);
  const input = { run, baselineRun, assessment, decision, calibrations, thumbnails, logs };
  const reporters = await world.reporters();
  const files = (await Promise.all(reporters.map(async (reporter) => reporter.render(input)))).flat();
  await Promise.all(files.map(async (file) => writeOutput(join(folder, file.name), file.content, again)));
  world.terminal.write(`\n${await world.summarise(input)}\n`);
  for (const file of files) {
    const path = join(folder, file.name);
    world.terminal.write(file.name.endsWith('.html') ? `Report: ${pathToFileURL(path).href}\n` : `        ${path}\n`);
  }
  if (!isKept) world.terminal.writeError('The verdict was not stored, because you may not write to the store.\n');
  return exitCodeOf(decision);
}

/** A report that is written elsewhere than the run has no logs beside it; then they are named and not linked. */
function logsBeside({ launches }: Run, folder: string): ReadonlySet<string> {
  const named = launches.flatMap(({ outcome }) => (outcome.kind === 'failed' ? (outcome.fault.log ?? []) : []));
  return new Set(named.filter((log) => existsSync(join(folder, log))));
}

/** A report needs no store that can be written to: the verdict is in its folder too. */
async function keepVerdicts(record: VerdictRecord, store: RunStore): Promise<boolean> {
  try {
    await store.saveVerdicts(record);
    return true;
  } catch (error) {
    if (error instanceof BenchError && error.code === 'STORE_READ_ONLY') return false;
    throw error;
  }
}

function recordOf(
  { run, baselineRun, earlierRuns, calibrations, policy, seed }: Case,
  judged: ReturnType<typeof recordedVerdicts>,
  world: World,
): VerdictRecord {
  return {
    schemaVersion: VERDICT_RECORD_VERSION,
    ...judged,
    runId: run.id,
    judgedAt: world.clock.now().toISOString(),
    harness: world.version,
    rules: JUDGING_RULES,
    policy,
    seed,
    // A baseline that was measured again beside the candidate was named by the run, also where it is no longer at hand.
    baselineRunId: run.baseline === null ? (baselineRun?.id ?? null) : run.baselineRunId,
    earlierRunIds: earlierRuns.map((earlier) => earlier.id),
    calibrations,
  };
}

export function exitCodeOf(decision: Decision): ExitCode {
  switch (decision.kind) {
    case 'pass':
      return 0;
    case 'fail':
      return 1;
    case 'inconclusive':
      return decision.reasons.some(({ kind }) => kind === 'incomplete') ? 4 : 3;
  }
}
