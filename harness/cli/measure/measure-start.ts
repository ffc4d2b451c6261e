import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { stoppingRule } from '#harness/compare/stopping.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { measureRun, type MeasureResult } from '#harness/measure/measure-run.ts';
import { createRandom } from '#harness/stats/random.ts';
import { openJournal } from '#harness/store/journal.ts';
import { driverOf } from '#harness/cli/choose.ts';
import { planOf } from './plan-launches.ts';
import { JOURNAL_FILE, type Start } from './start-run.ts';
import { watchRun } from './watch-run.ts';
import type { Lab, World } from '#harness/cli/world.ts';

/**
 * Measures what a run begins with, its journal in the run's folder. Throws INTERRUPTED with the command that goes on.
 */
export async function measureStart(start: Start, lab: Lab, world: World): Promise<MeasureResult> {
  const { header, datasets, done, resumedAt } = start;
  const plan = planOf(header);
  const journal = await openJournal(join(start.folder, JOURNAL_FILE));
  if (resumedAt === null) await journal.begin(header);
  const watch = watchRun(start, plan, world);
  const sayWhatIsLeft = (): void =>
    world.terminal.writeError('Finishing the journal and letting go of the phones; once more Ctrl-C does not wait.\n');
  world.signal.addEventListener('abort', sayWhatIsLeft, { once: true });
  try {
    const end = await measureRun({
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
    return resumedAt === null ? end : { ...end, run: { ...end.run, resumedAt } };
  } catch (error) {
    if (!(error instanceof BenchError) || error.code !== 'INTERRUPTED') throw error;
    throw new BenchError('INTERRUPTED', error.message, {
      remedy: `Go on where it stopped with: ${start.resume}`,
      cause: error,
    });
  } finally {
    world.signal.removeEventListener('abort', sayWhatIsLeft);
    await watch.end();
    await journal.close();
  }
}
