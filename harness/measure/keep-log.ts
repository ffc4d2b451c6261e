import { BenchError } from '#harness/domain/failure.ts';
import type { Evidence } from '#harness/domain/evidence.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { KeptLogs } from '#harness/ports/store.ts';

/** A failed launch with the place of its log, where one could be kept; any other launch as it is. */
export async function withLog(launch: Launch, evidence: readonly Evidence[], logs: KeptLogs | null): Promise<Launch> {
  const { outcome, slot } = launch;
  if (outcome.kind !== 'failed' || logs === null) return launch;
  const name = [launch.deviceId, slot.pass, `block-${slot.block + 1}`, slot.arm, `try-${launch.attempt}`].join('-');
  const log = await logs.keep(`${name}-${launch.nonce.slice(0, 8)}`, evidence);
  return log === null ? launch : { ...launch, outcome: { ...outcome, fault: { ...outcome.fault, log } } };
}

/** The same for a device that could not be opened: the message names the log. */
export async function namingLog(error: unknown, name: string, logs: KeptLogs | null): Promise<unknown> {
  if (!(error instanceof BenchError) || error.evidence.length === 0 || logs === null) return error;
  const log = await logs.keep(name, error.evidence);
  if (log === null) return error;
  const { code, message, remedy, evidence, cause } = error;
  return new BenchError(code, `${message} (log: ${log})`, { remedy, evidence, cause });
}
