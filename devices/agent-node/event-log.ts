import { createHash } from 'node:crypto';
import type { AgentEvent, DoneEvent } from '#devices/agent/protocol.ts';
import { AgentError, type AgentErrorCode } from './agent-error.ts';
import type { EventSink } from './event-sink.ts';

/** An event that the protocol does not know and its reader passes over. */
export type ForeignEvent = { readonly event: 'foreign'; readonly text: string };

/**
 * The events file. Events gather in memory and reach the disk only at `flush`, which is never called inside a timed
 * span.
 */
export class EventLog {
  readonly #sink: EventSink;
  readonly #hash = createHash('sha256');
  #waiting = '';
  #events = 0;
  #bytes = 0;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  append(event: Exclude<AgentEvent, DoneEvent> | ForeignEvent): void {
    this.#waiting += `${JSON.stringify(event)}\n`;
    this.#events += 1;
  }

  /**
   * Writes what has gathered. A disk that takes only a part of it keeps none of it, so that the file ends with a whole line. Throws
   * STORAGE_FULL, or INTERNAL for any other failure.
   */
  flush(): void {
    if (this.#waiting === '') return;
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    this.#write(bytes);
    this.#hash.update(bytes);
  }

  /** Writes the last line of a complete file; `tornBytes` of its end stay away, for builds that fail on purpose. */
  finish(totals: Omit<DoneEvent, 'event' | 'events' | 'sha256'>, tornBytes = 0): void {
    this.flush();
    const done: DoneEvent = { event: 'done', events: this.#events, sha256: this.#hash.digest('hex'), ...totals };
    const line = Buffer.from(`${JSON.stringify(done)}\n`);
    this.#write(line.subarray(0, line.length - tornBytes));
    this.#sink.freeSpare();
    this.#sink.close();
  }

  /**
   * Writes the last line of a file whose app gives up, into the room that was kept for it. What waits is written too where it fits. What
   * cannot be written is lost; the lines before it stay.
   */
  giveUp(code: AgentErrorCode, message: string): void {
    this.#sink.freeSpare();
    try {
      this.flush();
    } catch {
      // The error matters more.
    }
    this.append({ event: 'error', code, message });
    try {
      this.flush();
    } catch {
      // Nobody can be told.
    }
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let written = 0; written < bytes.length;) written += this.#sink.write(bytes.subarray(written));
      this.#bytes += bytes.length;
    } catch (cause) {
      this.#takeBack();
      throw new AgentError(isFull(cause) ? 'STORAGE_FULL' : 'INTERNAL', 'The events cannot be written.', cause);
    }
  }

  #takeBack(): void {
    try {
      this.#sink.truncate(this.#bytes);
    } catch {
      // Then a reader finds the file torn.
    }
  }
}

/** Whether the file system has no room left for the app. */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
