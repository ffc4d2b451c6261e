import type { Socket } from 'node:net';
import type { PropertyList } from '#devices/bundle/property-list.ts';
import { parsePropertyList, writePropertyList } from './property-list.ts';
import type { ByteReader } from './byte-reader.ts';

const LENGTH_BYTES = 4;
/** Larger than any request of a client; a longer length is noise, not a message. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Property lists over a socket, each behind its length as a big-endian 32-bit number. */
export class PlistSocket {
  readonly #socket: Socket;
  readonly #reader: ByteReader;

  constructor(socket: Socket, reader: ByteReader) {
    this.#socket = socket;
    this.#reader = reader;
  }

  /** The next message, or null when the peer is gone or talks something else. */
  async receive(): Promise<PropertyList | null> {
    const length = (await this.#reader.read(LENGTH_BYTES))?.readUInt32BE(0);
    if (length === undefined || length > MAX_MESSAGE_BYTES) return null;
    const body = await this.#reader.read(length);
    return body === null ? null : parsePropertyList(body);
  }

  send(message: PropertyList): void {
    if (!this.#socket.writable) return;
    const body = Buffer.from(writePropertyList(message), 'utf8');
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(body.length);
    this.#socket.write(Buffer.concat([length, body]));
  }
}
