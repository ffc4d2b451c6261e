import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { JudgedBy } from '#harness/domain/given-options.ts';
import type { Run } from '#harness/domain/run.ts';
import {
  JUDGING_RULES,
  recordedVerdicts,
  VERDICT_RECORD_VERSION,
  type VerdictRecord,
} from '#harness/domain/verdict-record.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { exceptionsAt, type Waiver } from '#harness/domain/waiver.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { holdFolder } from '#harness/store/run-folder.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { waiversUsed } from '#harness/workflow/given-options.ts';
import type { Host } from '#harness/workflow/host.ts';
import { type Judged, judgeKnown } from './judge-run.ts';
import { calibrationsOf } from './known-sessions.ts';
import { thumbnailsOf } from './thumbnails.ts';
import { trendOf } from './trend-of.ts';
import { writeOutput } from '#harness/workflow/write-output.ts';

/** The verdicts on a run, beside its reports. */
export const VERDICTS_FILE = 'verdicts.json';

export type ToPublish = {
  readonly run: Run;
  readonly baselineRun: Run | null;
  readonly policy: Policy;
  readonly waivers: readonly Waiver[];
  /** The folder the reports go to. */
  readonly folder: string;
  readonly datasetsDir: string;
  /** The command that writes the reports of a measured run again; null where that is the command itself. */
  readonly again: string | null;
  /** What the commands of its reports need to find the same store. */
  readonly storeOption: string;
  readonly judgedBy: JudgedBy;
};

/** What a run was judged to be, and what was written of it. */
export type Published = {
  /** All that reports are made from, the assessment and the decision among it. */
  readonly report: ReportInput;
  /** Absolute paths of the reports. */
  readonly files: readonly string[];
  /** False where the store may not be written to: the verdict is in the folder alone. */
  readonly isVerdictStored: boolean;
};

/** The same into a folder that nobody holds yet. Throws USAGE where a run is being measured in it. */
export async function publishAlone(
  request: Omit<ToPublish, 'again'>,
  store: RunStore,
  host: Host,
  caller: Pick<Caller, 'onEvent'>,
): Promise<Published> {
  const held = holdFolder(request.folder, `the report of ${request.run.id}`, host.clock.now());
  try {
    return await publishRun({ ...request, again: null }, store, host, caller);
  } finally {
    held.release();
  }
}

/** Everything after measuring: assess, decide, keep the verdicts, write the reports. */
export async function publishRun(
  request: ToPublish,
  store: RunStore,
  host: Host,
  { onEvent }: Pick<Caller, 'onEvent'>,
): Promise<Published> {
  const { run, baselineRun, folder, again } = request;
  const judgedAt = host.clock.now().toISOString();
  const exceptions = exceptionsAt(judgedAt, request.waivers);
  const judged = await judgeKnown({ ...request, exceptions }, store);
  const { assessment, decision } = judged;
  onEvent?.({ kind: 'judged', decision });
  const record = recordOf(judged, judgedAt, host);
  await writeOutput(join(folder, VERDICTS_FILE), `${JSON.stringify(record, null, 2)}\n`, again);
  const isVerdictStored = await keepVerdicts(record, store);
  const thumbnails = await thumbnailsOf(assessment, request.datasetsDir, host);
  const calibrations = await calibrationsOf(run, store);
  const trend = await trendOf(run, store);
  const logs = logsBeside(run, folder);
  const { judgedBy: by, waivers } = request;
  const commands = { storeOption: request.storeOption, resume: again, judgedBy: by };
  const used = waiversUsed(by, waivers);
  const report = { run, baselineRun, assessment, decision, calibrations, thumbnails, trend, logs, commands, ...used };
  const reporters = await host.reporters();
  const rendered = (await Promise.all(reporters.map(async (reporter) => reporter.render(report)))).flat();
  await Promise.all(rendered.map(async (file) => writeOutput(join(folder, file.name), file.content, again)));
  const files = rendered.map(({ name }) => join(folder, name));
  onEvent?.({ kind: 'published', files, isVerdictStored });
  return { report, files, isVerdictStored };
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

/** What is kept of a judgement. */
export function recordOf(
  { known, assessment, decision }: Judged,
  judgedAt: string,
  { version }: Pick<Host, 'version'>,
): VerdictRecord {
  const { run, baselineRun, earlierRuns, calibrations, policy, exceptions, seed } = known;
  return {
    schemaVersion: VERDICT_RECORD_VERSION,
    ...recordedVerdicts(assessment, decision),
    runId: run.id,
    judgedAt,
    harness: version,
    rules: JUDGING_RULES,
    policy,
    waivers: exceptions?.waivers ?? [],
    seed,
    // A baseline that was measured again beside the candidate was named by the run, also where it is no longer at hand.
    baselineRunId: run.reference.kind === 'remeasured' ? run.reference.runId : (baselineRun?.id ?? null),
    earlierRunIds: earlierRuns.map((earlier) => earlier.id),
    calibrations,
  };
}
