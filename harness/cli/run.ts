import { join, resolve } from 'node:path';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import type { RunStore } from '#harness/ports.ts';
import { placesOf } from './bench-folder.ts';
import { type DeviceOptions, labOptions } from './choose.ts';
import { readRunFile, RUN_FILE } from './find-run.ts';
import { finish } from '#harness/cli/judge/finish.ts';
import { policyOf } from '#harness/cli/judge/judge.ts';
import { baselineRunOf } from '#harness/cli/measure/find-baseline.ts';
import { measureStart } from '#harness/cli/measure/measure-start.ts';
import { resumeRun, type Start, startRun, type StartOptions } from '#harness/cli/measure/start-run.ts';
import { withStore } from './with-store.ts';
import type { Lab, World } from './world.ts';
import { writeOutput } from './write-output.ts';

export type RunOptions = StartOptions & DeviceOptions & { readonly resume?: string };

/** Measures a build, beside a baseline where there is one, then compares, decides and reports. */
export async function runCommand(options: RunOptions, world: World): Promise<ExitCode> {
  if (options.resume !== undefined) return goOn(onlyResume(options, options.resume), options.resume, world);
  return withStore(options.store, world, async (store) => {
    const lab = await world.lab(labOptions(options, world.cwd));
    return measureAndJudge(await startRun(options, lab, store, world), lab, options, store, world);
  });
}

async function goOn(options: RunOptions, reference: string, world: World): Promise<ExitCode> {
  const folder = resolve(world.cwd, reference);
  const places = placesOf(folder, options, world.cwd);
  return withStore(places.store, world, async (store) => {
    const complete = await completeRun(folder);
    if (complete !== null) {
      world.terminal.write(`${complete.id} is complete already: nothing was measured.\n`);
      await store.save(complete);
      const baselineRun = await baselineRunOf(complete, store);
      return finish(
        { ...places, run: complete, baselineRun, policy: policyOf(complete, options.policy), folder },
        store,
        world,
      );
    }
    const lab = await world.lab(labOptions(options, world.cwd));
    const start = await resumeRun(folder, places, lab, store, world);
    return measureAndJudge(start, lab, { ...options, ...places }, store, world);
  });
}

/** Null also where the file is torn, as a process leaves it that was killed as it wrote: the journal has it all. */
async function completeRun(folder: string): Promise<Run | null> {
  const run = await readRunFile(folder).catch((error: unknown) => {
    if (error instanceof BenchError) return null;
    throw error;
  });
  return run?.isComplete === true ? run : null;
}

async function measureAndJudge(
  start: Start,
  lab: Lab,
  { policy, datasetsDir }: Pick<RunOptions, 'policy' | 'datasetsDir'>,
  store: RunStore,
  world: World,
): Promise<ExitCode> {
  const { folder, baselineRun } = start;
  // A baseline that came as a file is kept, so that the run can be gone on with and reported again by itself.
  if (baselineRun !== null) await store.save(baselineRun);
  const { run, lost } = await measureStart(start, lab, world);
  // The file first: it needs nothing but room, and a store that is in trouble must not cost it.
  await writeOutput(join(folder, RUN_FILE), JSON.stringify(run));
  await store.save(run);
  const exitCode = await finish({ run, baselineRun, policy: policyOf(run, policy), folder, datasetsDir }, store, world);
  world.terminal.write(`Run:    ${run.id}\n`);
  for (const { deviceId, error } of lost) {
    world.terminal.writeError(`error: ${deviceId} was lost: ${error.message}\n  ${error.remedy}\n`);
  }
  return lost.length > 0 && exitCode !== 1 ? 4 : exitCode;
}

/** A run that is gone on with keeps what it began with. */
function onlyResume(options: RunOptions, folder: string): RunOptions {
  const { suite, candidate, baseline, device, blocks, dataset, prompt, seed, out, earlyStop = true } = options;
  const others = [suite, candidate, baseline, device, blocks, dataset, prompt, seed, out];
  if (earlyStop && others.every((option) => option === undefined)) return options;
  throw new BenchError('USAGE', '--resume goes on with a run as it began; it takes no other choice.', {
    remedy: `Leave the other options out: fastvlm-bench run --resume ${folder}`,
  });
}
