import type { ExitCode } from '#harness/domain/failure.ts';
import { ABSENT } from '#harness/domain/number-text.ts';
import type { RunEntry } from '#harness/ports.ts';
import { markOf } from './device-name.ts';
import { table } from './table.ts';
import { withStoreAtHand } from './with-store.ts';
import type { World } from './world.ts';

export async function listRuns(options: { readonly store: string }, world: World): Promise<ExitCode> {
  return withStoreAtHand<ExitCode>(options.store, world, async (store) => {
    const runs = await store.list();
    if (runs.length === 0) {
      world.terminal.write('No runs yet. Measure a build with: fastvlm-bench run\n');
      return 0;
    }
    const rows = runs.map((run) => [
      run.id,
      run.suiteId,
      run.candidateLabel,
      run.baselineLabel ?? ABSENT,
      decisionText(run),
      [...markOf(run.provenance), ...(run.isComplete ? [] : ['incomplete'])].join(', '),
    ]);
    world.terminal.write(table(['run', 'suite', 'build', 'baseline', 'decision', ''], rows));
    return 0;
  });
}

/** A build that nothing was held against has not passed, as its report says too. */
function decisionText({ decision, baselineLabel }: RunEntry): string {
  return decision === 'pass' && baselineLabel === null ? 'measured' : (decision ?? ABSENT);
}
