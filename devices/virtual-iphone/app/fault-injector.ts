import { Worker } from 'node:worker_threads';
import type { Answer } from '#devices/agent-node/answer.ts';
import { footprintBytes } from '#devices/agent-node/memory.ts';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import type { EventLog } from '#devices/agent-node/event-log.ts';
import { type AgentHooks, NO_HOOKS, type Totals } from '#devices/agent-node/agent-context.ts';
import type { BuildFault } from './build-fault.ts';

const WORDY_LINE_BYTES = 2 ** 20;

/** The agent's hooks in a build that fails on purpose; in every other build, none. */
export type FaultHooks = Pick<AgentHooks, 'beforeIteration' | 'answer' | 'finish'>;

const TORN_BYTES = 30;

/** `limitBytes`: where an allocating build stops when no phone has killed it by then. */
export function faultHooks(fault: BuildFault | null, limitBytes: number): FaultHooks {
  switch (fault?.kind) {
    case undefined:
    case 'wrongFingerprint':
      return NO_HOOKS;
    case 'crash':
      return { ...NO_HOOKS, beforeIteration: async (index) => (index < fault.afterIterations ? undefined : crash()) };
    case 'hang':
      return {
        ...NO_HOOKS,
        beforeIteration: (index) => (index < fault.afterIterations ? Promise.resolve() : forever()),
      };
    case 'allocate':
      return { ...NO_HOOKS, beforeIteration: allocator(fault.bytesPerIteration, limitBytes) };
    case 'wordy':
      return { ...NO_HOOKS, finish: (log, totals) => finishWordily(log, totals, fault.bytes) };
    case 'tornLastLine':
      return { ...NO_HOOKS, finish: (log, totals) => log.finish(totals, TORN_BYTES) };
    case 'spin':
      return { ...NO_HOOKS, beforeIteration: spinner(fault.threads) };
    case 'notANumber':
      return { ...NO_HOOKS, answer: withoutNumbers };
  }
}

/** What the app says that its executable is. */
export function fingerprintOf(binaryUuid: string, fault: BuildFault | null): string {
  return fault?.kind === 'wrongFingerprint' ? binaryUuid.replaceAll(/./g, '0') : binaryUuid;
}

/** As a failed assertion ends an iOS app. */
async function crash(): Promise<void> {
  process.kill(process.pid, 'SIGABRT');
  await forever();
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}

/** The threads end with the process. */
function spinner(threads: number): FaultHooks['beforeIteration'] {
  const spinning: Worker[] = [];
  return async () => {
    while (spinning.length < threads) spinning.push(new Worker('for (;;);', { eval: true }));
  };
}

/** Each byte is written: memory that was only asked for is not yet used. */
function allocator(bytesPerIteration: number, limitBytes: number): FaultHooks['beforeIteration'] {
  const held: Uint8Array[] = [];
  return async () => {
    held.push(new Uint8Array(bytesPerIteration).fill(held.length % 255 || 1));
    if (footprintBytes() > limitBytes) {
      throw new AgentError('OUT_OF_MEMORY', `The app holds more than ${limitBytes} bytes.`);
    }
  };
}

/** Writes events that nobody asked for before the last line. */
function finishWordily(log: EventLog, totals: Totals, bytes: number): void {
  for (let left = bytes; left > 0; left -= WORDY_LINE_BYTES) {
    log.append({ event: 'foreign', text: 'x'.repeat(Math.min(left, WORDY_LINE_BYTES)) });
    log.flush();
  }
  log.finish(totals);
}

function withoutNumbers(answer: Answer): Answer {
  return { ...answer, spans: answer.spans.map((span) => ({ ...span, endNs: Number.NaN })) };
}
