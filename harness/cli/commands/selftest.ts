import type { Command } from 'commander';
import { asideIf, type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption } from '#harness/cli/options.ts';
import { collect, wholeNumber } from '#harness/cli/option-values.ts';
import type { Program } from '#harness/cli/program.ts';
import { placesOf, runReference, shownStore, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

type Options = StoreOptions &
  JsonOption & {
    readonly suite: string;
    readonly run?: string;
    readonly device?: readonly string[];
    readonly scenario?: readonly string[];
    readonly trials: number;
    readonly seed: number;
    readonly policy: string;
  };

export function addSelfTest(command: Command, { world, end }: Program): void {
  command
    .option('--suite <name>', 'whose passes and margins to test', 'latency')
    .option(
      '--run <run>',
      'take the launches of a stored run, best of a build against itself, instead of simulated ones',
    )
    .option('--device <id>', 'simulate a phone that was calibrated; repeat for more (default: an assumed one)', collect)
    .option('--scenario <name>', 'only this one; repeat for more', collect)
    .option('--trials <number>', 'runs to judge for each size of each scenario', wholeNumber(1), 100)
    .option('--seed <number>', 'seed of the runs', wholeNumber(0), 1)
    .option(
      '--policy <policy>',
      'which policy to test, by its name or file; numbers of virtual phones are accepted',
      'pr',
    )
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .addHelpText(
      'after',
      '\nExit codes: 0 it finds what it should, 1 it fails what is unchanged or passes what is not, 2 bad usage,\n' +
        '3 a change ends inconclusive in every size.',
    )
    .action(async (options: Options) => end(await selfTest(options, world)));
}

/** 1 where the gate is proven to be wrong, 3 where there is a change that it never finds, but does not pass either. */
async function selfTest(options: Options, world: World): Promise<ExitCode> {
  const [{ selfTestGate }, { describeSelfTest }, { selfTestJson }, { selfTestProgress }, { isNeverFound }] =
    await Promise.all([
      import('#harness/workflow/lab/self-test-gate.ts'),
      import('#harness/cli/text/self-test-text.ts'),
      import('#harness/cli/json/self-test-json.ts'),
      import('#harness/cli/text/self-test-progress.ts'),
      import('#harness/lab/self-test/findings.ts'),
    ]);
  const { suite, run, device, scenario, trials, seed, policy } = options;
  const request = {
    ...placesOf(options, world.cwd),
    suite,
    trials,
    seed,
    policy,
    ...(run === undefined ? {} : { run: runReference(run, world.cwd) }),
    ...(device === undefined ? {} : { devices: device }),
    ...(scenario === undefined ? {} : { scenarios: scenario }),
  };
  const progress = selfTestProgress(request, asideIf(options.json, world));
  const result = await selfTestGate(request, world, {
    onEvent: progress.onEvent,
    get signal() {
      return world.signal;
    },
    storeOption: shownStore(options.store),
  });
  const { results, findings } = result;
  if (options.json === true) printJson(selfTestJson(result, request), world);
  else world.terminal.write(`\n${describeSelfTest(results, findings)}`);
  if (findings.length > 0) return 1;
  return results.some(isNeverFound) ? 3 : 0;
}
