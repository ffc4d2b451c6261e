import type { Command } from 'commander';
import { wholeNumber } from '#harness/cli/option-values.ts';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { placesOf, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

type Options = StoreOptions &
  JsonOption & {
    readonly suite?: string;
    readonly device?: string;
    readonly branch?: string;
    readonly runs: number;
  };

export function addHistory(command: Command, { world, end }: Program): void {
  command
    .argument('[metric]', 'only this metric, as report.json calls it: timeToFirstToken')
    .option('--suite <name>', 'of this suite (default: that of the configuration, else of the newest run)')
    .option('--device <id>', 'on this phone, or on phones of this model')
    .option('--branch <name>', 'of runs that measured this branch of the app')
    .option('--runs <number>', 'how many of the newest runs', wholeNumber(1), 30)
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (metric: string | undefined, options: Options) => end(await show(metric, options, world)));
}

async function show(metric: string | undefined, options: Options, world: World): Promise<ExitCode> {
  const [{ showHistory }, { historyText }, { historyJson }] = await Promise.all([
    import('#harness/workflow/store/show-history.ts'),
    import('#harness/cli/text/history-text.ts'),
    import('#harness/cli/json/history-json.ts'),
  ]);
  const { suite, device, branch, runs, json } = options;
  const request = {
    ...placesOf(options, world.cwd),
    runs,
    ...(suite === undefined ? {} : { suite }),
    ...(metric === undefined ? {} : { metric }),
    ...(device === undefined ? {} : { device }),
    ...(branch === undefined ? {} : { branch }),
  };
  const history = await showHistory(request, world);
  if (json === true) printJson(historyJson(history), world);
  else world.terminal.write(historyText(history, world.terminal.columns));
  return 0;
}
