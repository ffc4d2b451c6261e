import { once } from 'node:events';
import type { Socket } from 'node:net';

/** Sends the parts as one message, without copying them together, and waits while the peer does not keep up. */
export async function writeAll(socket: Socket, parts: readonly Uint8Array[]): Promise<void> {
  if (socket.destroyed || !socket.writable) return;
  socket.cork();
  let isAccepted = true;
  for (const part of parts) isAccepted = socket.write(part);
  socket.uncork();
  if (isAccepted) return;
  const waiting = new AbortController();
  const signal = waiting.signal;
  try {
    await Promise.race([once(socket, 'drain', { signal }), once(socket, 'close', { signal })]);
  } catch {
    // The connection broke while it was full; whoever reads from it next finds out.
  } finally {
    waiting.abort();
  }
}
