import { randomBytes } from 'node:crypto';
import { stoppingRule } from '#harness/compare/stopping.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Journal } from '#harness/ports.ts';
import { measureRun, type MeasureResult } from '#harness/measure/measure-run.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import { failureRule } from '#harness/stop/failure-rule.ts';
import { policyOf } from './judge-run.ts';
import { createRandom } from '#harness/stats/random.ts';
import { beginJournal, continueJournal } from '#harness/store/journal.ts';
import { keptLogs } from '#harness/store/kept-logs.ts';
import type { HeldFolder } from '#harness/store/run-folder.ts';
import { driverOf } from './choose.ts';
import { planOf } from '#harness/plan/plan-launches.ts';
import type { Start } from './prepare-run.ts';
import { watchRun } from '#harness/cli/text/run-progress.ts';
import type { Lab, World } from '#harness/cli/world.ts';

type Lost = MeasureResult['lost'][number];

/**
 * Measures what a run begins with, its journal in the run's folder. Throws INTERRUPTED with the command that resumes it.
 */
export async function measureStart(start: Start, held: HeldFolder, lab: Lab, world: World): Promise<MeasureResult> {
  const journal = await (start.resumedAt === null ? beginJournal(held, start.header) : continueJournal(held));
  try {
    return await measureWith(journal, start, lab, world);
  } finally {
    await journal.close();
  }
}

async function measureWith(journal: Journal, start: Start, lab: Lab, world: World): Promise<MeasureResult> {
  const { header, datasets, done, resumedAt } = start;
  const plan = planOf(header);
  // Requested first, so that a signal from here on waits for the clean-up.
  const { signal } = world;
  const watch = watchRun(start, plan, world);
  const sayWhatIsLeft = (): void =>
    world.terminal.writeError(
      'Finishing the journal and closing the phone sessions. Press Ctrl-C again to end at once.\n',
    );
  signal.addEventListener('abort', sayWhatIsLeft, { once: true });
  try {
    const end = await measureRun({
      header,
      plan,
      driverOf: (deviceId) => driverOf(lab, deviceId, start.resume),
      datasets,
      journal,
      logs: keptLogs(start.folder),
      done,
      isSettled: stoppingRule(header),
      whyItFails: header.stopOnRegression === true ? failureRule(header, POLICIES[policyOf(header, undefined)]) : null,
      onProgress: watch.onProgress,
      clock: world.clock,
      random: createRandom(header.seed, 'retry'),
      nonce: () => randomBytes(12).toString('hex'),
      signal,
    });
    const run = resumedAt === null ? end.run : { ...end.run, resumedAt };
    // A run that has ended early has nothing left to measure.
    return run.isComplete ? { ...end, run } : { run, lost: end.lost.map((each) => continued(each, start)) };
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    if (error.code === 'INTERRUPTED') throw withRemedy(error, `Resume it with: ${start.resume}`);
    if (error.code === 'DISK_FULL') throw withRemedy(error, `${error.remedy}\n  Then continue with: ${start.resume}`);
    throw error;
  } finally {
    signal.removeEventListener('abort', sayWhatIsLeft);
    await watch.end();
  }
}

/** Adds the command that continues the run to the remedy of a lost phone. */
function continued({ deviceId, error }: Lost, { resume }: Start): Lost {
  return { deviceId, error: withRemedy(error, `${error.remedy}\n  Then continue with: ${resume}`) };
}

function withRemedy(error: BenchError, remedy: string): BenchError {
  return new BenchError(error.code, error.message, { remedy, cause: error, evidence: error.evidence });
}
