import type { Command } from 'commander';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { World } from './world.ts';

/** What the actions of commands share. */
export type Program = {
  readonly world: World;
  /** Ends the process with this code when all is done. */
  readonly end: (code: ExitCode) => void;
  /** The command line itself, for a command that calls others. */
  readonly main: (argv: readonly string[], world: World, options?: MainOptions) => Promise<ExitCode>;
  /** All commands with their options, for a command that lists them. */
  readonly whole: () => Promise<Command>;
};

export type MainOptions = {
  /** False where the configuration of the working folder says nothing; true where it is left out. */
  readonly isConfigured?: boolean;
};
