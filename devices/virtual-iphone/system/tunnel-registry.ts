import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { LOOPBACK, type ServiceHost } from './service-host.ts';

type Tunnel = {
  readonly udid: string;
  readonly deviceId: number;
  readonly address: string;
  readonly rsdPort: number;
  readonly services: Readonly<Record<string, { readonly port: string }>>;
  readonly connectionType: 'USB';
  readonly productId: number;
  readonly createdAt: number;
  readonly lastUpdated: number;
};

const BASE_PATH = '/remotexpc/tunnels';
const REFRESH = '/refresh-services';

/**
 * The HTTP service that tells a driver which phones have a tunnel and on which ports their services listen. Here the
 * services listen on loopback themselves, so there is no tunnel behind an entry. A missing phone is reported at once.
 */
export class TunnelRegistry {
  readonly #server: Server;
  readonly #tunnels = new Map<string, Tunnel>();
  #port = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      const [status, body] = this.#answer((request.url ?? '/').split('?', 1)[0] ?? '/');
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  }

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    this.#server.listen(0, LOOPBACK);
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  publish(udid: string, host: ServiceHost): void {
    const now = Date.now();
    const services = Object.fromEntries([...host.ports].map(([name, port]) => [name, { port: String(port) }]));
    this.#tunnels.set(udid, {
      udid,
      deviceId: this.#tunnels.size + 1,
      address: LOOPBACK,
      rsdPort: 1,
      services,
      connectionType: 'USB',
      productId: 0,
      createdAt: now,
      lastUpdated: now,
    });
  }

  withdraw(udid: string): void {
    this.#tunnels.delete(udid);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(pathname: string): readonly [status: number, body: unknown] {
    if (!pathname.startsWith(BASE_PATH)) return [404, { error: 'Not found' }];
    const rest = pathname.slice(BASE_PATH.length).replace(/^\//, '');
    const udid = rest.endsWith(REFRESH) ? rest.slice(0, -REFRESH.length) : rest;
    if (udid === '') {
      const tunnels = Object.fromEntries(this.#tunnels);
      const count = this.#tunnels.size;
      return [
        200,
        { tunnels, metadata: { lastUpdated: new Date().toISOString(), totalTunnels: count, activeTunnels: count } },
      ];
    }
    const tunnel = this.#tunnels.get(udid);
    return tunnel === undefined ? [404, { error: `Tunnel not found for UDID: ${udid}` }] : [200, tunnel];
  }
}
