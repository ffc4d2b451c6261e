import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises';
import type { Socket } from 'node:net';
import {
  AFC_HEADER_BYTES,
  AFC_OPERATIONS,
  AFC_STATUS,
  type AfcStatus,
  decodeAfcHeader,
  decodeTexts,
  encodeAfcHeader,
  encodeNumber,
  encodeTexts,
} from '#devices/virtual-iphone/wire/afc-packet.ts';
import type { ByteReader } from '#devices/virtual-iphone/wire/byte-reader.ts';
import { confine, EscapeError } from '#devices/virtual-iphone/wire/confine.ts';
import { writeAll } from '#devices/virtual-iphone/wire/socket-write.ts';

/** Which part of a folder a client may see. */
export type AfcFolder = {
  readonly root: string;
  /** The only visible entry of the root, such as `Documents`; null shows everything. */
  readonly visible: string | null;
  /** Whether nothing more can be written. */
  readonly isFull: () => boolean;
};

type Request = { readonly operation: number; readonly payload: Buffer; readonly content: Buffer };
type Answer = { readonly operation: number; readonly head: Buffer; readonly content: Buffer };

const MAX_PACKET_BYTES = 64 * 1024 * 1024;
const MAX_READ_BYTES = 8 * 1024 * 1024;
/** AFC numbers the open modes of C from 1. */
const OPEN_MODES = ['r', 'r+', 'w', 'w+', 'a', 'a+'] as const;
const ERRNO_STATUS: Readonly<Record<string, AfcStatus>> = {
  ENOENT: AFC_STATUS.objectNotFound,
  ENOTDIR: AFC_STATUS.invalidArgument,
  EISDIR: AFC_STATUS.objectIsDirectory,
  EACCES: AFC_STATUS.permissionDenied,
  EPERM: AFC_STATUS.permissionDenied,
  EEXIST: AFC_STATUS.objectExists,
  ENOSPC: AFC_STATUS.noSpaceLeft,
  ENOTEMPTY: AFC_STATUS.directoryNotEmpty,
};

/** Serves the files of a folder until the client goes away. Requests are answered in the order they came. */
export async function serveAfc(socket: Socket, reader: ByteReader, folder: AfcFolder): Promise<void> {
  const session = new AfcSession({ ...folder, root: await realpath(folder.root) });
  try {
    for (;;) {
      const head = await reader.read(AFC_HEADER_BYTES);
      const header = head === null ? null : decodeAfcHeader(head);
      if (header === null || header.entireBytes > MAX_PACKET_BYTES) return;
      const payload = await reader.read(header.headBytes - AFC_HEADER_BYTES);
      const content = await reader.read(header.entireBytes - header.headBytes);
      if (payload === null || content === null) return;
      const answer = await session.answer({ operation: header.operation, payload, content });
      const headBytes = AFC_HEADER_BYTES + answer.head.length;
      await writeAll(socket, [
        encodeAfcHeader({
          entireBytes: headBytes + answer.content.length,
          headBytes,
          packet: header.packet,
          operation: answer.operation,
        }),
        answer.head,
        answer.content,
      ]);
    }
  } finally {
    await session.close();
    socket.destroy();
  }
}

class AfcSession {
  readonly #folder: AfcFolder;
  readonly #handles = new Map<bigint, FileHandle>();
  #nextHandle = 1n;

  constructor(folder: AfcFolder) {
    this.#folder = folder;
  }

  async answer(request: Request): Promise<Answer> {
    try {
      return await this.#perform(request);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      return status(ERRNO_STATUS[code] ?? AFC_STATUS.unknownError);
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#handles.values()].map((handle) => handle.close()));
    this.#handles.clear();
  }

  async #perform(request: Request): Promise<Answer> {
    const [first = '', second = ''] = decodeTexts(request.payload);
    switch (request.operation) {
      case AFC_OPERATIONS.readDirectory:
        return data(encodeTexts(['.', '..', ...(await readdir(await this.#resolve(first, true)))]));
      case AFC_OPERATIONS.fileInfo:
        return data(encodeTexts(await fileInfo(await this.#resolve(first))));
      case AFC_OPERATIONS.deviceInfo:
        return data(encodeTexts(['Model', 'iPhone', 'FSBlockSize', '4096']));
      case AFC_OPERATIONS.makeDirectory:
        await mkdir(await this.#resolve(first), { recursive: true });
        return status(AFC_STATUS.success);
      case AFC_OPERATIONS.removePath: {
        const target = await this.#resolve(first);
        await ((await lstat(target)).isDirectory() ? rmdir(target) : rm(target));
        return status(AFC_STATUS.success);
      }
      case AFC_OPERATIONS.renamePath:
        await rename(await this.#resolve(first), await this.#resolve(second));
        return status(AFC_STATUS.success);
      case AFC_OPERATIONS.fileOpen:
        return this.#open(request.payload);
      case AFC_OPERATIONS.read:
        return this.#read(request.payload);
      case AFC_OPERATIONS.write:
        return this.#write(request);
      case AFC_OPERATIONS.fileClose:
        return this.#closeHandle(request.payload);
      default:
        return status(AFC_STATUS.notSupported);
    }
  }

  async #open(payload: Buffer): Promise<Answer> {
    const mode = OPEN_MODES[Number(payload.readBigUInt64LE(0)) - 1];
    const [name = ''] = decodeTexts(payload.subarray(8));
    if (mode === undefined) return status(AFC_STATUS.invalidArgument);
    const target = await this.#resolve(name, true);
    if (mode === 'r' && (await stat(target)).isDirectory()) return status(AFC_STATUS.objectIsDirectory);
    const handle = this.#nextHandle++;
    this.#handles.set(handle, await open(target, mode));
    return { operation: AFC_OPERATIONS.fileOpenResult, head: encodeNumber(handle), content: Buffer.alloc(0) };
  }

  async #read(payload: Buffer): Promise<Answer> {
    const handle = this.#handles.get(payload.readBigUInt64LE(0));
    if (handle === undefined) return status(AFC_STATUS.invalidArgument);
    const wanted = Math.min(Number(payload.readBigUInt64LE(8)), MAX_READ_BYTES);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, null);
    return { operation: AFC_OPERATIONS.data, head: Buffer.alloc(0), content: buffer.subarray(0, bytesRead) };
  }

  async #write(request: Request): Promise<Answer> {
    const handle = this.#handles.get(request.payload.readBigUInt64LE(0));
    if (handle === undefined) return status(AFC_STATUS.invalidArgument);
    if (this.#folder.isFull()) return status(AFC_STATUS.noSpaceLeft);
    await handle.writeFile(request.content.length === 0 ? request.payload.subarray(8) : request.content);
    return status(AFC_STATUS.success);
  }

  async #closeHandle(payload: Buffer): Promise<Answer> {
    const number = payload.readBigUInt64LE(0);
    const handle = this.#handles.get(number);
    if (handle === undefined) return status(AFC_STATUS.invalidArgument);
    this.#handles.delete(number);
    await handle.close();
    return status(AFC_STATUS.success);
  }

  async #resolve(clientPath: string, isFollowed = false): Promise<string> {
    const target = await confine(this.#folder.root, clientPath, { isFollowed });
    const { root, visible } = this.#folder;
    if (visible !== null) {
      const below = target.slice(root.length + 1);
      if (below !== visible && !below.startsWith(`${visible}/`)) throw new EscapeError(`only ${visible} is shared`);
    }
    return target;
  }
}

async function fileInfo(target: string): Promise<readonly string[]> {
  const info = await lstat(target, { bigint: true });
  const kind = info.isDirectory() ? 'S_IFDIR' : info.isSymbolicLink() ? 'S_IFLNK' : 'S_IFREG';
  const fields = {
    st_size: info.size,
    st_blocks: info.blocks,
    st_nlink: info.nlink,
    st_ifmt: kind,
    st_mtime: info.mtimeNs,
    st_birthtime: info.birthtimeNs,
  };
  const texts = Object.entries(fields).flatMap(([name, value]) => [name, String(value)]);
  return info.isSymbolicLink() ? [...texts, 'LinkTarget', await readlink(target)] : texts;
}

function status(code: AfcStatus): Answer {
  return { operation: AFC_OPERATIONS.status, head: encodeNumber(code), content: Buffer.alloc(0) };
}

function data(head: Buffer): Answer {
  return { operation: AFC_OPERATIONS.data, head, content: Buffer.alloc(0) };
}
