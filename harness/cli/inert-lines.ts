import type { Terminal, World } from './world.ts';

/**
 * In a job on GitHub, the runner obeys lines that begin with `::`, and `##[` anywhere in one (actions/runner, ActionCommand.cs). What is
 * printed has words of others in it, such as what an app or a file says; they are printed apart by a space, and obeyed by nobody.
 */
export function withInertLines(world: World): World {
  if (world.environment['GITHUB_ACTIONS'] !== 'true') return world;
  const inert: World = Object.create(world);
  return Object.assign(inert, { terminal: inertTerminal(world.terminal) });
}

function inertTerminal({ write, writeError, isInteractive, columns }: Terminal): Terminal {
  return {
    write: (text) => write(inertLines(text)),
    writeError: (text) => writeError(inertLines(text)),
    writeCommand: writeError,
    isInteractive,
    columns,
  };
}

/** Visible, because a runner may pass over what is invisible. */
function inertLines(text: string): string {
  return text.replaceAll(/^(\s*:)(?=:)/gm, '$1 ').replaceAll('##[', '## [');
}
