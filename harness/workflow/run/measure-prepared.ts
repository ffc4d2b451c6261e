import { randomBytes } from 'node:crypto';
import { stoppingRule } from '#harness/compare/stopping.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { exceptionsAt } from '#harness/domain/waiver.ts';
import type { Journal } from '#harness/ports/store.ts';
import { measureRun } from '#harness/measure/measure-run.ts';
import type { MeasureResult } from '#harness/measure/measured-run.ts';
import { under } from '#harness/gate/suite-under.ts';
import { failureRule } from '#harness/stop/failure-rule.ts';
import { createRandom } from '#harness/stats/random.ts';
import { beginJournal, continueJournal } from '#harness/store/journal.ts';
import { keptLogs } from '#harness/store/kept-logs.ts';
import type { HeldFolder } from '#harness/store/run-folder.ts';
import { driverOf } from '#harness/workflow/choose.ts';
import { planOf } from '#harness/plan/plan-launches.ts';
import { localArtefacts } from '#harness/store/local-artefacts.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { Host } from '#harness/workflow/host.ts';
import type { PreparedRun } from './prepare-run.ts';
import { storeName } from '#harness/workflow/store/store-of-run.ts';

type Lost = MeasureResult['lost'][number];

/**
 * Measures what a run begins with, its journal in the run's folder. Throws INTERRUPTED with the command that resumes it.
 */
export async function measurePrepared(
  prepared: PreparedRun,
  held: HeldFolder,
  host: Host,
  caller: Caller,
): Promise<MeasureResult> {
  const { header, done: launches, folder, places, resumedAt } = prepared;
  const store = storeName(folder, places);
  const journal = await (resumedAt === null
    ? beginJournal(held, header, store)
    : continueJournal(held, { header, launches, store }));
  try {
    return await measureWith(journal, prepared, host, caller);
  } finally {
    await journal.close();
  }
}

async function measureWith(
  journal: Journal,
  prepared: PreparedRun,
  host: Host,
  caller: Caller,
): Promise<MeasureResult> {
  const { header, policy, waivers, folder, lab, datasets, done, resumedAt, resume } = prepared;
  const plan = planOf(header);
  const judged = under(policy, header);
  // Requested first, so that a signal from here on waits for the clean-up.
  const { signal = new AbortController().signal, onEvent } = caller;
  onEvent?.({ kind: 'measuring', header, plan, folder, done: done.length, resumedAt });
  const notifyStopping = (): void => onEvent?.({ kind: 'stopping' });
  signal.addEventListener('abort', notifyStopping, { once: true });
  try {
    const end = await measureRun({
      header,
      plan,
      driverOf: (deviceId) => driverOf(lab, deviceId, resume),
      datasets,
      artefacts: localArtefacts(header.artefacts),
      journal,
      logs: keptLogs(folder),
      done,
      isSettled: stoppingRule(judged),
      whyItFails:
        header.stopOnRegression === true ? failureRule(judged, policy, exceptionsAt(header.startedAt, waivers)) : null,
      onProgress: (event) => onEvent?.(event),
      clock: host.clock,
      random: createRandom(header.seed, 'retry'),
      nonce: () => randomBytes(12).toString('hex'),
      signal,
    });
    const run = resumedAt === null ? end.run : { ...end.run, resumedAt };
    // A run that has ended early has nothing left to measure.
    return run.isComplete ? { ...end, run } : { run, lost: end.lost.map((each) => continued(each, resume)) };
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    if (error.code === 'INTERRUPTED') throw withRemedy(error, `Resume it with: ${resume}`);
    if (error.code === 'DISK_FULL') throw withRemedy(error, `${error.remedy}\n  Then continue with: ${resume}`);
    throw error;
  } finally {
    signal.removeEventListener('abort', notifyStopping);
    onEvent?.({ kind: 'measured' });
  }
}

/** Adds the command that continues the run to the remedy of a lost phone. */
function continued({ deviceId, error }: Lost, resume: string): Lost {
  return { deviceId, error: withRemedy(error, `${error.remedy}\n  Then continue with: ${resume}`) };
}

function withRemedy(error: BenchError, remedy: string): BenchError {
  return new BenchError(error.code, error.message, { remedy, cause: error, evidence: error.evidence });
}
