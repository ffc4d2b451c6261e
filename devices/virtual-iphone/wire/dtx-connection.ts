import type { Socket } from 'node:net';
import { ByteReader } from './byte-reader.ts';
import {
  decodeDtxBody,
  decodeDtxHeader,
  DTX_HEADER_BYTES,
  type DtxBody,
  type DtxHeader,
  encodeDtxMessage,
} from './dtx-message.ts';
import { type Archivable, ArchivedError } from './keyed-archive.ts';
import { writeAll } from './socket-write.ts';

/** One service as one channel of one connection sees it. */
export interface DtxService {
  /** The value becomes the reply; a thrown ArchivedError too. */
  call(selector: string, parameters: readonly unknown[]): Archivable | Promise<Archivable>;
  /** The channel or its connection is gone. */
  close?(): void;
}

/** What a service may do with its channel: send values that nobody asked for. */
export interface DtxChannel {
  send(value: Archivable): void;
}

export type DtxServices = Readonly<Record<string, (channel: DtxChannel) => DtxService>>;

const CONTROL_CHANNEL = 0;
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const REQUEST_CHANNEL = '_requestChannelWithCode:identifier:';
const PUBLISH_CAPABILITIES = '_notifyOfPublishedCapabilities:';
const CANCEL_CHANNEL = '_channelCanceled:';

/** The device's end of one DTX connection; resolves when the client is gone. */
export async function serveDtx(socket: Socket, services: DtxServices, log: (line: string) => void): Promise<void> {
  const connection = new DtxConnection(socket, services, log);
  try {
    await connection.run();
  } finally {
    connection.close();
    socket.destroy();
  }
}

class DtxConnection {
  readonly #socket: Socket;
  readonly #reader: ByteReader;
  readonly #services: DtxServices;
  readonly #log: (line: string) => void;
  readonly #channels = new Map<number, DtxService>();
  #nextIdentifier = 1;

  constructor(socket: Socket, services: DtxServices, log: (line: string) => void) {
    this.#socket = socket;
    this.#reader = new ByteReader(socket);
    this.#services = services;
    this.#log = log;
  }

  async run(): Promise<void> {
    for (;;) {
      const message = await this.#receive();
      if (message === null) return;
      // Calls of one client may wait for one another's effects, such as a process that ends, so none blocks the next.
      void this.#answer(message.header, message.body);
    }
  }

  close(): void {
    for (const service of this.#channels.values()) service.close?.();
    this.#channels.clear();
  }

  async #receive(): Promise<{ header: DtxHeader; body: DtxBody } | null> {
    const parts: Buffer[] = [];
    for (;;) {
      const head = await this.#reader.read(DTX_HEADER_BYTES);
      const header = head === null ? null : decodeDtxHeader(head);
      if (header === null || header.bodyBytes > MAX_BODY_BYTES) return null;
      // The first of several fragments is a header alone, which announces the length of the whole.
      if (header.fragments > 1 && header.fragment === 0) continue;
      const part = await this.#reader.read(header.bodyBytes);
      if (part === null) return null;
      parts.push(part);
      if (header.fragment < header.fragments - 1) continue;
      try {
        return { header, body: decodeDtxBody(Buffer.concat(parts)) };
      } catch (error) {
        this.#log(`dtx: closes the connection on a malformed message: ${String(error)}`);
        return null;
      }
    }
  }

  async #answer(header: DtxHeader, body: DtxBody): Promise<void> {
    const selector = typeof body.object === 'string' ? body.object : '';
    this.#log(`dtx: channel ${header.channel} ${selector} ${JSON.stringify(body.arguments).slice(0, 200)}`);
    let reply: Archivable;
    try {
      reply =
        header.channel === CONTROL_CHANNEL
          ? this.#control(selector, body.arguments)
          : await this.#channels.get(header.channel)?.call(selector, body.arguments);
    } catch (error) {
      reply = error instanceof ArchivedError ? error : new ArchivedError('com.apple.instruments', 1, String(error));
    }
    if (!header.expectsReply) return;
    await this.#send({
      kind: 'reply',
      channel: header.channel,
      identifier: header.identifier,
      object: reply,
      arguments: [],
    });
  }

  #control(selector: string, parameters: readonly unknown[]): Archivable {
    switch (selector) {
      case PUBLISH_CAPABILITIES: {
        const capabilities = Object.fromEntries(Object.keys(this.#services).map((name) => [name, 1]));
        void this.#call(CONTROL_CHANNEL, PUBLISH_CAPABILITIES, [capabilities]);
        return undefined;
      }
      case REQUEST_CHANNEL:
        return this.#openChannel(Number(parameters[0]), String(parameters[1]));
      case CANCEL_CHANNEL:
        for (const code of parameters.map(Number)) {
          this.#channels.get(code)?.close?.();
          this.#channels.delete(code);
        }
        return undefined;
      default:
        return undefined;
    }
  }

  #openChannel(code: number, identifier: string): Archivable {
    const open = Object.hasOwn(this.#services, identifier) ? this.#services[identifier] : undefined;
    if (open === undefined) return new ArchivedError('DTXMessage', -1, `Unable to find service ${identifier}`);
    this.#channels.set(code, open({ send: (value) => void this.#push(code, value) }));
    return undefined;
  }

  async #call(channel: number, selector: string, parameters: readonly Archivable[]): Promise<void> {
    const identifier = this.#nextIdentifier++;
    await this.#send({ kind: 'call', channel, identifier, object: selector, arguments: parameters });
  }

  async #push(channel: number, value: Archivable): Promise<void> {
    await this.#send({ kind: 'call', channel, identifier: this.#nextIdentifier++, object: value, arguments: [] });
  }

  async #send(message: Parameters<typeof encodeDtxMessage>[0]): Promise<void> {
    await writeAll(this.#socket, [encodeDtxMessage(message)]);
  }
}
