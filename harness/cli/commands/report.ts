import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { RunStore } from '#harness/ports.ts';
import { BENCH_FOLDER, storeOption } from '#harness/workflow/bench-folder.ts';
import type { LibraryOptions } from './datasets.ts';
import { baselineRunOf, findBaseline } from '#harness/workflow/find-baseline.ts';
import { findRun } from '#harness/workflow/find-run.ts';
import { finishAlone } from '#harness/workflow/publish-run.ts';
import { type PolicyName, policyOf } from '#harness/workflow/judge-run.ts';
import { refuseIncomparable, refuseOtherConditions } from '#harness/workflow/refuse-incomparable.ts';
import { outFolder } from '#harness/workflow/out-folder.ts';
import { withStoreAtHand } from '#harness/workflow/with-store.ts';
import type { World } from '#harness/cli/world.ts';

type ReportOptions = LibraryOptions & {
  readonly policy?: PolicyName;
  readonly out?: string;
  readonly store: string;
  readonly baseline?: string;
};

/** Assesses and reports a stored run again: nothing is measured. */
export async function reportCommand(reference: string, options: ReportOptions, world: World): Promise<ExitCode> {
  return withStoreAtHand(
    options.store,
    world,
    async (store) => {
      const run = await findRun(reference, store, world.cwd);
      const baselineRun = await baselineOf(run, reference, options, store, world);
      if (baselineRun !== null && run.baseline === null) {
        refuseIncomparable(run, baselineRun, { areDevicesCompared: true });
        // The baseline that it was measured against may have been powered in another way: its report says so.
        if (options.baseline !== undefined) refuseOtherConditions(run, baselineRun);
      }
      const folder = await outFolder(options.out, `${BENCH_FOLDER}/runs/${run.id}`, world.cwd);
      const policy = policyOf(run, options.policy);
      return finishAlone({ run, baselineRun, policy, folder, datasetsDir: options.datasetsDir }, store, world);
    },
    'writeIfPossible',
  );
}

async function baselineOf(
  run: Run,
  reference: string,
  options: ReportOptions,
  store: RunStore,
  world: World,
): Promise<Run | null> {
  if (options.baseline === undefined) {
    return baselineRunOf(
      run,
      store,
      'Name the store that holds it with --store, or the folder or run.json of that run with --baseline.',
    );
  }
  const isBuild = options.baseline.toLowerCase().endsWith('.ipa');
  if (run.baseline !== null) {
    throw new BenchError('USAGE', `The baseline of ${run.id} was measured beside it: no other can take its place.`, {
      remedy:
        'Leave --baseline out' +
        (isBuild
          ? '.'
          : `, or compare only the candidate with that run: fastvlm-bench compare ${shellWord(options.baseline)} ${shellWord(reference)}${storeOption(options.store)}`),
    });
  }
  const noBuild = async (): Promise<never> => {
    throw new BenchError('USAGE', 'A report measures nothing, so its baseline cannot be an app.ipa.', {
      remedy: 'Pass a name or a run, or measure with: fastvlm-bench run --baseline app.ipa',
    });
  };
  return (await findBaseline(options.baseline, store, noBuild, world.cwd)).run;
}
