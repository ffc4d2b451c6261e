import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { FreePorts, isPortFree } from './free-port.ts';

test('ports that are found are free, and none is given twice', async () => {
  const ports = await new FreePorts().find(50);
  expect(new Set(ports).size).toBe(50);
  expect(await Promise.all(ports.map(isPortFree))).not.toContain(false);
});

test('a port that somebody listens on is not free', async () => {
  const [port = 0] = await new FreePorts().find(1);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  expect(await isPortFree(port)).toBe(false);
});
