import { join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { MeasureResult } from '#harness/measure/measure-run.ts';
import { chooseSuite, type DeviceOptions, labOptions } from './choose.ts';
import { BENCH_FOLDER, type Places, storeOption } from './bench-folder.ts';
import { measureNew } from './execute-run.ts';
import { momentName } from './moment.ts';
import { outFolder } from './out-folder.ts';
import { startRun } from './prepare-run.ts';
import { refuseExact } from './refuse-exact.ts';
import type { Lab, World } from '#harness/cli/world.ts';
import { withStoreIfAny } from './with-store.ts';

export type SessionOptions = DeviceOptions &
  Places & {
    readonly build?: string;
    readonly suite?: string;
    readonly device?: readonly string[];
    readonly sessions: number;
    readonly blocks?: number;
    readonly seed?: number;
    readonly out?: string;
  };

export type MeasuredSessions = { readonly runs: readonly Run[]; readonly lost: MeasureResult['lost'] };

/**
 * Measures a build against itself, session after session, every block of each. Each is a run of its own, stored like
 * any other, and each opens the phones anew.
 */
export async function measureSessions(options: SessionOptions, world: World): Promise<MeasuredSessions> {
  const { build, sessions } = options;
  if (build === undefined) {
    throw new BenchError('USAGE', 'No build was named.', {
      remedy: 'Add --build with an app.ipa; fastvlm-bench demo leaves some of the sample app in its folder.',
    });
  }
  await refuseExact(chooseSuite(await world.suites(), options.suite), world);
  const lab = await world.lab(labOptions(options, world.cwd));
  const ownFolder = `${BENCH_FOLDER}/calibrations/${momentName(world.clock.now())}-${options.suite ?? ''}`;
  const folder = await outFolder(options.out, ownFolder, world.cwd);
  const runs: Run[] = [];
  const lost: MeasuredSessions['lost'][number][] = [];
  for (let number = 1; number <= sessions; number += 1) {
    const end = await measureSession(options, build, number, { folder, lab, world }).catch((error: unknown) => {
      throw withSessions(error, [...runs.map((run) => run.id), join(folder, sessionName(number))], options.store);
    });
    runs.push(end.run);
    lost.push(...end.lost);
  }
  return { runs, lost };
}

type Place = { readonly folder: string; readonly lab: Lab; readonly world: World };

async function measureSession(
  options: SessionOptions,
  build: string,
  number: number,
  { folder, lab, world }: Place,
): Promise<MeasureResult> {
  const seed = options.seed === undefined ? {} : { seed: options.seed + number - 1 };
  const out = join(folder, sessionName(number));
  const asked = { ...options, ...seed, candidate: build, earlyStop: false, out };
  const start = await withStoreIfAny(options.store, world, async (store) => startRun(asked, lab, store, world));
  world.terminal.write(`${number === 1 ? '' : '\n'}Session ${number} of ${options.sessions}\n`);
  const header = { ...start.header, baseline: start.header.candidate };
  return measureNew({ ...start, header }, { lab, store: options.store, world }, async (end) => end);
}

function sessionName(number: number): string {
  return `session-${number}`;
}

/**
 * Finished sessions are not lost with the one that went wrong, which comes last. One that was stopped can be finished by
 * a run, which learns nothing from it.
 */
function withSessions(error: unknown, sessions: readonly string[], store: string): unknown {
  if (!(error instanceof BenchError)) return error;
  const isStopped = error.code === 'INTERRUPTED';
  const usable = isStopped ? sessions : sessions.slice(0, -1);
  if (usable.length === 0) return error;
  const how = isStopped ? 'That finishes the session only; then learn from it with' : 'What the finished sessions tell';
  return new BenchError(error.code, error.message, {
    remedy: `${error.remedy}\n  ${how}: fastvlm-bench calibrate --from ${usable.map(shellWord).join(' ')}${storeOption(store)}`,
    cause: error,
  });
}
