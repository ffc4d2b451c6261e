import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { AgentEvent, DoneEvent } from '#devices/agent/protocol.ts';

/** An event that the protocol does not know and its reader passes over. */
export type ForeignEvent = { readonly event: 'foreign'; readonly text: string };

/**
 * The events file. Events gather in memory and reach the disk only at `flush`, which is never called inside a timed
 * span.
 */
export class EventLog {
  readonly #file: number;
  readonly #hash = createHash('sha256');
  #waiting = '';
  #events = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  append(event: Exclude<AgentEvent, DoneEvent> | ForeignEvent): void {
    this.#waiting += `${JSON.stringify(event)}\n`;
    this.#events += 1;
  }

  flush(): void {
    if (this.#waiting === '') return;
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    this.#hash.update(bytes);
    this.#write(bytes);
  }

  /** Writes the last line of a complete file; `tornBytes` of its end stay away, for builds that fail on purpose. */
  finish(totals: Omit<DoneEvent, 'event' | 'events' | 'sha256'>, tornBytes = 0): void {
    this.flush();
    const done: DoneEvent = { event: 'done', events: this.#events, sha256: this.#hash.digest('hex'), ...totals };
    const line = Buffer.from(`${JSON.stringify(done)}\n`);
    this.#write(line.subarray(0, line.length - tornBytes));
    closeSync(this.#file);
  }

  #write(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length;) written += writeSync(this.#file, bytes, written);
  }
}
