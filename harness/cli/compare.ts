import type { ExitCode } from '#harness/domain/failure.ts';
import { BENCH_FOLDER } from './bench-folder.ts';
import type { LibraryOptions } from './datasets.ts';
import { findRun } from './find-run.ts';
import { candidateOnly } from '#harness/cli/judge/candidate-only.ts';
import { finishAlone } from '#harness/cli/judge/finish.ts';
import { type PolicyName, policyOf } from '#harness/cli/judge/judge.ts';
import { refuseIncomparable, refuseOtherConditions } from '#harness/cli/measure/refuse-incomparable.ts';
import { outFolder } from './out-folder.ts';
import { withStoreAtHand } from './with-store.ts';
import type { World } from './world.ts';

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
