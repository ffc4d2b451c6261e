import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

const LOOPBACK = '127.0.0.1';

/**
 * Ports are taken from below the range that systems hand out for outgoing connections (Linux from 32768, macOS from
 * 49152): one of those may be gone again before anybody listens on it.
 */
const LOWEST = 10_000;
const HIGHEST = 32_000;

/**
 * Finds ports of this machine that nobody listens on. Ports handed out before by the same instance are not given twice.
 */
export class FreePorts {
  readonly #given = new Set<number>();

  async find(count: number): Promise<readonly number[]> {
    const ports: number[] = [];
    while (ports.length < count) {
      const port = randomInt(LOWEST, HIGHEST);
      if (this.#given.has(port)) continue;
      this.#given.add(port);
      if (await isPortFree(port)) ports.push(port);
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
