import type { Command } from 'commander';
import { basename } from 'node:path';
import { configOf } from '#harness/cli/configured.ts';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import type { Program } from '#harness/cli/program.ts';
import type { World } from '#harness/cli/world.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';

export function addConfig(command: Command, { world, end }: Program): void {
  const show = command.command('show').description('print every setting and where its value comes from');
  show
    .addOption(jsonOption())
    .action(async ({ json }: JsonOption) => end(await showConfig(show, json === true, world)));
  const check = command.command('check').description('check the configuration and everything that it names');
  check.action(async () => end(await checkConfig(check, world)));
}

async function showConfig(command: Command, isJson: boolean, world: World): Promise<ExitCode> {
  const [{ shownConfig }, { configText }] = await Promise.all([
    import('#harness/cli/shown-config.ts'),
    import('#harness/cli/text/config-text.ts'),
  ]);
  const shown = shownConfig(await configOf(command, world), world);
  if (isJson) printJson(shown, world);
  else world.terminal.write(configText(shown, world.terminal.columns, command.opts()['config'] !== false));
  return 0;
}

async function checkConfig(command: Command, world: World): Promise<ExitCode> {
  const read = await configOf(command, world);
  if (read === null && command.opts()['config'] === false) {
    throw new BenchError('USAGE', 'With --no-config there is no configuration to check.', {
      remedy: 'Leave out --no-config.',
    });
  }
  if (read === null) {
    throw new BenchError('FILE_NOT_FOUND', 'There is no configuration in this folder.', {
      remedy: 'Write one with: fastvlm-bench init',
    });
  }
  const { checkNames } = await import('#harness/cli/check-config.ts');
  const [checked, { checkedText }] = [await checkNames(read, world), await import('#harness/cli/text/config-text.ts')];
  world.terminal.write(checkedText(basename(read.file), checked));
  return 0;
}
