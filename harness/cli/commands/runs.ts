import type { ExitCode } from '#harness/domain/failure.ts';
import { ABSENT } from '#harness/text/numbers.ts';
import type { RunEntry } from '#harness/ports.ts';
import { markOf } from '#harness/cli/text/device-name.ts';
import { table } from '#harness/cli/text/table.ts';
import { withStoreAtHand } from '#harness/workflow/with-store.ts';
import type { World } from '#harness/cli/world.ts';

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
    world.terminal.write(table(['run', 'suite', 'build', 'baseline', 'decision', ''], rows, world.terminal.columns));
    return 0;
  });
}

/**
 * Each decision with its policy, that of the run's own policy first: judging a run again under another policy adds a
 * decision and replaces none. A build without a baseline has not passed, as its report says too.
 */
function decisionText({ policy: own, decisions, baselineLabel }: RunEntry): string {
  if (decisions.length === 0) return ABSENT;
  return [...decisions]
    .sort((a, b) => Number(b.policy === own) - Number(a.policy === own))
    .map(({ policy, decision }) => {
      const word = decision === 'pass' && baselineLabel === null ? 'measured' : decision;
      return `${word} (${policy})`;
    })
    .join(', ');
}
