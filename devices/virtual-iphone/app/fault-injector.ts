import { Worker } from 'node:worker_threads';
import type { Answer } from '#devices/agent-node/answer.ts';
import { footprintBytes } from '#devices/agent-node/memory.ts';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import type { ForeignEvent } from '#devices/agent-node/event-log.ts';
import type { BuildFault } from '#devices/agent-node/runtime-options.ts';

const WORDY_LINE_BYTES = 2 ** 20;

/** What comes between the agent and its work in a build that fails on purpose; in every other build, nothing. */
export type FaultInjector = {
  beforeIteration(index: number): Promise<void>;
  answer(answer: Answer): Answer;
  fingerprint(binaryUuid: string): string;
  /** Events that nobody asked for, before the last line. */
  foreignEvents(): Iterable<ForeignEvent>;
  /** Bytes of the last line that are never written. */
  readonly tornBytes: number;
};

const NONE: FaultInjector = {
  beforeIteration: async () => undefined,
  answer: (answer) => answer,
  fingerprint: (binaryUuid) => binaryUuid,
  foreignEvents: () => [],
  tornBytes: 0,
};

/** `limitBytes`: where an allocating build stops when no phone has killed it by then. */
export function faultInjector(fault: BuildFault | null, limitBytes: number): FaultInjector {
  switch (fault?.kind) {
    case undefined:
      return NONE;
    case 'crash':
      return { ...NONE, beforeIteration: async (index) => (index < fault.afterIterations ? undefined : crash()) };
    case 'hang':
      return { ...NONE, beforeIteration: (index) => (index < fault.afterIterations ? Promise.resolve() : forever()) };
    case 'allocate':
      return { ...NONE, beforeIteration: allocator(fault.bytesPerIteration, limitBytes) };
    case 'wordy':
      return { ...NONE, foreignEvents: () => wordy(fault.bytes) };
    case 'tornLastLine':
      return { ...NONE, tornBytes: 30 };
    case 'wrongFingerprint':
      return { ...NONE, fingerprint: (binaryUuid) => binaryUuid.replaceAll(/./g, '0') };
    case 'spin':
      return { ...NONE, beforeIteration: spinner(fault.threads) };
    case 'notANumber':
      return { ...NONE, answer: withoutNumbers };
  }
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
function spinner(threads: number): FaultInjector['beforeIteration'] {
  const spinning: Worker[] = [];
  return async () => {
    while (spinning.length < threads) spinning.push(new Worker('for (;;);', { eval: true }));
  };
}

/** Each byte is written: memory that was only asked for is not yet used. */
function allocator(bytesPerIteration: number, limitBytes: number): FaultInjector['beforeIteration'] {
  const held: Uint8Array[] = [];
  return async () => {
    held.push(new Uint8Array(bytesPerIteration).fill(held.length % 255 || 1));
    if (footprintBytes() > limitBytes) {
      throw new AgentError('OUT_OF_MEMORY', `The app holds more than ${limitBytes} bytes.`);
    }
  };
}

function* wordy(bytes: number): Generator<ForeignEvent> {
  for (let left = bytes; left > 0; left -= WORDY_LINE_BYTES) {
    yield { event: 'foreign', text: 'x'.repeat(Math.min(left, WORDY_LINE_BYTES)) };
  }
}

function withoutNumbers(answer: Answer): Answer {
  return { ...answer, spans: answer.spans.map((span) => ({ ...span, endNs: Number.NaN })) };
}
