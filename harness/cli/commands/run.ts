import { join, resolve } from 'node:path';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import type { MeasureResult } from '#harness/measure/measure-run.ts';
import type { RunStore } from '#harness/ports.ts';
import { planOf } from '#harness/plan/plan-launches.ts';
import { readJournal } from '#harness/store/journal.ts';
import { holdFolder, JOURNAL_FILE } from '#harness/store/run-folder.ts';
import { placesOf, resumeCommand } from '#harness/workflow/bench-folder.ts';
import { type DeviceOptions, labOptions } from '#harness/workflow/choose.ts';
import { readRunFile, RUN_FILE } from '#harness/workflow/find-run.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import { finish } from '#harness/workflow/publish-run.ts';
import { policyOf } from '#harness/workflow/judge-run.ts';
import { baselineRunOf } from '#harness/workflow/find-baseline.ts';
import { keepRun, measureHeld, measureNew } from '#harness/workflow/execute-run.ts';
import { resumeRun, type Start, startRun, type StartOptions } from '#harness/workflow/prepare-run.ts';
import { withStore, withStoreIfAny } from '#harness/workflow/with-store.ts';
import { installText } from '#harness/cli/text/install-text.ts';
import { plannedCalibrations } from '#harness/workflow/planned-calibrations.ts';
import { meetingOf } from '#harness/workflow/preview-run.ts';
import { shortPlanText } from '#harness/cli/text/short-plan-text.ts';
import type { World } from '#harness/cli/world.ts';

export type RunOptions = StartOptions & DeviceOptions & { readonly resume?: string };

/** Measures a build, beside a baseline where there is one, then compares, decides and reports. */
export async function runCommand(options: RunOptions, world: World): Promise<ExitCode> {
  if (options.resume !== undefined) return resume(onlyResume(options, options.resume, world), options.resume, world);
  const lab = await world.lab(labOptions(options, world.cwd));
  const { start, calibrations } = await withStoreIfAny(options.store, world, async (store) => {
    const begun = await startRun(options, lab, store, world);
    return { start: begun, calibrations: await plannedCalibrations(begun.header, store) };
  });
  const { header, baselineRun } = start;
  world.terminal.write(shortPlanText(header, meetingOf(header), baselineRun));
  world.terminal.write(installText(header, planOf(header), calibrations));
  const place = { lab, store: options.store, world };
  return measureNew(start, place, async (result, store) => judge(result, start, options, store, world));
}

async function resume(options: RunOptions, reference: string, world: World): Promise<ExitCode> {
  const folder = resolve(world.cwd, reference);
  await refuseEmptyFolder(folder);
  const places = placesOf(folder, options, world.cwd);
  const held = holdFolder(folder, 'resuming its run', world.clock.now());
  try {
    const complete = await completeRun(folder);
    if (complete !== null) return await judgeComplete(complete, folder, { ...options, ...places }, world);
    const lab = await world.lab(labOptions(options, world.cwd));
    const start = await withStoreIfAny(places.store, world, async (store) =>
      resumeRun(held, { ...options, ...places }, lab, store, world),
    );
    const place = { lab, store: places.store, world };
    return await measureHeld(start, held, place, async (result, store) =>
      judge(result, start, { ...options, ...places }, store, world),
    );
  } finally {
    held.release();
  }
}

/** Throws FILE_NOT_FOUND before anything is written there. */
async function refuseEmptyFolder(folder: string): Promise<void> {
  for (const file of [JOURNAL_FILE, RUN_FILE]) {
    if (await isThere(join(folder, file))) return;
  }
  await readJournal(folder);
}

/** Null also where the file is torn: the journal then has every launch. */
async function completeRun(folder: string): Promise<Run | null> {
  const hasJournal = await isThere(join(folder, JOURNAL_FILE));
  const run = await readRunFile(folder).catch((error: unknown) => {
    if (!(error instanceof BenchError)) throw error;
    if (error.code === 'RUN_INVALID' && !hasJournal) throw damagedRun(error);
    if (['FILE_NOT_FOUND', 'RUN_INVALID'].includes(error.code)) return null;
    throw error;
  });
  return run?.isComplete === true ? run : null;
}

/** A complete run keeps no journal, but the store has it too. */
function damagedRun(cause: BenchError): BenchError {
  return new BenchError('RUN_INVALID', `${cause.message.replace(/\.$/, '')}, and there is no journal beside it.`, {
    remedy:
      'If `fastvlm-bench runs` lists the run, report it again with: fastvlm-bench report RUN; else measure again.',
    cause,
  });
}

async function judgeComplete(run: Run, folder: string, options: RunOptions, world: World): Promise<ExitCode> {
  const { datasetsDir } = options;
  return withStore(options.store, world, async (store) => {
    const why = run.stoppedEarly === undefined ? 'is complete already' : 'ended early, because its gate fails';
    world.terminal.write(`${run.id} ${why}: nothing was measured.\n`);
    await keepRun(run, folder, store);
    const baselineRun = await baselineRunOf(run, store);
    const policy = policyOf(run, options.policy);
    const again = resumeCommand(folder, options, world.cwd);
    return finish({ run, baselineRun, policy, folder, datasetsDir, again }, store, world);
  });
}

async function judge(
  { run, lost }: MeasureResult,
  { folder, baselineRun, resume: again }: Start,
  { policy, datasetsDir }: Pick<RunOptions, 'policy' | 'datasetsDir'>,
  store: RunStore,
  world: World,
): Promise<ExitCode> {
  const request = { run, baselineRun, policy: policyOf(run, policy), folder, datasetsDir, again };
  const exitCode = await finish(request, store, world);
  world.terminal.write(`Run:    ${run.id}\n`);
  for (const { deviceId, error } of lost) {
    world.terminal.writeError(`error: ${deviceId} was not measured to the end: ${error.message}\n  ${error.remedy}\n`);
  }
  return exitCode;
}

/** A resumed run keeps what it began with; only where its builds lie may have changed. */
function onlyResume(options: RunOptions, reference: string, world: World): RunOptions {
  const { suite, device, blocks, dataset, prompt, seed, out, stopOnRegression, earlyStop = true } = options;
  const others = [suite, device, blocks, dataset, prompt, seed, out, stopOnRegression];
  if (earlyStop && others.every((option) => option === undefined)) return options;
  throw new BenchError('USAGE', '--resume continues a run as it began; it takes no other choice.', {
    remedy: `Leave the other options out: ${resumeCommand(resolve(world.cwd, reference), options, world.cwd)}`,
  });
}
