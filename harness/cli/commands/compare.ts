import type { ExitCode } from '#harness/domain/failure.ts';
import { BENCH_FOLDER } from '#harness/workflow/bench-folder.ts';
import type { LibraryOptions } from './datasets.ts';
import { findRun } from '#harness/workflow/find-run.ts';
import { candidateOnly } from '#harness/workflow/candidate-only.ts';
import { finishAlone } from '#harness/workflow/publish-run.ts';
import { type PolicyName, policyOf } from '#harness/workflow/judge-run.ts';
import { refuseIncomparable, refuseOtherConditions } from '#harness/workflow/refuse-incomparable.ts';
import { outFolder } from '#harness/workflow/out-folder.ts';
import { withStoreAtHand } from '#harness/workflow/with-store.ts';
import type { World } from '#harness/cli/world.ts';

type CompareOptions = LibraryOptions & {
  readonly policy?: PolicyName;
  readonly out?: string;
  readonly store: string;
};

/** Compares the candidates of two runs that were measured apart. */
export async function compareCommand(
  from: string,
  to: string,
  options: CompareOptions,
  world: World,
): Promise<ExitCode> {
  return withStoreAtHand(
    options.store,
    world,
    async (store) => {
      const baselineRun = await findRun(from, store, world.cwd);
      const run = candidateOnly(await findRun(to, store, world.cwd));
      refuseIncomparable(run, baselineRun, { areDevicesCompared: true });
      refuseOtherConditions(run, baselineRun);
      const ownFolder = `${BENCH_FOLDER}/comparisons/${baselineRun.id}..${run.id}`;
      const folder = await outFolder(options.out, ownFolder, world.cwd);
      const policy = policyOf(run, options.policy);
      const { datasetsDir } = options;
      return finishAlone({ run, baselineRun: candidateOnly(baselineRun), policy, folder, datasetsDir }, store, world);
    },
    'writeIfPossible',
  );
}
