import { Command, CommanderError, Help, Option } from 'commander';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { addCalibrationCommands } from '#harness/cli/calibrate/calibration-commands.ts';
import { addDatasetCommands, datasetsDirOption, promptOption } from '#harness/cli/dataset/datasets-command.ts';
import { DEFAULT_STORE } from '#harness/workflow/bench-folder.ts';
import type { EnergyCheckOptions } from '#harness/cli/commands/energy-check.ts';
import { bundleId, collect, port, positive, wholeNumber } from './option-values.ts';
import type { World } from './world.ts';

/**
 * The command line as a function: reads nothing but its arguments and the world, and returns the exit code of the process.
 * Commands are loaded when they are called, so that help costs nothing.
 */
export async function main(argv: readonly string[], world: World): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const end = (code: ExitCode): void => {
    exitCode = code;
  };
  try {
    await program(world, end).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, world);
  }
}

function program(world: World, end: (code: ExitCode) => void): Command {
  const root = new Command('fastvlm-bench')
    .description('Measures FastVLM builds on iPhones, compares them with a baseline and says whether they may ship.')
    .version(world.version)
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({ writeOut: world.terminal.write, writeErr: world.terminal.writeError })
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError();
  const command = (signature: string, description: string): Command =>
    root.command(signature).description(description).copyInheritedSettings(root);
  const store = new Option('--store <file>', 'SQLite file of runs and baselines').default(DEFAULT_STORE);
  const out = new Option('--out <folder>', 'where the report goes (default: a folder of its own in .fastvlm-bench)');
  const policy = (whenLeftOut: string): Option =>
    new Option(
      '--policy <name>',
      `what the gate does with doubt: pr warns, release blocks (default: ${whenLeftOut})`,
    ).choices(['pr', 'release']);
  const devicesFile = new Option(
    '--devices-file <file>',
    'JSON file that lists your iPhones (see docs/iphone-setup.md)',
  );
  const virtualPhones = new Option(
    '--virtual-phones <file>',
    'JSON file of virtual iPhones that replace the shipped ones (see devices/virtual-iphone/README.md)',
  );

  command('run', 'measure a build, and a baseline beside it, on one or more phones')
    .option('--suite <name>', 'what to measure (see: fastvlm-bench suites; required unless --resume)')
    .option('--candidate <app.ipa>', 'the build to judge (required unless --resume)')
    .option('--baseline <baseline>', 'a name, a run file or an app.ipa to compare with')
    .option(
      '--device <id>',
      'a phone to measure on; repeat for more (default: your iPhones, else two virtual ones)',
      collect,
    )
    .option('--dataset <name>', 'NAME or NAME/SUBSET to score answers on (see: fastvlm-bench datasets list)')
    .addOption(promptOption())
    .option(
      '--blocks <number>',
      'at most this many blocks per pass: quicker, but finds less (default: as many as the suite plans)',
      wholeNumber(1),
    )
    .option('--no-early-stop', 'measure every block, even when nothing is left to decide')
    .option('--stop-on-regression', 'end the run as soon as its gate is certain to fail (default under pr)')
    .option(
      '--no-stop-on-regression',
      'measure the whole plan, even when the gate is certain to fail (default under release)',
    )
    .option('--seed <number>', 'seed of the order of launches (default: drawn)', wholeNumber(0))
    .option(
      '--resume <folder>',
      'continue an interrupted run; if a build has moved, name its new place with --candidate or --baseline',
    )
    .addOption(policy('pr; with --resume, the policy of the run'))
    .addOption(out)
    .addOption(store)
    .addOption(devicesFile)
    .addOption(virtualPhones)
    .addOption(datasetsDirOption())
    .option('--appium-port <port>', 'port for the Appium server (default: any free one)', port)
    .action(async (options) => end(await (await import('#harness/cli/commands/run.ts')).runCommand(options, world)));

  const baseline = command('baseline', 'name runs to compare with');
  baseline
    .command('set <name> <run>')
    .description('point a name at a run (its id, its folder, its run.json or another baseline)')
    .option('--allow-failed', 'also allow a run in which the gate failed')
    .addOption(store)
    .action(async (name, run, options) =>
      end(await (await import('#harness/cli/commands/baseline.ts')).setBaseline(name, run, options, world)),
    );
  baseline
    .command('remove <name>')
    .description('remove a name and keep its run')
    .addOption(store)
    .action(async (name, options) =>
      end(await (await import('#harness/cli/commands/baseline.ts')).removeBaseline(name, options, world)),
    );
  baseline
    .command('list')
    .description('all baselines')
    .addOption(store)
    .action(async (options) =>
      end(await (await import('#harness/cli/commands/baseline.ts')).listBaselines(options, world)),
    );

  command(
    'compare <baseline> <candidate>',
    'compare two stored runs; each is an id, a baseline, a folder or a run.json',
  )
    .addOption(policy('the policy of the candidate'))
    .addOption(out)
    .addOption(store)
    .addOption(datasetsDirOption())
    .action(async (from, to, options) =>
      end(await (await import('#harness/cli/commands/compare.ts')).compareCommand(from, to, options, world)),
    );

  command('report <run>', 'write the report of a stored run again')
    .option('--baseline <baseline>', 'a name or run it was compared with, if its baseline was not measured beside it')
    .addOption(policy('the policy of the run'))
    .addOption(out)
    .addOption(store)
    .addOption(datasetsDirOption())
    .action(async (run, options) =>
      end(await (await import('#harness/cli/commands/report.ts')).reportCommand(run, options, world)),
    );

  command(
    'verify <run>',
    'compute the verdicts of a run again from its launches; the run is an id, a folder or its run.json',
  )
    .addOption(store)
    .addHelpText(
      'after',
      '\nExit codes: 0 all are as stored, 1 one differs, 2 there is no such run or it has no verdicts.',
    )
    .action(async (run, options) =>
      end(await (await import('#harness/cli/commands/verify.ts')).verifyCommand(run, options, world)),
    );

  addCalibrationCommands({ command, world, end, store, devicesFile, virtualPhones });

  command('selftest', 'does the gate find what it should? Puts known changes into launches and counts')
    .option('--suite <name>', 'whose passes and margins to test', 'latency')
    .option(
      '--run <run>',
      'take the launches of a stored run, best of a build against itself, instead of simulated ones',
    )
    .option('--device <id>', 'simulate a phone that was calibrated; repeat for more (default: an assumed one)', collect)
    .option('--scenario <name>', 'only this one; repeat for more', collect)
    .option('--trials <number>', 'runs to judge for each size of each scenario', wholeNumber(1), 100)
    .option('--seed <number>', 'seed of the runs', wholeNumber(0), 1)
    .addOption(
      new Option('--policy <name>', 'which policy to test; numbers of virtual phones are accepted')
        .choices(['pr', 'release'])
        .default('pr'),
    )
    .addOption(store)
    .addHelpText(
      'after',
      '\nExit codes: 0 it finds what it should, 1 it fails what is unchanged or passes what is not, 2 bad usage,\n' +
        '3 a change ends inconclusive in every size.',
    )
    .action(async (options) =>
      end(await (await import('#harness/cli/commands/selftest.ts')).selfTestCommand(options, world)),
    );

  command('runs', 'stored runs, newest first')
    .addOption(store)
    .action(async (options) => end(await (await import('#harness/cli/commands/runs.ts')).listRuns(options, world)))
    .command('remove <run>')
    .description('remove a run from the store, and its folder if that is beside the store')
    .addOption(store)
    // `runs` takes --store for itself, wherever it stands.
    .action(async (run, _, remove: Command) =>
      end(
        await (
          await import('#harness/cli/commands/remove-run.ts')
        ).removeRun(run, remove.optsWithGlobals<{ store: string }>(), world),
      ),
    );
  command('suites', 'what can be measured').action(async () =>
    end(await (await import('#harness/cli/commands/suites.ts')).listSuites(world)),
  );
  addDatasetCommands(command('datasets', 'questions and images to measure on: import, list, verify, draw subsets'), {
    world,
    end,
    store,
  });
  command('devices', 'the phones at hand')
    .addOption(devicesFile)
    .addOption(virtualPhones)
    .action(async (options) =>
      end(await (await import('#harness/cli/commands/devices.ts')).listDevices(options, world)),
    )
    .command('energy-check <id>')
    .description('read the power telemetry of a phone and say whether its energy can be measured')
    .option('--minutes <number>', 'how long to read; virtual phones, whose time runs faster, take less', positive, 10)
    .option('--json', 'print everything that was read, and nothing else')
    .addOption(devicesFile)
    .addOption(virtualPhones)
    .addHelpText(
      'after',
      '\nExit codes: 0 it can be measured, 2 bad usage, 3 with limits, 4 it cannot, or the phone cannot be reached.',
    )
    // `devices` takes the files for itself, wherever they stand.
    .action(async (id, _, check: Command) => {
      const { energyCheckCommand } = await import('#harness/cli/commands/energy-check.ts');
      end(await energyCheckCommand(id, check.optsWithGlobals<EnergyCheckOptions>(), world));
    });

  command('samples <folder> [build...]', 'write builds of the sample app as .ipa files, for trying the other commands')
    .addHelpText('after', `\nBuilds (default: all): ${SAMPLES.join(', ')}.`)
    .option('--bundle-id <id>', 'their bundle identifier: builds of two identifiers stay installed together', bundleId)
    .action(async (folder, builds, options) =>
      end(await (await import('#harness/cli/commands/samples.ts')).samplesCommand(folder, builds, options, world)),
    );

  command('demo', 'try everything on two virtual iPhones: store a baseline, judge a candidate, write the report')
    .option('--candidate <build>', `which sample build to judge: ${SAMPLES.join(', ')}`, 'rebuilt')
    .option('--suite <name>', 'what to measure', 'demo')
    .addOption(out)
    .action(async (options) =>
      end(await (await import('#harness/cli/commands/demo.ts')).demoCommand(options, world, main)),
    );

  command('help [command...]', 'the help of a command').action((names: readonly string[]) => showHelp(root, names));
  pointToHelp(root, root.name());
  return root;
}

function showHelp(root: Command, names: readonly string[]): void {
  let shown = root;
  for (const name of names) {
    const next = shown.commands.find((candidate) => candidate.name() === name);
    if (next === undefined) shown.error(`error: unknown command '${name}'`);
    else shown = next;
  }
  shown.help();
}

/**
 * An error of commander ends with a remedy like every other error. Its own help command silently lists all commands when
 * it does not know one; this one names it.
 */
function pointToHelp(command: Command, path: string): void {
  command.helpCommand(false);
  command.showHelpAfterError(`  See: ${path} --help`);
  for (const sub of command.commands) pointToHelp(sub, `${path} ${sub.name()}`);
}

/** What `World.samples` has; here too, as help must not load it. */
const SAMPLES = ['reference', 'rebuilt', 'int8', 'pruned', 'hires', 'slow-encoder', 'no-kv-cache', 'wrong-colours'];

/** Commander's description, and whether the option is required. */
function optionDescription(option: Option): string {
  return `${new Help().optionDescription(option)}${option.mandatory ? ' (required)' : ''}`;
}

const EXIT_CODES = `
Exit codes: 0 pass, or measured without a baseline; 1 gate failed; 2 bad usage or configuration;
3 inconclusive: the policy blocks on a doubt, or the results do not show the candidate unharmed; 4 the lab failed.`;

/** One message with its remedy; a stack only for those who ask. */
function explain(error: unknown, world: World): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const isDebug = world.environment['FASTVLM_BENCH_DEBUG'] === '1';
  if (error instanceof BenchError) {
    world.terminal.writeError(`error: ${error.message}\n  ${error.remedy}\n${isDebug ? `${stackOf(error)}\n` : ''}`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
    world.terminal.writeError(
      `error: A package is missing: ${message}\n  Install what the project needs again: npm ci\n`,
    );
    return 4;
  }
  const detail = isDebug ? stackOf(error) : 'Run again with FASTVLM_BENCH_DEBUG=1 for the details, and report it.';
  world.terminal.writeError(`error: unexpected: ${message}\n  ${detail}\n`);
  return 4;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? (error.stack ?? error.message)
    : `${error.stack}\ncaused by ${stackOf(error.cause)}`;
}
