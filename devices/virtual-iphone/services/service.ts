import type { Socket } from 'node:net';
import type { OperatingSystem } from '#devices/virtual-iphone/system/operating-system.ts';
import type { ByteReader } from '#devices/virtual-iphone/wire/byte-reader.ts';
import type { PlistSocket } from '#devices/virtual-iphone/wire/plist-socket.ts';

/** One client's connection to one service, after the check-in. */
export type ServiceConnection = {
  readonly system: OperatingSystem;
  readonly socket: Socket;
  readonly reader: ByteReader;
  readonly messages: PlistSocket;
};

/** Serves one connection; the socket is closed when it resolves. */
export type Service = (connection: ServiceConnection) => Promise<void>;
