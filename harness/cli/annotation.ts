import type { BenchError } from '#harness/domain/failure.ts';
import { pathInCheckout, workflowCommand } from '#harness/text/workflow-command.ts';
import type { World } from './world.ts';

/** In a job on GitHub, the line that shows an error on the line of the file that it is about; empty elsewhere. */
export function annotationOf(
  { place, message, remedy }: BenchError,
  { environment }: Pick<World, 'environment'>,
): string {
  const checkout = environment['GITHUB_WORKSPACE'] ?? '';
  if (place === undefined || environment['GITHUB_ACTIONS'] !== 'true' || checkout === '') return '';
  const { file, ...at } = place;
  const path = pathInCheckout(file, checkout);
  return path === null ? '' : `${workflowCommand({ level: 'error', path, ...at, message: `${message} ${remedy}` })}\n`;
}
