import { closeSync, constants, ftruncateSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the lines of an events file go. */
export interface EventSink {
  /** As write(2): how many of the bytes were taken, from the first one on. */
  write(bytes: Uint8Array): number;
  /** Takes back what lies beyond. */
  truncate(bytes: number): void;
  /** Gives back the room that was kept for the last line. */
  freeSpare(): void;
  close(): void;
}

const SPARE_BYTES = 16 * 1024;

/** A file on disk, with some room kept beside it so that an app that fills the disk can still say so. */
export class EventFile implements EventSink {
  readonly #file: number;
  readonly #spare: string;

  constructor(path: string) {
    // Appending keeps a file that was cut from getting a hole.
    this.#file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND);
    this.#spare = join(dirname(path), 'spare');
    try {
      // Bytes of a file system that compresses take no room when they are all alike.
      writeFileSync(
        this.#spare,
        Uint8Array.from({ length: SPARE_BYTES }, (_, at) => (at * 167) ^ (at >> 8)),
      );
    } catch {
      // A full disk: the first line will say so, or nobody can.
    }
  }

  write(bytes: Uint8Array): number {
    return writeSync(this.#file, bytes);
  }

  truncate(bytes: number): void {
    ftruncateSync(this.#file, bytes);
  }

  freeSpare(): void {
    rmSync(this.#spare, { force: true });
  }

  close(): void {
    closeSync(this.#file);
  }
}
