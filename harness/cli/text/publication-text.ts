import type { Terminal } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { Publication } from '#harness/ports/publish.ts';
import { printable } from '#harness/text/sentences.ts';
import { capital } from '#harness/text/sentences.ts';

/** A line for each thing, errors with their remedies; the exit code says whether all was published, never what was decided. */
export function writePublication({ done, skipped, failed, commands = [] }: Publication, terminal: Terminal): ExitCode {
  for (const line of commands) terminal.writeCommand?.(`${printable(line)}\n`);
  for (const line of [...done, ...skipped]) terminal.write(`${printable(capital(line))}.\n`);
  for (const { message, remedy } of failed) {
    terminal.writeError(`error: ${printable(message)}\n  ${printable(remedy)}\n`);
  }
  return failed[0]?.exitCode ?? 0;
}
