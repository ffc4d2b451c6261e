import { BenchError, type FailureCode } from '#harness/domain/failure.ts';
import type { Device } from '#harness/domain/device.ts';
import type { DeviceDriver, DeviceSession } from '#harness/ports/device.ts';
import type { KeptLogs } from '#harness/ports/store.ts';
import type { Clock, Random } from '#harness/ports/time.ts';
import { namingLog } from './keep-log.ts';
import type { ProgressEvent } from './progress.ts';
import { MAX_ATTEMPTS, retryDelayMs } from './retry.ts';

const OF_THE_LAB: ReadonlySet<FailureCode> = new Set(['APPIUM_FAILED', 'PORT_TAKEN', 'DISK_FULL', 'INTERRUPTED']);

/** A phone that is not there says so at once; one that takes longer was waited for. */
const SLOW_OPENING_MS = 30_000;
const MAX_SLOW_OPENINGS = 2;

/** How a device is opened. */
export type Opening = {
  readonly device: Device;
  readonly driver: DeviceDriver;
  /** Null where no logs are kept. */
  readonly logs: KeptLogs | null;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly nonce: () => string;
  readonly signal: AbortSignal;
};

/** Whether an error is trouble of one device, and not of the whole lab, where no other device will fare better. */
export function isOfDevice(error: unknown): error is BenchError {
  return error instanceof BenchError && !OF_THE_LAB.has(error.code);
}

/**
 * Opens the device, trying again after trouble: a phone that has just been unplugged may come back. One that was waited for
 * in vain was given that time already, and is tried once more only.
 */
export async function openSession<T>(
  opening: Opening,
  find: (session: DeviceSession) => Promise<T>,
): Promise<{ readonly session: DeviceSession; readonly found: T }> {
  const { device, driver, logs, onProgress, clock, random, nonce, signal } = opening;
  for (let number = 1, slow = 0; ; number += 1) {
    const startMs = clock.monotonicMs();
    onProgress({ kind: 'opening', device });
    try {
      const onWaiting = (message: string): void => onProgress({ kind: 'waiting', device, message });
      const session = await driver.open(device.id, signal, onWaiting);
      try {
        return { session, found: await find(session) };
      } catch (error) {
        await session.close();
        throw error;
      }
    } catch (error) {
      if (clock.monotonicMs() - startMs >= SLOW_OPENING_MS) slow += 1;
      const isGivenUp = number === MAX_ATTEMPTS || slow === MAX_SLOW_OPENINGS;
      if (isGivenUp || !isOfDevice(error))
        throw await namingLog(error, `${device.id}-not-opened-${nonce().slice(0, 8)}`, logs);
      await clock.sleep(retryDelayMs(number, random), signal);
    }
  }
}
