import type { Command } from 'commander';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { datasetsDirOption, outOption, policyOption, storeOption, waiversOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import {
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
import { resolve } from 'node:path';

type Options = StoreOptions &
  LibraryOptions &
  WaiversOptions &
  JsonOption & { readonly policy?: string; readonly out?: string };

export function addCompare(command: Command, { world, end }: Program): void {
  command
    .arguments('<baseline> <candidate>')
    .addOption(policyOption('the policy of the candidate'))
    .addOption(waiversOption())
    .addOption(outOption())
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .addOption(datasetsDirOption())
    .action(async (from: string, to: string, options: Options) => end(await compare(from, to, options, world)));
}

/** Compares the candidates of two runs that were measured apart. */
async function compare(from: string, to: string, options: Options, world: World): Promise<ExitCode> {
  const [{ compareRuns }, { noticesTo }, { writePublished }, { publishedJson }, { exitCodeOf }] = await Promise.all([
    import('#harness/workflow/judge/report-run.ts'),
    import('#harness/cli/text/notice-text.ts'),
    import('#harness/cli/text/published-text.ts'),
    import('#harness/cli/json/published-json.ts'),
    import('#harness/domain/exit-code.ts'),
  ]);
  const { cwd } = world;
  const { policy, out } = options;
  const request = {
    ...placesOf(options, cwd),
    baseline: runReference(from, cwd),
    candidate: runReference(to, cwd),
    ...(policy === undefined ? {} : { policy }),
    ...waiversOf(options, cwd),
    ...(out === undefined ? {} : { folder: resolve(cwd, out) }),
  };
  const published = await compareRuns(request, world, callerOf(world, options, noticesTo(world)));
  if (options.json === true) printJson(publishedJson(published), world);
  else await writePublished(published, world);
  return exitCodeOf(published.report.decision);
}
