import { join } from 'node:path';
import type { Policy } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { refuseOtherLaunches, type Run, type RunHeader, secondHeader } from '#harness/domain/run.ts';
import { restBetweenSessionsMs, type SecondSessionScope } from '#harness/domain/second-session.ts';
import { askedOf, sessionOf } from '#harness/domain/session-of.ts';
import { exceptionsAt, type Waiver } from '#harness/domain/waiver.ts';
import { secondSessionScope } from '#harness/gate/confirm.ts';
import { remainingMs } from '#harness/measure/progress.ts';
import type { MeasureResult } from '#harness/measure/measured-run.ts';
import { planOf } from '#harness/plan/plan-launches.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { createRandom } from '#harness/stats/random.ts';
import { momentText } from '#harness/text/moments.ts';
import { readJournal, removeJournal } from '#harness/store/journal.ts';
import { type HeldFolder, holdSecondFolder, JOURNAL_FILE, SECOND_FOLDER } from '#harness/store/run-folder.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { environmentsOf, withRest } from './environments.ts';
import { RUN_FILE } from '#harness/workflow/store/find-run.ts';
import type { Host } from '#harness/workflow/host.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import { judgeKnown } from '#harness/workflow/judge/judge-run.ts';
import { measurePrepared } from './measure-prepared.ts';
import type { PreparedRun } from './prepare-run.ts';
import { writeOutput } from '#harness/workflow/write-output.ts';

/** A clock that was set back by less is waited for. */
const LONGEST_WAIT_FOR_CLOCK_MS = 20 * 60_000;

/** By what a run is judged. */
type Basis = { readonly baselineRun: Run | null; readonly policy: Policy; readonly waivers: readonly Waiver[] };

/** What a second session of a run has to measure; null where its policy asks for none, or nothing is open that it could decide. */
export async function openQuestions(
  run: Run,
  { baselineRun, policy, waivers }: Basis,
  store: RunStore,
  host: Pick<Host, 'clock'>,
): Promise<SecondSessionScope | null> {
  // One that was measured to its end is never measured again, whatever it gave.
  if (policy.confirm !== 'secondSession' || !run.isComplete || run.secondSession?.isComplete === true) return null;
  const exceptions = exceptionsAt(host.clock.now().toISOString(), waivers);
  const { assessment, decision } = await judgeKnown({ run, baselineRun, policy, exceptions }, store);
  return secondSessionScope(decision, assessment);
}

/**
 * A measured run with its second session, where its policy asks for one and the gate fails without. The phones of the first session
 * were released; they are left alone, opened anew, and both builds are installed anew. Throws INTERRUPTED with the command that
 * continues it.
 */
export async function withSecondSession(
  first: MeasureResult,
  prepared: PreparedRun,
  store: RunStore,
  host: Host,
  caller: Caller,
): Promise<MeasureResult> {
  const { run } = first;
  const scope = await openQuestions(run, prepared, store, host);
  if (scope === null) return first;
  // From here on nothing of the first session is measured again, whatever becomes of the second.
  await writeOutput(join(prepared.folder, RUN_FILE), JSON.stringify(run), prepared.resume);
  const held = holdSecondFolder(prepared.folder, run.id, host.clock.now());
  try {
    const second = await prepareSecondSession(run, scope, prepared, held, host, caller);
    const measured = await measurePrepared(second, held, host, caller);
    const both = { ...run, secondSession: sessionOf(measured.run) };
    // The journal stays until its launches are kept elsewhere.
    await writeOutput(join(prepared.folder, RUN_FILE), JSON.stringify(both), prepared.resume);
    if (measured.run.isComplete) await removeJournal(held);
    return { run: both, lost: [...first.lost, ...measured.lost] };
  } finally {
    held.release();
  }
}

/** Whether a second session of a run was begun and is not complete. */
export async function isSecondSessionOpen({ secondSession }: Run, runFolder: string): Promise<boolean> {
  return secondSession?.isComplete !== true && isThere(join(runFolder, SECOND_FOLDER, JOURNAL_FILE));
}

/** Removes what a killed process has left of a second session that the run has as a whole; one that is not complete stays. */
export async function tidySecondSession(
  { id, secondSession }: Run,
  runFolder: string,
  { clock }: Pick<Host, 'clock'>,
): Promise<void> {
  if (!(await isThere(join(runFolder, SECOND_FOLDER)))) return;
  const held = holdSecondFolder(runFolder, id, clock.now());
  try {
    if (secondSession?.isComplete === true) await removeJournal(held);
  } finally {
    held.release();
  }
}

/** A second session as it begins, after its rest, or as it resumes after an interruption. */
async function prepareSecondSession(
  run: Run,
  { deviceIds, asked }: SecondSessionScope,
  prepared: PreparedRun,
  { folder }: HeldFolder,
  host: Host,
  caller: Caller,
): Promise<PreparedRun> {
  const { lab } = prepared;
  const { artefacts } = prepared.header;
  const at = artefacts === undefined ? {} : { artefacts };
  const devices = run.devices.filter(({ id }) => deviceIds.includes(id));
  if (await isThere(join(folder, JOURNAL_FILE))) {
    const content = await readJournal(folder);
    const header = headerBegun(run, content.header, folder, prepared.resume);
    const { launches } = content;
    refuseOtherLaunches(header, launches, join(folder, JOURNAL_FILE));
    const begun = { devices: header.devices, asked: askedOf(header.suite), restMs: 0, mostMs: null };
    caller.onEvent?.({ kind: 'secondSession', run, ...begun });
    const environments = withRest(header.environments, environmentsOf(header.devices, lab, host));
    const resumedAt = host.clock.now().toISOString();
    return { ...prepared, header: { ...header, ...at, environments }, folder, done: launches, resumedAt };
  }
  const now = host.clock.now();
  const sinceMs = now.getTime() - Date.parse(run.endedAt);
  if (sinceMs < -LONGEST_WAIT_FOR_CLOCK_MS) throw clockBehind(run, now, prepared.resume);
  // By the clock too it comes after the first one, where that was set back.
  const restMs = Math.max(0, restBetweenSessionsMs(devices) - sinceMs);
  const headerAt = (startedAt: Date): RunHeader =>
    secondHeader(run, {
      startedAt: startedAt.toISOString(),
      seed: Math.floor(createRandom(run.seed, 'second session').next() * 2 ** 31),
      deviceIds,
      asked,
      environments: environmentsOf(devices, lab, host),
    });
  const measuringMs = mostMeasuringMs(headerAt(now), run);
  const mostMs = measuringMs === null ? null : restMs + measuringMs;
  caller.onEvent?.({ kind: 'secondSession', run, devices, asked, restMs, mostMs });
  await rest(restMs, prepared.resume, host, caller);
  return { ...prepared, header: { ...headerAt(host.clock.now()), ...at }, folder, done: [], resumedAt: null };
}

/** The time of the phone that takes longest if no look ends it, by the launches of the first session; null where one has none. */
function mostMeasuringMs(header: RunHeader, { launches }: Run): number | null {
  const times = planOf(header).devices.map(({ deviceId, slots }) =>
    remainingMs(
      slots,
      launches.filter((launch) => launch.deviceId === deviceId),
    ),
  );
  const known = times.filter((time) => time !== null);
  return known.length < times.length ? null : Math.max(0, ...known);
}

/**
 * What the journal of a second session begins with; builds, suite and questions are those of its run. Throws USAGE for the journal
 * of another run.
 */
function headerBegun(
  run: Run,
  { id, startedAt, seed, devices, suite, environments }: RunHeader,
  folder: string,
  resume: string,
): RunHeader {
  if (id !== run.id) {
    throw new BenchError('USAGE', `${folder} has the second session of run ${id}, and this is run ${run.id}.`, {
      remedy: `Move that folder away, then continue with: ${resume}`,
    });
  }
  return secondHeader(run, {
    startedAt,
    seed,
    deviceIds: devices.map((device) => device.id),
    asked: askedOf(suite),
    environments,
  });
}

function clockBehind({ endedAt }: Run, now: Date, resume: string): BenchError {
  const clock = `The clock of this machine says ${momentText(now.toISOString())}`;
  return new BenchError('USAGE', `${clock}, and the first session ended at ${momentText(endedAt)}.`, {
    remedy: `Set the clock, then measure the second session with: ${resume}`,
  });
}

async function rest(restMs: number, resume: string, { clock }: Pick<Host, 'clock'>, { signal }: Caller): Promise<void> {
  await clock.sleep(restMs, signal).catch((cause: unknown) => {
    if (signal?.aborted !== true) throw cause;
    throw new BenchError('INTERRUPTED', 'Stopped before the second session; the first one is complete.', {
      remedy: `Measure the second one with: ${resume}`,
      cause,
    });
  });
}
