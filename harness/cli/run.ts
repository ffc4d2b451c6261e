import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { Arm, Plan } from '#harness/domain/plan.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import { measureRun, type MeasureResult } from '#harness/measure/measure-run.ts';
import { makePlan } from '#harness/plan/make-plan.ts';
import { createRandom } from '#harness/stats/random.ts';
import { openJournal } from '#harness/store/journal.ts';
import { type DeviceOptions, driverOf, labOptions } from './choose.ts';
import { RUN_FILE } from './find-run.ts';
import { finish, type PolicyName } from './finish.ts';
import { JOURNAL_FILE, resumeRun, type Start, startRun, type StartOptions } from './start-run.ts';
import { watchRun } from './watch-run.ts';
import { withStore } from './with-store.ts';
import type { Lab, World } from './world.ts';
import { writeOutput } from './write-output.ts';

export type RunOptions = StartOptions &
  DeviceOptions & { readonly resume?: string; readonly policy: PolicyName; readonly store: string };

/** Measures a build, beside a baseline where there is one, then compares, decides and reports. */
export async function runCommand(options: RunOptions, world: World): Promise<ExitCode> {
  return withStore(options.store, world, async (store) => {
    const lab = await world.lab(labOptions(options, world.cwd));
    const start =
      options.resume === undefined
        ? await startRun(options, lab, store, world)
        : await resumeRun(onlyResume(options), lab, store, world);
    const { run, lost } = await measure(start, lab, world);
    // The file first: it needs nothing but room, and a store that is in trouble must not cost it.
    await writeOutput(join(start.folder, RUN_FILE), JSON.stringify(run));
    await store.save(run);
    const exitCode = await finish(
      { run, baselineRun: start.baselineRun, policy: options.policy, folder: start.folder },
      world,
    );
    world.terminal.write(`Run:    ${run.id}\n`);
    for (const { deviceId, error } of lost) {
      world.terminal.writeError(`error: ${deviceId} was lost: ${error.message}\n  ${error.remedy}\n`);
    }
    return lost.length > 0 && exitCode !== 1 ? 4 : exitCode;
  });
}

/** A run that is gone on with keeps what it began with. */
function onlyResume({ resume = '', suite, candidate, baseline, device, blocks, seed, out }: RunOptions): string {
  if ([suite, candidate, baseline, device, blocks, seed, out].every((option) => option === undefined)) return resume;
  throw new BenchError('USAGE', '--resume goes on with a run as it began; it takes no other choice.', {
    remedy: `Leave the other options out: fastvlm-bench run --resume ${resume}`,
  });
}

async function measure(start: Start, lab: Lab, world: World): Promise<MeasureResult> {
  const { header, datasets, done } = start;
  const plan = planOf(header);
  const journal = await openJournal(join(start.folder, JOURNAL_FILE));
  if (!start.isResumed) await journal.begin(header);
  const watch = watchRun(start, plan, world);
  try {
    return await measureRun({
      header,
      plan,
      driverOf: (deviceId) => driverOf(lab, deviceId),
      datasets,
      journal,
      done,
      onProgress: watch.onProgress,
      clock: world.clock,
      random: createRandom(header.seed, 'retry'),
      nonce: () => randomBytes(12).toString('hex'),
      signal: world.signal,
    });
  } catch (error) {
    if (!(error instanceof BenchError) || error.code !== 'INTERRUPTED') throw error;
    throw new BenchError('INTERRUPTED', error.message, {
      remedy: `Go on where it stopped with: fastvlm-bench run --resume ${start.folder}`,
      cause: error,
    });
  } finally {
    await watch.end();
    await journal.close();
  }
}

/** The header holds all that the plan follows from, so a run that is gone on with keeps its plan. */
function planOf({ suite, devices, baseline, seed }: RunHeader): Plan {
  const arms: readonly Arm[] = baseline === null ? ['candidate'] : ['baseline', 'candidate'];
  return makePlan({
    suite,
    deviceIds: devices.map((device) => device.id),
    arms,
    seed,
    chance: (from, deviceId) => {
      const random = createRandom(from, `plan/${deviceId}`);
      return () => random.next();
    },
  });
}
