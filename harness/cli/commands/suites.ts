import type { Command } from 'commander';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import type { Program } from '#harness/cli/program.ts';

export function addSuites(command: Command, { world, end }: Program): void {
  command.addOption(jsonOption()).action(async ({ json }: JsonOption) => {
    const [{ suitesText }, { suitesJson }] = await Promise.all([
      import('#harness/cli/text/suites-text.ts'),
      import('#harness/cli/json/suites-json.ts'),
    ]);
    const suites = await world.suites();
    if (json === true) printJson(suitesJson(suites), world);
    else world.terminal.write(suitesText(suites, world.terminal.columns));
    end(0);
  });
}
