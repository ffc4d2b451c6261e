import type { Command } from 'commander';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { placesOf, runReference, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

type Options = StoreOptions & JsonOption;

export function addParity(command: Command, { world, end }: Program): void {
  command
    .arguments('<run> <other>')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .addHelpText(
      'after',
      '\nExit codes: 0 every question that both were asked has the same tokens and text, 1 one differs,\n2 there is no such run, or the runs are of different models or questions.',
    )
    .action(async (one: string, other: string, options: Options) => end(await parity(one, other, options, world)));
}

/** Whether one model gives the same answers in two runs. */
async function parity(one: string, other: string, options: Options, world: World): Promise<ExitCode> {
  const [{ checkParity }, { parityText }, { parityJson }] = await Promise.all([
    import('#harness/workflow/lab/check-parity.ts'),
    import('#harness/cli/text/parity-text.ts'),
    import('#harness/cli/json/parity-json.ts'),
  ]);
  const runs = { one: runReference(one, world.cwd), other: runReference(other, world.cwd) };
  const checked = await checkParity({ ...placesOf(options, world.cwd), ...runs }, world);
  if (options.json === true) printJson(parityJson(checked), world);
  else world.terminal.write(parityText(checked));
  return checked.disparities.length === 0 ? 0 : 1;
}
