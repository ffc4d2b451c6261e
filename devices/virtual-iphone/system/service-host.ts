import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { INSTRUMENTS_HUB, instruments, SERVICES } from '#devices/virtual-iphone/services/catalogue.ts';
import type { OperatingSystem } from './operating-system.ts';
import type { Service } from '#devices/virtual-iphone/services/service.ts';
import type { WdaRunner } from './wda-runner.ts';
import { ByteReader } from '#devices/virtual-iphone/wire/byte-reader.ts';
import { serveDtx } from '#devices/virtual-iphone/wire/dtx-connection.ts';
import { PlistSocket } from '#devices/virtual-iphone/wire/plist-socket.ts';
import { textAt } from '#devices/virtual-iphone/wire/property-list.ts';

export const LOOPBACK = '127.0.0.1';

/** The listeners of one phone: every service on a port of its own, as behind a tunnel. */
export class ServiceHost {
  /** Port by service name. */
  readonly ports = new Map<string, number>();
  readonly #system: OperatingSystem;
  readonly #wda: WdaRunner;
  readonly #trace: (line: string) => void;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  constructor(system: OperatingSystem, wda: WdaRunner, trace: (line: string) => void) {
    this.#system = system;
    this.#wda = wda;
    this.#trace = trace;
  }

  async open(): Promise<void> {
    const hub = instruments(this.#system, this.#wda);
    await this.#listen(INSTRUMENTS_HUB, (socket) => serveDtx(socket, hub, this.#trace));
    for (const [name, service] of Object.entries(SERVICES)) {
      await this.#listen(name, (socket) => this.#serve(socket, service));
    }
  }

  get isOpen(): boolean {
    return this.#servers.length > 0;
  }

  /** Breaks every connection and stops listening. */
  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    this.#servers.length = 0;
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  async #listen(name: string, serve: (socket: Socket) => Promise<void>): Promise<void> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      // A client that breaks its connection ends the service's reads; there is nobody to tell.
      socket.on('error', () => {});
      socket.setNoDelay(true);
      this.#trace(`open ${name}`);
      serve(socket).then(
        () => socket.end(),
        (error: unknown) => {
          this.#trace(`${name} failed: ${error instanceof Error ? error.stack : String(error)}`);
          socket.destroy();
        },
      );
    });
    this.#servers.push(server);
    server.listen(0, LOOPBACK);
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address === 'object') this.ports.set(name, address.port);
  }

  async #serve(socket: Socket, service: Service): Promise<void> {
    const reader = new ByteReader(socket);
    const messages = new PlistSocket(socket, reader);
    const checkIn = await messages.receive();
    if (checkIn === null || textAt(checkIn, 'Request') !== 'RSDCheckin') return;
    messages.send({ Request: 'RSDCheckin' });
    messages.send({ Request: 'StartService' });
    await service({ system: this.#system, socket, reader, messages });
  }
}
