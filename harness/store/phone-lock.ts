import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { acquireLock, type LockRefusal } from './lock.ts';
import { holderText } from './lock-holder.ts';
import { makeFolder } from './make-folder.ts';

/** The same folder for every user of a machine, as TMPDIR is not: on macOS each has a temporary folder of their own. */
export const PHONE_LOCKS_FOLDER = '/tmp/fastvlm-bench-phones';

/** A phone as people call it, and as its maker numbered it. */
export type ClaimedPhone = { readonly deviceId: string; readonly udid: string };

/**
 * Keeps every other harness of this machine from a phone, under whatever name and in whatever devices file it is listed,
 * until what is returned is called or the process ends. A second session on a phone ends the first, and two builds on
 * one phone are measured at each other's cost. Throws DEVICE_UNAVAILABLE that says who has the phone, and since when.
 */
export function claimPhone(folder: string, { deviceId, udid }: ClaimedPhone, purpose: string, now: Date): () => void {
  const path = join(folder, udid.toUpperCase());
  const lock = refusingUnusable(folder, deviceId, () => {
    // Sticky: everybody makes locks in it, nobody removes those of others.
    if (makeFolder(folder) !== undefined) chmodSync(folder, 0o1777);
    return acquireLock(path, { purpose, now, isShared: true });
  });
  if (lock.kind !== 'acquired') throw inUse(deviceId, lock);
  return lock.release;
}

function inUse(deviceId: string, { kind, path, holder }: LockRefusal): BenchError {
  const who = holderText(holder);
  if (kind === 'held') {
    return new BenchError('DEVICE_UNAVAILABLE', `${deviceId} is in use by ${who}.`, {
      remedy: 'Wait until it has ended, or choose another phone with --device.',
    });
  }
  return new BenchError(
    'DEVICE_UNAVAILABLE',
    `${deviceId} was taken by ${who}; this machine cannot see whether that still runs.`,
    {
      remedy: `If it has ended, empty ${path} and try again; or choose another phone with --device.`,
    },
  );
}

function refusingUnusable<T>(folder: string, deviceId: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BenchError(
      'DEVICE_UNAVAILABLE',
      `${deviceId} cannot be locked against other runs on this machine: ${reason}.`,
      {
        remedy: `Make ${folder} writable for everybody who measures on this machine, or set FASTVLM_BENCH_PHONE_LOCKS to another shared folder.`,
        cause,
      },
    );
  }
}
