import type { AppEnd } from '#devices/agent/app-host.ts';

/** How a process ended that nobody had asked to end. */
export type Exit = {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines that it wrote to its standard error. */
  readonly lastLines: readonly string[];
  /** Whether the kernel has ended a process for want of memory since this one was started. */
  readonly hasKernelKilled: boolean;
};

const OUT_OF_MEMORY = /heap out of memory|bad_alloc|(?:failed|unable|cannot) to allocate|out of memory/i;

/** With these the system, or the program itself, ends a program that went wrong. */
const CRASHES: ReadonlySet<string> = new Set([
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
] satisfies NodeJS.Signals[]);

/** Why the process is gone; null for one that is still there. */
export function explainExit(exit: Exit | null): AppEnd {
  if (exit === null) return { ...ENDED, message: 'Nothing says how it ended.', report: null };
  const { code, signal, lastLines, hasKernelKilled } = exit;
  const report = lastLines.length === 0 ? null : lastLines.join('\n');
  if (signal === 'SIGKILL' && hasKernelKilled) {
    return { ...MEMORY, message: 'The kernel ended it because the machine had no memory left.', report };
  }
  const spoken = lastLines.find((line) => OUT_OF_MEMORY.test(line));
  if (spoken !== undefined) return { ...MEMORY, message: `It ran out of memory: ${spoken.trim()}`, report };
  if (signal !== null && !CRASHES.has(signal)) {
    const message = `Somebody else than the harness ended it with ${signal}.`;
    return { kind: 'infrastructure', code: 'KILLED', message, report };
  }
  if (signal !== null) return { ...CRASH, message: `It crashed with ${signal}.`, report };
  if (code !== 0) return { ...CRASH, message: `It ended with exit code ${code}.`, report };
  return { ...ENDED, message: 'It ended by itself with exit code 0.', report };
}

const MEMORY = { kind: 'product', code: 'OUT_OF_MEMORY' } as const;
const CRASH = { kind: 'product', code: 'CRASH' } as const;
const ENDED = { kind: 'product', code: 'APP_ENDED' } as const;
