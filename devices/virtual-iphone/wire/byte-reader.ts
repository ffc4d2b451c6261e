import type { Socket } from 'node:net';

/**
 * Reads a socket in exact amounts. Bytes are pulled, never pushed: a reader that is busy leaves the rest in the kernel,
 * so that a fast sender waits for a slow disk.
 */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #buffered: Buffer[] = [];
  #bufferedBytes = 0;

  constructor(socket: Socket) {
    this.#source = socket.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  }

  /** Exactly `byteCount` bytes, or null when the peer went away before they were complete. */
  async read(byteCount: number): Promise<Buffer | null> {
    while (this.#bufferedBytes < byteCount) if (!(await this.#pull())) return null;
    const parts: Buffer[] = [];
    for (let missing = byteCount; missing > 0;) {
      const part = this.#take(missing);
      parts.push(part);
      missing -= part.length;
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, byteCount);
  }

  /** The next `byteCount` bytes in pieces as they come; ends early when the peer goes away. */
  async *pieces(byteCount: number): AsyncGenerator<Buffer, void, undefined> {
    for (let missing = byteCount; missing > 0;) {
      if (this.#bufferedBytes === 0 && !(await this.#pull())) return;
      const piece = this.#take(missing);
      missing -= piece.length;
      yield piece;
    }
  }

  /** Throws away whatever still comes; resolves when the peer is gone. */
  async untilClosed(): Promise<void> {
    do {
      this.#buffered = [];
      this.#bufferedBytes = 0;
    } while (await this.#pull());
  }

  async #pull(): Promise<boolean> {
    try {
      const next = await this.#source.next();
      if (next.done === true) return false;
      this.#buffered.push(next.value);
      this.#bufferedBytes += next.value.length;
      return true;
    } catch {
      // A reset or destroyed connection ends a protocol the same way as an orderly close.
      return false;
    }
  }

  #take(atMost: number): Buffer {
    const first = this.#buffered[0];
    if (first === undefined) return Buffer.alloc(0);
    if (first.length <= atMost) {
      this.#buffered.shift();
      this.#bufferedBytes -= first.length;
      return first;
    }
    this.#buffered[0] = first.subarray(atMost);
    this.#bufferedBytes -= atMost;
    return first.subarray(0, atMost);
  }
}
