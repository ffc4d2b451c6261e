import { waitedMs } from './waiting.ts';

/** How an app in Node times its work. */
export interface AgentClock {
  /** Whole nanoseconds since the process started; never goes back. */
  now(): number;
  /** CPU time of all threads of the process, by the same measure. */
  cpuTimeMs(): number;
  /** How long the main thread was ready to work while others had the processor; null where that is no part of its time. */
  waitedMs(): number | null;
}

/** A clock of an app that stands for a faster or slower device than this machine. */
export interface ScaledClock extends AgentClock {
  /** From now on the device computes at this speed: 0.5 takes twice as long as this machine. */
  setSpeed(speedFactor: number): void;
}

/** CPU time in microseconds, of the main thread and of the whole process. */
export type CpuTimes = { readonly thread: number; readonly process: number };

/** The clock of an app that stands for nothing but this machine: that of the wall, with all waiting in it. */
export function wallClock(): AgentClock {
  return {
    now: () => Math.round(performance.now() * 1e6),
    cpuTimeMs: () => readCpuTimes().process / 1000,
    waitedMs,
  };
}

/**
 * Counts the CPU time of the app's main thread, which does all of the work, and divides it by the device's speed. While
 * other work on this machine keeps the processor from the app, this clock stands still. It leaves out all waiting: for
 * the processor, for a disk, for another thread.
 */
export function cpuClock(cpuTimes: () => CpuTimes = readCpuTimes): ScaledClock {
  let speed = 1;
  let from: CpuTimes = { thread: 0, process: 0 };
  let atFrom: CpuTimes = { thread: 0, process: 0 };
  const onDevice = (now: CpuTimes): CpuTimes => {
    const scaled = (of: keyof CpuTimes): number => atFrom[of] + (now[of] - from[of]) / speed;
    return { thread: scaled('thread'), process: scaled('process') };
  };
  return {
    now: () => Math.round(onDevice(cpuTimes()).thread * 1000),
    cpuTimeMs: () => onDevice(cpuTimes()).process / 1000,
    waitedMs: () => null,
    setSpeed(speedFactor) {
      const now = cpuTimes();
      [atFrom, from, speed] = [onDevice(now), now, speedFactor];
    },
  };
}

/**
 * The process comes first: Linux brings the count of a thread up to date at the ticks of its kernel, up to 4 ms late,
 * but at once when somebody asks for the whole process.
 */
function readCpuTimes(): CpuTimes {
  const all = process.cpuUsage();
  const thread = process.threadCpuUsage();
  return { thread: thread.user + thread.system, process: all.user + all.system };
}
