import { pathToFileURL } from 'node:url';
import type { Terminal, World } from '#harness/cli/world.ts';
import type { MeasureResult } from '#harness/measure/measured-run.ts';
import type { Published } from '#harness/workflow/judge/publish-run.ts';

/** The summary of a judged run, and where its reports are. */
export async function writePublished(
  { report, files, isVerdictStored }: Published,
  { terminal, summarise }: Pick<World, 'terminal' | 'summarise'>,
): Promise<void> {
  terminal.write(`\n${await summarise(report)}\n`);
  for (const path of files) {
    terminal.write(path.endsWith('.html') ? `Report: ${pathToFileURL(path).href}\n` : `        ${path}\n`);
  }
  if (!isVerdictStored) {
    terminal.writeError('The verdict was not stored, because you may not write to the store.\n');
  }
}

export function writeLost(lost: MeasureResult['lost'], terminal: Terminal): void {
  for (const { deviceId, error } of lost) {
    terminal.writeError(`error: ${deviceId} was not measured to the end: ${error.message}\n  ${error.remedy}\n`);
  }
}
