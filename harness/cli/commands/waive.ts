import type { Command } from 'commander';
import { resolve } from 'node:path';
import { aDay, positive } from '#harness/cli/option-values.ts';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { placesOf, runReference, shownStore, type StoreOptions } from '#harness/cli/request.ts';
import { whoIsThere } from '#harness/cli/who-is-there.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

type Options = StoreOptions &
  JsonOption & {
    readonly reason: string;
    readonly until: string;
    readonly owner?: string;
    readonly upTo?: number;
    readonly deviceModel?: string;
    readonly onlyThisBuild?: boolean;
    readonly waivers: string;
  };

export function addWaive(command: Command, { world, end }: Program): void {
  command
    .arguments('<run> <metric>')
    .requiredOption('--reason <text>', 'why the loss is accepted; every report shows it')
    .requiredOption('--until <day>', 'the last day on which it is accepted, such as 2026-12-31 (UTC)', aDay)
    .option('--owner <name>', 'who answers for it (default: who is signed in)')
    .option(
      '--up-to <size>',
      "the worst change to accept, in percent or in the metric's unit (default: as much as the run may have lost)",
      positive,
    )
    .option('--device-model <model>', 'only on this model, such as iPhone17,1 (default: those that got worse)')
    .option('--only-this-build', 'only for the candidate of the run')
    .option('--waivers <file>', 'the file that gets the entry', 'waivers.json')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (run: string, metric: string, options: Options) => end(await waive(run, metric, options, world)));
}

async function waive(reference: string, metric: string, options: Options, world: World): Promise<ExitCode> {
  const [{ waiveChange }, { waivedText }, { waivedJson }] = await Promise.all([
    import('#harness/workflow/waivers/waive-change.ts'),
    import('#harness/cli/text/waived-text.ts'),
    import('#harness/cli/json/waived-json.ts'),
  ]);
  const { reason, until, upTo, deviceModel, onlyThisBuild, waivers: file } = options;
  const waived = await waiveChange(
    {
      ...placesOf(options, world.cwd),
      run: runReference(reference, world.cwd),
      metric,
      file: resolve(world.cwd, file),
      owner: options.owner ?? whoIsThere(world),
      reason,
      until,
      ...(upTo === undefined ? {} : { upTo }),
      ...(deviceModel === undefined ? {} : { deviceModel }),
      ...(onlyThisBuild === undefined ? {} : { isOnlyThisBuild: onlyThisBuild }),
    },
    world,
  );
  if (options.json === true) printJson(waivedJson(waived, resolve(world.cwd, file)), world);
  else world.terminal.write(waivedText(waived, { reference, file, inStore: shownStore(options.store) }));
  return 0;
}
