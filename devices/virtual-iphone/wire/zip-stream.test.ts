import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { socketPair, temporaryFolder } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';
import { ByteReader } from './byte-reader.ts';
import { EscapeError } from './confine.ts';
import { ArchiveError, unpackZipStream } from './zip-stream.ts';

const END = Buffer.from('504b0102', 'hex');

function entry(name: string, content: Buffer, checksum = crc32(content)): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt32LE(checksum, 14);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(Buffer.byteLength(name), 26);
  header.writeUInt16LE(3, 28);
  return Buffer.concat([header, Buffer.from(name), Buffer.from('ext'), content]);
}

async function unpack(pieces: readonly Buffer[]): Promise<{ folder: string; files: number }> {
  const folder = await temporaryFolder();
  const { client, server } = await socketPair();
  const unpacked = unpackZipStream(new ByteReader(server), folder);
  const sent = pipeline(pieces, client);
  const files = await unpacked.finally(() => server.destroy());
  await sent;
  return { folder, files };
}

test('files and folders are unpacked while they arrive, whatever the pieces', async () => {
  const archive = Buffer.concat([
    entry('Payload/', Buffer.alloc(0)),
    entry('Payload/Tiny.app/Tiny', Buffer.from('#!/usr/bin/env node')),
    entry('Payload/Tiny.app/empty', Buffer.alloc(0)),
    END,
  ]);
  const bytes = Array.from(archive, (_, index) => archive.subarray(index, index + 1));
  const { folder, files } = await unpack(bytes);
  expect(files).toBe(2);
  expect(await readFile(path.join(folder, 'Payload/Tiny.app/Tiny'), 'utf8')).toBe('#!/usr/bin/env node');
  expect(await readFile(path.join(folder, 'Payload/Tiny.app/empty'))).toHaveLength(0);
});

test('a large file arrives whole', async () => {
  const content = randomBytes(48 * 2 ** 20);
  const { folder } = await unpack([entry('weights.bin', content), END]);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path.join(folder, 'weights.bin')), hash);
  expect(hash.digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
});

test('a name that leaves the folder is refused', async () => {
  await expect(unpack([entry('../escaped', Buffer.from('x')), END])).rejects.toThrow(EscapeError);
});

test('a file that does not match its checksum is refused', async () => {
  await expect(unpack([entry('a', Buffer.from('x'), 1), END])).rejects.toThrow('a does not match its checksum');
});

test('a stream that ends inside a file is refused', async () => {
  const folder = await temporaryFolder();
  const { client, server } = await socketPair();
  const unpacked = unpackZipStream(new ByteReader(server), folder);
  client.end(entry('a', Buffer.from('abcdef')).subarray(0, -2));
  await expect(unpacked).rejects.toThrow(ArchiveError);
});

test('what is no archive is refused and leaves nothing', async () => {
  const folder = await temporaryFolder();
  const { client, server } = await socketPair();
  const unpacked = unpackZipStream(new ByteReader(server), folder);
  client.end('not a zip');
  await expect(unpacked).rejects.toThrow('unexpected zip signature');
  expect(await readdir(folder)).toEqual([]);
});
