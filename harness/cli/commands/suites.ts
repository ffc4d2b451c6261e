import type { Command } from 'commander';
import type { Program } from '#harness/cli/program.ts';

export function addSuites(command: Command, { world, end }: Program): void {
  command.action(async () => {
    const { suitesText } = await import('#harness/cli/text/suites-text.ts');
    world.terminal.write(suitesText(await world.suites(), world.terminal.columns));
    end(0);
  });
}
