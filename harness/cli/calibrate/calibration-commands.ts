import type { Command, Option } from 'commander';
import type { ExitCode } from '#harness/domain/failure.ts';
import { datasetsDirOption, promptOption } from '#harness/cli/dataset/datasets-command.ts';
import { collect, port, positive, power, wholeNumber } from '#harness/cli/option-values.ts';
import type { World } from '#harness/cli/world.ts';

/** What all commands have in common. */
type Shared = {
  readonly command: (signature: string, description: string) => Command;
  readonly world: World;
  readonly end: (code: ExitCode) => void;
  readonly store: Option;
  readonly devicesFile: Option;
  readonly virtualPhones: Option;
};

/**
 * Adds the commands about how phones vary and what a run of them can find; the work itself is loaded when it is called.
 */
export function addCalibrationCommands(shared: Shared): void {
  const { command, world, end, store, devicesFile, virtualPhones } = shared;
  const suite = (required: string) =>
    ['--suite <name>', `what to measure (see: fastvlm-bench suites) (${required})`] as const;
  const blocks = [
    '--blocks <number>',
    'at most this many blocks per pass (default: as many as the suite plans)',
  ] as const;
  const device = ['--device <id>', 'a phone; repeat for more (default: your iPhones, else two virtual ones)'] as const;

  command('calibrate', 'learn how phones vary when nothing changes, from sessions of a build against itself')
    .option('--build <app.ipa>', 'the build to measure against itself; `samples` writes some (required unless --from)')
    .option(...suite('required unless --from'))
    .option(...device, collect)
    .option('--sessions <number>', 'sessions, each with the phones opened anew', wholeNumber(1), 3)
    .option(...blocks, wholeNumber(1))
    .option('--seed <number>', 'seed of the order of launches of the first session (default: drawn)', wholeNumber(0))
    .option('--from <run...>', 'take stored runs of a build against itself instead of measuring')
    .option('--out <folder>', 'where the sessions go (default: a folder of its own in .fastvlm-bench)')
    .addOption(store)
    .addOption(devicesFile)
    .addOption(virtualPhones)
    .addOption(datasetsDirOption())
    .option('--appium-port <port>', 'port for the Appium server (default: any free one)', port)
    .addHelpText(
      'after',
      '\nExit codes: 0 every phone can be trusted, 1 one cannot, 2 bad usage, 3 too few sessions to decide, 4 the lab failed.',
    )
    .action(async (options) =>
      end(await (await import('#harness/cli/commands/calibrate.ts')).calibrateCommand(options, world)),
    );

  command('calibrations', 'list the calibrations: how phones vary')
    .option('--suite <name>', 'of this suite only')
    .option('--device <id>', 'of this phone only; repeat for more', collect)
    .option('--history', 'include calibrations that newer ones replaced')
    .addOption(store)
    .action(async (options) =>
      end(await (await import('#harness/cli/commands/calibrations.ts')).listCalibrations(options, world)),
    );

  command('plan', 'what a run would launch, how long it would take and what it would find; touches no phone')
    .option(...suite('required'))
    .option(...device, collect)
    .option('--power <share>', 'wanted chance of the right answer, above 0.5 and below 1', power, 0.9)
    .option('--change <percent>', 'the change to find (default: twice the margin of each metric)', positive)
    .option('--minutes <minutes>', 'print instead what this much time can find on each calibrated phone', positive)
    .option('--assume-sd <percent>', 'how far blocks differ, where no phone was calibrated', positive)
    .option('--candidate <app.ipa>', 'a build to check as `run` would')
    .option('--baseline <baseline>', 'a name, a run file or an app.ipa to compare with')
    .option('--dataset <name>', 'NAME or NAME/SUBSET to score answers on (see: fastvlm-bench datasets list)')
    .addOption(promptOption())
    .option(...blocks, wholeNumber(1))
    .option('--no-early-stop', 'plan every block, without looks')
    .option('--seed <number>', 'seed of the order of launches (default: drawn)', wholeNumber(0))
    .addOption(store)
    .addOption(devicesFile)
    .addOption(virtualPhones)
    .addOption(datasetsDirOption())
    .action(async (options) => end(await (await import('#harness/cli/commands/plan.ts')).planCommand(options, world)));
}
