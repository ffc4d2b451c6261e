import { once } from 'node:events';
import { expect, test } from 'vitest';
import { socketPair } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';
import { ByteReader } from './byte-reader.ts';
import { type DtxServices, serveDtx } from './dtx-connection.ts';
import { decodeDtxBody, decodeDtxHeader, DTX_HEADER_BYTES, encodeDtxMessage } from './dtx-message.ts';
import { type Archivable, ArchivedError } from './keyed-archive.ts';

const REQUEST_CHANNEL = '_requestChannelWithCode:identifier:';

/** A call that waits for its reply, as a client sends it. */
function call(channel: number, selector: string, parameters: readonly Archivable[] = []): Buffer {
  const bytes = encodeDtxMessage({ kind: 'call', channel, identifier: 7, object: selector, arguments: parameters });
  bytes.writeUInt32LE(1, 28);
  return bytes;
}

/** The message in three fragments; the first is a header alone. */
function fragmented(message: Buffer): Buffer {
  const [head, body] = [message.subarray(0, DTX_HEADER_BYTES), message.subarray(DTX_HEADER_BYTES)];
  const fragment = (index: number, content: Buffer): Buffer => {
    const header = Buffer.from(head);
    header.writeUInt16LE(index, 8);
    header.writeUInt16LE(3, 10);
    header.writeUInt32LE(index === 0 ? body.length : content.length, 12);
    return Buffer.concat([header, content]);
  };
  return Buffer.concat([
    fragment(0, Buffer.alloc(0)),
    fragment(1, body.subarray(0, 20)),
    fragment(2, body.subarray(20)),
  ]);
}

async function connectionTo(services: DtxServices): Promise<{
  ask: (bytes: Buffer) => Promise<unknown>;
  send: (bytes: Buffer) => void;
  ended: Promise<unknown>;
}> {
  const { client, server } = await socketPair();
  void serveDtx(server, services, () => {});
  const reader = new ByteReader(client);
  const ask = async (bytes: Buffer): Promise<unknown> => {
    client.write(bytes);
    const header = decodeDtxHeader((await reader.read(DTX_HEADER_BYTES)) ?? Buffer.alloc(DTX_HEADER_BYTES));
    const body = await reader.read(header?.bodyBytes ?? 0);
    return body === null ? null : decodeDtxBody(body).object;
  };
  return { ask, send: (bytes) => void client.write(bytes), ended: once(server, 'close') };
}

const echo: DtxServices = {
  echo: () => ({
    call: (selector, parameters) => {
      if (selector === 'fail') throw new ArchivedError('echo', 5, 'as asked');
      return `${selector} ${String(parameters[0])}`;
    },
  }),
};

test('a service answers on the channel that was opened for it', async () => {
  const { ask } = await connectionTo(echo);
  expect(await ask(call(0, REQUEST_CHANNEL, [1, 'echo']))).toBeNull();
  expect(await ask(call(1, 'say', ['hello']))).toBe('say hello');
});

test('a service that fails and one that does not exist answer with an error', async () => {
  const { ask } = await connectionTo(echo);
  await ask(call(0, REQUEST_CHANNEL, [1, 'echo']));
  expect(await ask(call(1, 'fail'))).toMatchObject({ NSDomain: 'echo', NSCode: 5 });
  expect(await ask(call(0, REQUEST_CHANNEL, [2, 'toString']))).toMatchObject({
    NSUserInfo: { NSLocalizedDescription: 'Unable to find service toString' },
  });
});

test('a message may come in fragments', async () => {
  const { ask } = await connectionTo(echo);
  await ask(call(0, REQUEST_CHANNEL, [1, 'echo']));
  expect(await ask(fragmented(call(1, 'say', ['in pieces'])))).toBe('say in pieces');
});

test('a channel that is cancelled, and one whose connection ends, is closed', async () => {
  const closed: number[] = [];
  let opened = 0;
  const services: DtxServices = {
    counted: () => {
      const number = (opened += 1);
      return { call: () => null, close: () => void closed.push(number) };
    },
  };
  const { ask, send, ended } = await connectionTo(services);
  await ask(call(0, REQUEST_CHANNEL, [1, 'counted']));
  await ask(call(0, REQUEST_CHANNEL, [2, 'counted']));
  await ask(call(0, '_channelCanceled:', [1]));
  expect(closed).toEqual([1]);
  send(Buffer.alloc(DTX_HEADER_BYTES));
  await ended;
  expect(closed).toEqual([1, 2]);
});

test.each([
  ['bytes that are no message', Buffer.alloc(64, 'x')],
  ['a body that is no archive', Buffer.concat([call(0, 'x').subarray(0, 48), Buffer.alloc(200)])],
])('%s end the connection', async (_, bytes) => {
  const { send, ended } = await connectionTo(echo);
  send(bytes);
  // The socket closed without an error.
  expect(await ended).toEqual([false]);
});
