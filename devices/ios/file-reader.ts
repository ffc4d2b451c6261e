/**
 * Follows files in the Documents folders of a phone's apps as they grow. Reads a JSON object a line, `{ bundleId, path,
 * from }`, and answers each with one: the file's size and what it holds from there on, at most PIECE_BYTES of it.
 *
 * The driver can only fetch whole files, one connection each, and does not tell a size before. This program keeps the
 * connection, and a look at a file that has not grown costs the phone one packet.
 *
 * Argument: udid.
 */
import './driver-repairs.ts';
import './lazy-support.ts';
import './without-tunnels.ts';
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { loadDeviceService } from './device-library.ts';
import type { FileAnswer } from './remote-files.ts';

type Files = {
  stat(path: string): Promise<{ readonly st_size: bigint }>;
  fopen(path: string, mode: 'r'): Promise<bigint>;
  fread(handle: bigint, size: bigint): Promise<Buffer>;
  close(): void;
};
type HouseArrest = {
  readonly HouseArrestService: new (udid: string) => { vendDocuments(bundleId: string): Promise<Files> };
};
type Request = { readonly bundleId: string; readonly path: string; readonly from: number };
type Followed = { readonly bundleId: string; readonly path: string; readonly files: Files };

/** What the library reads in one packet. */
const PIECE_BYTES = 4 * 2 ** 20;

const [udid = ''] = process.argv.slice(2);
const service = loadDeviceService<HouseArrest>('house-arrest/index.js');
// Node keeps what it has compiled when a program ends by itself, and the harness kills this one.
service.then(() => flushCompileCache()).catch(() => {});
let followed: Followed | null = null;
let handle: bigint | null = null;
let position = 0;

// The harness holds the other end: when it closes, the harness is done with the phone or gone.
process.stdin.on('end', () => process.exit(0));
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await lookAgain(JSON.parse(line) as Request);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** The library gives up a connection that has been idle for half a minute, so a failure is tried once more on a new one. */
async function lookAgain(request: Request): Promise<FileAnswer> {
  try {
    return await look(request);
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' };
  }
  disconnect();
  try {
    return await look(request);
  } catch (error) {
    disconnect();
    if (isMissing(error)) return { kind: 'missing' };
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

async function look({ bundleId, path, from }: Request): Promise<FileAnswer> {
  // Another file belongs to another launch, and perhaps to another installation of the app.
  if (followed === null || followed.bundleId !== bundleId || followed.path !== path) {
    disconnect();
    const { HouseArrestService } = await service;
    followed = { bundleId, path, files: await new HouseArrestService(udid).vendDocuments(bundleId) };
  }
  const { files } = followed;
  const bytes = Number((await files.stat(path)).st_size);
  const wanted = Math.min(PIECE_BYTES, bytes - from);
  if (wanted <= 0) return { kind: 'found', bytes, content: '' };
  handle ??= await files.fopen(path, 'r');
  // The connection is a new one: the file is read up to where it was.
  while (position < from)
    position += (await files.fread(handle, BigInt(Math.min(PIECE_BYTES, from - position)))).length;
  const content = await files.fread(handle, BigInt(wanted));
  position += content.length;
  return { kind: 'found', bytes, content: content.toString('base64') };
}

function disconnect(): void {
  followed?.files.close();
  [followed, handle, position] = [null, null, 0];
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.message.includes('OBJECT_NOT_FOUND');
}
