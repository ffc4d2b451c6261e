import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** What the host's kernel says of a process. */
export type Vitals = {
  /** CPU time of all its threads, user and system, and of the children it has waited for. */
  readonly cpuMs: number;
  readonly residentBytes: number;
  /** Largest resident memory so far, as far as the host keeps it. */
  readonly peakResidentBytes: number;
};

/** Linux counts CPU time for user space in hundredths of a second on every architecture. */
const TICK_MS = 10;

/** Vitals by process id; processes that are gone are left out. */
export async function readVitals(pids: readonly number[]): Promise<ReadonlyMap<number, Vitals>> {
  if (pids.length === 0) return new Map();
  return process.platform === 'linux' ? readProc(pids) : readPs(pids);
}

/** CPU time of all children that this process has waited for, or null where the host does not report it. */
export function reapedChildrenCpuMs(): number | null {
  if (process.platform !== 'linux') return null;
  const fields = statFields(readFileSync('/proc/self/stat', 'utf8'));
  return ticks(fields, 13) + ticks(fields, 14);
}

/** A process's main thread: its CPU time so far, and whether it works or would, had it the processor. */
export type MainThread = { readonly cpuMs: number; readonly isReady: boolean };

/** Of one that is gone, no time at all; null where the host does not report that of a thread, which only Linux does. */
export function readMainThread(pid: number): MainThread | null {
  if (process.platform !== 'linux') return null;
  try {
    const fields = statFields(readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8'));
    // Running or waiting for the processor, or for a disk.
    const isReady = fields[0] === 'R' || fields[0] === 'D';
    return { cpuMs: ticks(fields, 11) + ticks(fields, 12), isReady };
  } catch {
    return { cpuMs: 0, isReady: false };
  }
}

/** Parses /proc/<pid>/stat and /proc/<pid>/status; fields by proc(5). */
export function parseProc(stat: string, status: string): Vitals {
  const fields = statFields(stat);
  const residentBytes = kibibytes(status, 'VmRSS');
  return {
    cpuMs: ticks(fields, 11) + ticks(fields, 12) + ticks(fields, 13) + ticks(fields, 14),
    residentBytes,
    peakResidentBytes: Math.max(residentBytes, kibibytes(status, 'VmHWM')),
  };
}

/** Parses `ps -o pid=,rss=,time=`: kibibytes, and [[dd-]hh:]mm:ss[.cc]. */
export function parsePs(output: string): ReadonlyMap<number, Vitals> {
  const vitals = new Map<number, Vitals>();
  for (const line of output.split('\n')) {
    const [pid, rss, time] = line.trim().split(/\s+/);
    if (pid === undefined || rss === undefined || time === undefined) continue;
    const residentBytes = Number(rss) * 1024;
    vitals.set(Number(pid), { cpuMs: parseClock(time), residentBytes, peakResidentBytes: residentBytes });
  }
  return vitals;
}

function parseClock(text: string): number {
  const [days, clock] = text.includes('-') ? text.split('-') : ['0', text];
  const seconds = (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1000);
}

/** Not asynchronous: these are no files on a disk, and waiting for each costs eight times the processor time of reading it. */
function readProc(pids: readonly number[]): ReadonlyMap<number, Vitals> {
  const vitals = new Map<number, Vitals>();
  for (const pid of pids) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      // A process that has ended but was not waited for yet has no memory left to report.
      if (status.includes('VmRSS')) vitals.set(pid, parseProc(readFileSync(`/proc/${pid}/stat`, 'utf8'), status));
    } catch {
      // Gone between two reads.
    }
  }
  return vitals;
}

async function readPs(pids: readonly number[]): Promise<ReadonlyMap<number, Vitals>> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,rss=,time=', '-p', pids.join(',')]);
    return parsePs(stdout);
  } catch {
    // ps fails when none of the processes is left.
    return new Map();
  }
}

/** The fields after the process name, which may itself contain spaces and parentheses. */
function statFields(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function ticks(fields: readonly string[], index: number): number {
  return Number(fields[index] ?? 0) * TICK_MS;
}

function kibibytes(status: string, key: string): number {
  const match = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status);
  return match === null ? 0 : Number(match[1]) * 1024;
}
