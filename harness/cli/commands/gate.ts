import type { Command } from 'commander';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { policyOption, storeOption, waiversOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import {
  baselineReference,
  callerOf,
  placesOf,
  runReference,
  type StoreOptions,
  type WaiversOptions,
  waiversOf,
} from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

type Options = StoreOptions & WaiversOptions & JsonOption & { readonly policy?: string; readonly baseline?: string };

export function addGate(command: Command, { world, end }: Program): void {
  command
    .arguments('<run>')
    .option('--baseline <baseline>', 'a name or run it was compared with, if its baseline was not measured beside it')
    .addOption(policyOption('the policy of the run'))
    .addOption(waiversOption())
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (run: string, options: Options) => end(await gate(run, options, world)));
}

/** Decides on a stored run and writes nothing. */
async function gate(reference: string, options: Options, world: World): Promise<ExitCode> {
  const [{ gateRun }, { noticesTo }, { exitCodeOf }, { recordJson }] = await Promise.all([
    import('#harness/workflow/judge/gate-run.ts'),
    import('#harness/cli/text/notice-text.ts'),
    import('#harness/domain/exit-code.ts'),
    import('#harness/cli/json/published-json.ts'),
  ]);
  const { baseline, policy, json } = options;
  const { cwd, terminal } = world;
  const request = {
    ...placesOf(options, cwd),
    run: runReference(reference, cwd),
    ...(baseline === undefined ? {} : { baseline: baselineReference(baseline, cwd) }),
    ...(policy === undefined ? {} : { policy }),
    ...waiversOf(options, cwd),
  };
  const { report, record } = await gateRun(request, world, callerOf(world, options, noticesTo(world)));
  if (json === true) printJson(recordJson(record, report.decision), world);
  else terminal.write(`\n${await world.summarise(report)}\n`);
  return exitCodeOf(report.decision);
}
