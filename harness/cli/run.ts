import { join } from 'node:path';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { type DeviceOptions, labOptions } from './choose.ts';
import { RUN_FILE } from './find-run.ts';
import { finish } from '#harness/cli/judge/finish.ts';
import type { PolicyName } from '#harness/cli/judge/judge.ts';
import { measureStart } from '#harness/cli/measure/measure-start.ts';
import { resumeRun, startRun, type StartOptions } from '#harness/cli/measure/start-run.ts';
import { withStore } from './with-store.ts';
import type { World } from './world.ts';
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
    const { run, lost } = await measureStart(start, lab, world);
    // The file first: it needs nothing but room, and a store that is in trouble must not cost it.
    await writeOutput(join(start.folder, RUN_FILE), JSON.stringify(run));
    await store.save(run);
    const exitCode = await finish(
      {
        run,
        baselineRun: start.baselineRun,
        policy: options.policy,
        folder: start.folder,
        datasetsDir: options.datasetsDir,
      },
      store,
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
function onlyResume({
  resume = '',
  earlyStop = true,
  datasetsDir,
  ...options
}: RunOptions): Parameters<typeof resumeRun>[0] {
  const { suite, candidate, baseline, device, blocks, dataset, prompt, seed, out } = options;
  const others = [suite, candidate, baseline, device, blocks, dataset, prompt, seed, out];
  if (earlyStop && others.every((option) => option === undefined)) return { resume, datasetsDir };
  throw new BenchError('USAGE', '--resume goes on with a run as it began; it takes no other choice.', {
    remedy: `Leave the other options out: fastvlm-bench run --resume ${resume}`,
  });
}
