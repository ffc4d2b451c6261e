import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of memory that the process holds now. */
export function footprintBytes(): number {
  return process.memoryUsage.rss();
}

/**
 * The largest footprint in the life of the process, as the operating system kept it. Linux hands a new program the
 * `maxrss` of the process that started it, so there the high-water mark of the program itself is read.
 */
export function peakFootprintBytes(): number {
  if (process.platform === 'linux') {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kibibytes !== undefined) return Number(kibibytes) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}

/**
 * Frees what nothing refers to any more, so that a footprint shows what is held and not when the collector last ran.
 */
export function collectGarbage(): void {
  collect ??= exposeCollector();
  collect();
}

let collect: (() => void) | null = null;

function exposeCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
