import { isFinished, MAX_EVENTS_BYTES } from './events.ts';
import type { HostedApp } from './app-host.ts';

/**
 * The events file of one launch, as far as it has been read. Each look fetches only what the app has written since the
 * one before, and nothing of a file that is too large to be taken.
 */
export class EventsFile {
  readonly #app: HostedApp;
  readonly #path: string;
  #content: Buffer | null = null;
  #bytes = 0;

  constructor(app: HostedApp, path: string) {
    this.#app = app;
    this.#path = path;
  }

  /** What has been read; null while there is no file. */
  get content(): Buffer | null {
    return this.#content;
  }

  /** Its size on the device. */
  get bytes(): number {
    return this.#bytes;
  }

  get isTooLarge(): boolean {
    return this.#bytes > MAX_EVENTS_BYTES;
  }

  get isFinished(): boolean {
    return this.#content !== null && this.#content.length === this.#bytes && isFinished(this.#content);
  }

  /** Throws AppHostError. */
  async look(): Promise<void> {
    const before = this.#content ?? Buffer.alloc(0);
    const pieces: Buffer[] = [];
    let read = before.length;
    for (;;) {
      const look = await this.#app.look(this.#path, read);
      if (look === null) break;
      this.#bytes = look.bytes;
      this.#content ??= before;
      pieces.push(look.content);
      read += look.content.length;
      if (look.content.length === 0 || read >= look.bytes || this.isTooLarge) break;
    }
    if (pieces.some(({ length }) => length > 0)) this.#content = Buffer.concat([before, ...pieces]);
  }
}
