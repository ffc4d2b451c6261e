import { expect, onTestFinished, test } from 'vitest';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { socketPair } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';
import { writeAll } from './socket-write.ts';

/** Counts how often something is handed to the system, each time with how many parts. */
function countingSocket(): { readonly socket: Socket; readonly writes: number[] } {
  const writes: number[] = [];
  const socket = new Duplex({
    read: () => {},
    write: (_chunk, _encoding, callback) => {
      writes.push(1);
      callback();
    },
    writev: (chunks, callback) => {
      writes.push(chunks.length);
      callback();
    },
  });
  onTestFinished(() => void socket.destroy());
  return { socket: socket as Socket, writes };
}

test('the parts of a message are handed over at once, so that none waits for an acknowledgement of the one before', async () => {
  const { socket, writes } = countingSocket();
  await writeAll(socket, [Buffer.from('head'), Buffer.from('body'), Buffer.from('end')]);
  expect(writes).toEqual([3]);
});

test('a peer that reads late gets every byte, and one that goes away ends the wait', async () => {
  const { client, server } = await socketPair();
  const large = Buffer.alloc(32 * 2 ** 20, 'x');
  const writing = writeAll(server, [large]);
  let read = 0;
  for await (const chunk of client) if ((read += (chunk as Buffer).length) === large.length) break;
  await writing;
  expect(read).toBe(large.length);
  const other = await socketPair();
  const stuck = writeAll(other.server, [large]);
  other.client.destroy();
  await stuck;
});
