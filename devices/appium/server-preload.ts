/** Runs inside the Appium process before Appium does (`node --import`). */
import { subscribe } from 'node:diagnostics_channel';
import { rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { basename } from 'node:path';
import { HOME_PREFIX } from './appium-home.ts';

/** How long an orphaned server may take to end its sessions. */
const ORPHAN_LIMIT_MS = 60_000;

// Drivers' clients for device services write each request in several small pieces and leave Nagle's algorithm on,
// so that every piece waits for the delayed acknowledgement of the one before: pulling 200 bytes takes 280 ms instead
// of 40.
subscribe('net.client.socket', (message) => {
  (message as { readonly socket: Socket }).socket.setNoDelay(true);
});

// The harness holds the other end of this pipe. When it closes, the harness is gone, however it died.
process.stdin.on('end', endOrphan).on('error', endOrphan).resume();
(process.stdin as Partial<Socket>).unref?.();

function endOrphan(): void {
  const home = process.env['APPIUM_HOME'] ?? '';
  process.on('exit', () => {
    if (basename(home).startsWith(HOME_PREFIX)) rmSync(home, { recursive: true, force: true });
  });
  // Before Appium listens for it, the signal would end the process without that.
  if (process.listenerCount('SIGTERM') === 0) process.exit(1);
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), ORPHAN_LIMIT_MS).unref();
}
