import { Command, CommanderError, Help, type Option } from 'commander';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { PROGRAM } from '#harness/text/program-name.ts';
import { printable } from '#harness/text/sentences.ts';
import { COMMANDS } from './catalogue.ts';
import { type Additions, configuredWorld, takeConfig } from './configured.ts';
import { annotationOf } from './annotation.ts';
import { withInertLines } from './inert-lines.ts';
import type { MainOptions, Program } from './program.ts';
import type { World } from './world.ts';

/**
 * The command line as a function: reads nothing but its arguments and the world, and returns the exit code of the process.
 * What a command does is loaded when it is called, so that help costs nothing.
 */
export async function main(
  argv: readonly string[],
  plain: World,
  { isConfigured = true }: MainOptions = {},
): Promise<ExitCode> {
  const world = withInertLines(plain);
  let exitCode: ExitCode = 0;
  const end = (code: ExitCode): void => {
    exitCode = code;
  };
  try {
    const program: Program = { world, end, main, whole: async () => wholeCommandLine(program) };
    const root = await commandLine(argv, program, isConfigured);
    await root.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, world);
  }
}

/** All commands by name and description; only the one that is named is loaded. It has parsed nothing yet. */
export async function commandLine(argv: readonly string[], program: Program, isConfigured = true): Promise<Command> {
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  const named = first === 'help' ? second : first;
  return commandLineOf((name) => name === named, program, isConfigured);
}

/** The same with all of them loaded. */
export async function wholeCommandLine(program: Program): Promise<Command> {
  return commandLineOf(() => true, program, true);
}

async function commandLineOf(
  isWanted: (name: string) => boolean,
  { world: plain, ...program }: Program,
  isConfigured: boolean,
): Promise<Command> {
  const additions: Additions = { suites: [], policies: [], release: {} };
  const world = isConfigured ? configuredWorld(plain, additions) : plain;
  const usages = new Map<Command, string>();
  const root = new Command(PROGRAM)
    .description('Measures FastVLM builds on iPhones, compares them with a baseline and decides whether they may ship.')
    .version(world.version)
    .exitOverride()
    .configureHelp({
      optionDescription,
      subcommandTerm: (command) => usages.get(command) ?? new Help().subcommandTerm(command),
    })
    .configureOutput({ writeOut: world.terminal.write, writeErr: world.terminal.writeError })
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError();
  for (const { name, usage, description, load } of COMMANDS) {
    const command = root.command(name).description(description).copyInheritedSettings(root);
    usages.set(command, `${name} ${usage}`.trimEnd());
    if (!isWanted(name)) continue;
    (await load())(command, { ...program, world });
    if (isConfigured) takeConfig(command, plain, additions);
  }
  root
    .command('help [command...]')
    .description('show the help of a command')
    .copyInheritedSettings(root)
    .action((names: readonly string[]) => showHelp(root, names));
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
    world.terminal.writeCommand?.(annotationOf(error, world));
    world.terminal.writeError(
      `error: ${printable(error.message)}\n  ${printable(error.remedy)}\n${isDebug ? `${stackOf(error)}\n` : ''}`,
    );
    return error.exitCode;
  }
  const message = printable(error instanceof Error ? error.message : String(error));
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
