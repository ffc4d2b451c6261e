import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { OperatingSystem } from './operating-system.ts';
import { ServiceHost } from './service-host.ts';
import { startSystem } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';
import { WdaRunner } from './wda-runner.ts';
import { AFC_OPERATIONS, encodeAfcHeader } from '#devices/virtual-iphone/wire/afc-packet.ts';
import { ByteReader } from '#devices/virtual-iphone/wire/byte-reader.ts';
import { PlistSocket } from '#devices/virtual-iphone/wire/plist-socket.ts';

const LOCKDOWN = 'com.apple.mobile.lockdown.remote.untrusted';
const MEDIA = 'com.apple.afc.shim.remote';

async function hostOf(system: OperatingSystem): Promise<ServiceHost> {
  const host = new ServiceHost(system, new WdaRunner(system), () => {});
  await host.open();
  onTestFinished(() => host.close());
  return host;
}

async function dial(host: ServiceHost, service: string): Promise<Socket> {
  const socket = connect(host.ports.get(service) ?? 0, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** A connection after its check-in. */
async function checkIn(
  host: ServiceHost,
  service: string,
): Promise<{ socket: Socket; messages: PlistSocket; reader: ByteReader }> {
  const socket = await dial(host, service);
  const reader = new ByteReader(socket);
  const messages = new PlistSocket(socket, reader);
  messages.send({ Label: 'test', ProtocolVersion: '2', Request: 'RSDCheckin' });
  expect([await messages.receive(), await messages.receive()]).toEqual([
    { Request: 'RSDCheckin' },
    { Request: 'StartService' },
  ]);
  return { socket, messages, reader };
}

test('lockdown reports what the phone is', async () => {
  const { messages } = await checkIn(await hostOf(await startSystem()), LOCKDOWN);
  messages.send({ Request: 'GetValue', Key: 'ProductVersion' });
  expect(await messages.receive()).toMatchObject({ Value: '26.1' });
  messages.send({ Request: 'GetValue', Key: 'NoSuchKey' });
  expect(await messages.receive()).toMatchObject({ Error: 'MissingValue' });
  messages.send({ Request: 'Reboot' });
  expect(await messages.receive()).toMatchObject({ Error: 'InvalidService' });
});

test.each([
  ['noise', Buffer.alloc(64, 0xff)],
  ['a check-in that is no property list', Buffer.concat([Buffer.of(0, 0, 0, 5), Buffer.from('hello')])],
  ['a length of four gigabytes', Buffer.of(0xff, 0xff, 0xff, 0xff)],
])('%s ends the connection and harms no other', async (_, bytes) => {
  const host = await hostOf(await startSystem());
  const { messages } = await checkIn(host, LOCKDOWN);
  const rude = await dial(host, LOCKDOWN);
  rude.write(bytes);
  rude.resume();
  await once(rude, 'end');
  messages.send({ Request: 'QueryType' });
  expect(await messages.receive()).toMatchObject({ Type: 'com.apple.mobile.lockdown' });
});

test('a client that breaks off in the middle of a file harms no other', async () => {
  const host = await hostOf(await startSystem());
  const rude = await checkIn(host, MEDIA);
  const header = { entireBytes: 2 ** 20, headBytes: 48, packet: 1n, operation: AFC_OPERATIONS.write };
  rude.socket.write(Buffer.concat([encodeAfcHeader(header), Buffer.alloc(1000)]));
  rude.socket.resetAndDestroy();
  const { socket } = await checkIn(host, MEDIA);
  expect(socket.readable).toBe(true);
});

test('an operation that is not there is refused by its number', async () => {
  const { socket, reader } = await checkIn(await hostOf(await startSystem()), MEDIA);
  socket.write(encodeAfcHeader({ entireBytes: 40, headBytes: 40, packet: 9n, operation: 0x1c }));
  const answer = (await reader.read(48)) ?? Buffer.alloc(48);
  expect(answer.readBigUInt64LE(24)).toBe(9n);
  expect(answer.readBigUInt64LE(40)).toBe(15n);
});

test('a closed host breaks every connection', async () => {
  const host = await hostOf(await startSystem());
  const { messages } = await checkIn(host, LOCKDOWN);
  const next = messages.receive();
  await host.close();
  expect(await next).toBeNull();
  expect(host.isOpen).toBe(false);
});
