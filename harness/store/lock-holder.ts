import { execFileSync } from 'node:child_process';
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAbsence, systemErrorCode } from '#harness/domain/system-error.ts';

/** The process that has a lock, for the error message of another one. */
export type LockHolder = {
  readonly pid: number;
  /** Empty, like all fields below, in a lock of an older version, which wrote only its process id. */
  readonly host: string;
  /** Stands for one start of one kernel: equal in all containers of a machine, different after a restart. */
  readonly boot: string;
  /** When the lock was taken, as an ISO moment. */
  readonly since: string;
  readonly command: string;
  /** What the lock was taken for, such as the id of a run. */
  readonly purpose: string;
};

/** `process 4711 on lab-mac since 2026-01-31 14:05:09 UTC, for run X (fastvlm-bench run --suite latency)` */
export function holderText(holder: LockHolder | null): string {
  if (holder === null) return 'another process';
  const { pid, host, since, purpose, command } = holder;
  const place = host === '' ? '' : ` on ${host}`;
  const moment = since === '' ? '' : ` since ${since.slice(0, 19).replace('T', ' ')} UTC`;
  const why = purpose === '' ? '' : `, for ${purpose}`;
  return `process ${pid}${place}${moment}${why}${command === '' ? '' : ` (${command})`}`;
}

export function ownHolder(purpose: string, now: Date): LockHolder {
  return {
    pid: process.pid,
    host: hostname(),
    boot: bootIdentity(),
    since: now.toISOString(),
    command: ['fastvlm-bench', ...process.argv.slice(2)].join(' '),
    purpose,
  };
}

/** Where a holder can have been that wrote this record but does not hold the lock now. */
export function whereabouts({ pid, host, boot }: LockHolder): 'ended' | 'running' | 'elsewhere' {
  if (boot === '') return pid !== process.pid && isRunning(pid) ? 'running' : 'ended';
  // The host's name alone tells a machine that was restarted; the boot alone, another container of this machine.
  return boot === bootIdentity() || host === hostname() ? 'ended' : 'elsewhere';
}

/** Whether its process runs, as far as this machine can see: a number of a process is used again. */
export function isAlive(holder: LockHolder | null): boolean {
  return holder !== null && isRunning(holder.pid);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process of another user is one that runs.
    return systemErrorCode(error) === 'EPERM';
  }
}

/** Null when the file names nobody or is not complete yet. */
export function readHolder(path: string): LockHolder | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
  if (/^\d+\s*$/.test(text)) return { pid: Number(text), host: '', boot: '', since: '', command: '', purpose: '' };
  return parseHolder(text);
}

function parseHolder(text: string): LockHolder | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null) return null;
  const fields = new Map<string, unknown>(Object.entries(json));
  const pid = fields.get('pid');
  const textOf = (name: string): string => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  if (typeof pid !== 'number' || textOf('boot') === '') return null;
  return {
    pid,
    host: textOf('host'),
    boot: textOf('boot'),
    since: textOf('since'),
    command: textOf('command'),
    purpose: textOf('purpose'),
  };
}

/** Writes over what was there, since other users may not replace the file in a folder of everybody's. */
export function writeHolder(path: string, holder: LockHolder): void {
  const file = openRecord(path);
  try {
    const length = writeSync(file, `${JSON.stringify(holder)}\n`, 0);
    ftruncateSync(file, length);
  } finally {
    closeSync(file);
  }
}

export function clearHolder(path: string): void {
  const file = openRecord(path);
  try {
    ftruncateSync(file, 0);
  } finally {
    closeSync(file);
  }
}

/** A link that somebody laid there is not followed: it might point at a file of ours. */
function openRecord(path: string): number {
  return openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
}

let boot: string | null = null;

function bootIdentity(): string {
  return (boot ??= readBootIdentity());
}

function readBootIdentity(): string {
  try {
    return process.platform === 'darwin'
      ? execFileSync('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim()
      : readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // A system without such a number is known by its name only.
    return hostname();
  }
}
