import { expect, test } from 'vitest';
import { socketPair } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';
import { ByteReader } from './byte-reader.ts';

test('amounts are exact, whatever the pieces in which bytes come', async () => {
  const { client, server } = await socketPair();
  const reader = new ByteReader(server);
  for (const piece of ['a', 'bc', 'def', 'ghij']) client.write(piece);
  expect((await reader.read(4))?.toString()).toBe('abcd');
  expect(await reader.read(0)).toHaveLength(0);
  expect((await reader.read(6))?.toString()).toBe('efghij');
});

test('an end inside an amount is null', async () => {
  const { client, server } = await socketPair();
  const reader = new ByteReader(server);
  client.end('abc');
  expect(await reader.read(4)).toBeNull();
});

test('a broken connection ends like an orderly one', async () => {
  const { client, server } = await socketPair();
  const reader = new ByteReader(server);
  const read = reader.read(1);
  client.resetAndDestroy();
  expect(await read).toBeNull();
});

test('bytes that nobody reads are left with the sender', async () => {
  const { client, server } = await socketPair();
  const reader = new ByteReader(server);
  const megabytes = 64;
  for (let sent = 0; sent < megabytes; sent += 1) client.write(Buffer.alloc(2 ** 20));
  await reader.read(1);
  expect(server.bytesRead).toBeLessThan((megabytes / 2) * 2 ** 20);
});
