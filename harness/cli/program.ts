import type { Command } from 'commander';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { World } from './world.ts';

/**
 * What a command needs to add itself. Help loads the file of every command, so these files import only what is small:
 * workflows and the words of their results are loaded when a command is called.
 */
export type Program = {
  readonly command: (signature: string, description: string) => Command;
  readonly world: World;
  /** Ends the process with this code when all is done. */
  readonly end: (code: ExitCode) => void;
  /** The command line itself, for a command that calls others. */
  readonly main: (argv: readonly string[], world: World) => Promise<ExitCode>;
};
