import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { stoppingRule } from '#harness/compare/stopping.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Arm, Plan } from '#harness/domain/plan.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import { measureRun, type MeasureResult } from '#harness/measure/measure-run.ts';
import { makePlan } from '#harness/plan/make-plan.ts';
import { createRandom } from '#harness/stats/random.ts';
import { openJournal } from '#harness/store/journal.ts';
import { driverOf } from './choose.ts';
import { JOURNAL_FILE, type Start } from './start-run.ts';
import { watchRun } from './watch-run.ts';
import type { Lab, World } from './world.ts';

/** Measures what a run begins with, its journal in the run's folder. Throws INTERRUPTED with the command that goes on. */
export async function measureStart(start: Start, lab: Lab, world: World): Promise<MeasureResult> {
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
      isSettled: stoppingRule(header),
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
export function planOf({
  suite,
  devices,
  baseline,
  seed,
}: Pick<RunHeader, 'suite' | 'devices' | 'baseline' | 'seed'>): Plan {
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
