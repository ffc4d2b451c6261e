import type { Command } from 'commander';
import { resolve } from 'node:path';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { datasetsDirOption, outOption, policyOption, storeOption, waiversOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import {
  baselineReference,
  callerOf,
  type LibraryOptions,
  placesOf,
  runReference,
  type StoreOptions,
  type WaiversOptions,
  waiversOf,
} from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

type Options = StoreOptions &
  LibraryOptions &
  WaiversOptions &
  JsonOption & { readonly policy?: string; readonly out?: string; readonly baseline?: string };

export function addReport(command: Command, { world, end }: Program): void {
  command
    .arguments('<run>')
    .option('--baseline <baseline>', 'a name or run it was compared with, if its baseline was not measured beside it')
    .addOption(policyOption('the policy of the run'))
    .addOption(waiversOption())
    .addOption(outOption())
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .addOption(datasetsDirOption())
    .action(async (run: string, options: Options) => end(await report(run, options, world)));
}

/** Judges and reports a stored run again: nothing is measured. */
async function report(reference: string, options: Options, world: World): Promise<ExitCode> {
  const [{ reportRun }, { noticesTo }, { writePublished }, { publishedJson }, { exitCodeOf }] = await Promise.all([
    import('#harness/workflow/judge/report-run.ts'),
    import('#harness/cli/text/notice-text.ts'),
    import('#harness/cli/text/published-text.ts'),
    import('#harness/cli/json/published-json.ts'),
    import('#harness/domain/exit-code.ts'),
  ]);
  const { cwd } = world;
  const { baseline, policy, out } = options;
  const request = {
    ...placesOf(options, cwd),
    run: runReference(reference, cwd),
    ...(baseline === undefined ? {} : { baseline: baselineReference(baseline, cwd) }),
    ...(policy === undefined ? {} : { policy }),
    ...waiversOf(options, cwd),
    ...(out === undefined ? {} : { folder: resolve(cwd, out) }),
  };
  const published = await reportRun(request, world, callerOf(world, options, noticesTo(world)));
  if (options.json === true) printJson(publishedJson(published), world);
  else await writePublished(published, world);
  return exitCodeOf(published.report.decision);
}
