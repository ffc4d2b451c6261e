import { createServer, type Server } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** Finds ports of this machine that nobody listens on. Ports handed out before by the same instance are not given twice. */
export class FreePorts {
  readonly #given = new Set<number>();

  async find(count: number): Promise<readonly number[]> {
    const ports: number[] = [];
    while (ports.length < count) {
      const server = await listen(0);
      const address = server.address();
      await close(server);
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      if (this.#given.has(port)) continue;
      this.#given.add(port);
      ports.push(port);
    }
    return ports;
  }
}

export async function isPortFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch {
    return false;
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => resolve(server));
  });
}

async function close(server: Server): Promise<void> {
  return await new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}
