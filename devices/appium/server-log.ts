import { open, truncate } from 'node:fs/promises';

/** More is never read for one failure. */
const MAX_READ_BYTES = 256 * 2 ** 10;
/** A file that has grown beyond this is emptied before the next launch: a night's log would fill the disk. */
const MAX_FILE_BYTES = 32 * 2 ** 20;

/** The log of an Appium server as a file that the server appends to. */
export class ServerLog {
  readonly path: string;
  #emptiedBytes = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** The place at which the log ends now. */
  async mark(): Promise<number> {
    const bytes = await this.#bytes();
    if (bytes <= MAX_FILE_BYTES) return this.#emptiedBytes + bytes;
    this.#emptiedBytes += bytes;
    await truncate(this.path).catch(() => null);
    return this.#emptiedBytes;
  }

  /** What was logged since a mark, of much the end; empty when it cannot be read. */
  async since(mark: number): Promise<string> {
    try {
      await using file = await open(this.path);
      const { size } = await file.stat();
      const start = Math.max(0, mark - this.#emptiedBytes, size - MAX_READ_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - start)), { position: start });
      return buffer.toString('utf8', 0, bytesRead);
    } catch {
      return '';
    }
  }

  async #bytes(): Promise<number> {
    try {
      await using file = await open(this.path);
      return (await file.stat()).size;
    } catch {
      return 0;
    }
  }
}
