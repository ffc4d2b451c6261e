import { type Archivable, archive, unarchive } from './keyed-archive.ts';

/**
 * DTX is the message protocol of Apple's instruments: a fixed header, a payload header, arguments, one archived object.
 */
export const DTX_HEADER_BYTES = 32;
const PAYLOAD_HEADER_BYTES = 16;
const ARGUMENTS_HEADER_BYTES = 16;
const MAGIC = 0x1f3d5b79;
const ARGUMENTS_MAGIC = 0x1f0n;
/** Next to it lies 0x1000, by which a caller says that it waits for a reply. */
const COMPRESSION_MASK = 0xfe000;

/** Kinds of argument. */
const NO_KEY = 0x0a;
const ARGUMENT_OBJECT = 2;
const ARGUMENT_INT32 = 3;
const ARGUMENT_INT64 = 6;

const PAYLOAD_CALL = 2;
const PAYLOAD_REPLY = 3;

export type DtxHeader = {
  readonly fragment: number;
  readonly fragments: number;
  readonly bodyBytes: number;
  readonly identifier: number;
  readonly conversation: number;
  readonly channel: number;
  readonly expectsReply: boolean;
};

export type DtxBody = {
  /** The called selector, or the value of a reply; null when there is none. */
  readonly object: unknown;
  readonly arguments: readonly unknown[];
};

export type DtxOutgoing = {
  readonly kind: 'call' | 'reply';
  readonly channel: number;
  readonly identifier: number;
  readonly object: Archivable;
  readonly arguments: readonly Archivable[];
};

/** Null when the bytes are no DTX header. */
export function decodeDtxHeader(bytes: Buffer): DtxHeader | null {
  if (bytes.readUInt32LE(0) !== MAGIC) return null;
  return {
    fragment: bytes.readUInt16LE(8),
    fragments: bytes.readUInt16LE(10),
    bodyBytes: bytes.readUInt32LE(12),
    identifier: bytes.readUInt32LE(16),
    conversation: bytes.readUInt32LE(20),
    channel: bytes.readInt32LE(24),
    expectsReply: bytes.readUInt32LE(28) === 1,
  };
}

/** Throws TypeError or RangeError for a body that is malformed or compressed. */
export function decodeDtxBody(body: Buffer): DtxBody {
  if ((body.readUInt32LE(0) & COMPRESSION_MASK) !== 0) throw new TypeError('compressed DTX payloads are not supported');
  const argumentBytes = body.readUInt32LE(4);
  const end = PAYLOAD_HEADER_BYTES + Number(body.readBigUInt64LE(8));
  const objectAt = PAYLOAD_HEADER_BYTES + argumentBytes;
  return {
    arguments: argumentBytes === 0 ? [] : decodeArguments(body.subarray(PAYLOAD_HEADER_BYTES, objectAt)),
    object: end > objectAt ? unarchive(body.subarray(objectAt, end)) : null,
  };
}

export function encodeDtxMessage(message: DtxOutgoing): Buffer {
  const object = message.object === undefined ? Buffer.alloc(0) : archive(message.object);
  const encodedArguments = message.arguments.length === 0 ? Buffer.alloc(0) : encodeArguments(message.arguments);
  const header = Buffer.alloc(DTX_HEADER_BYTES + PAYLOAD_HEADER_BYTES);
  const contentBytes = encodedArguments.length + object.length;
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(DTX_HEADER_BYTES, 4);
  header.writeUInt16LE(1, 10);
  header.writeUInt32LE(PAYLOAD_HEADER_BYTES + contentBytes, 12);
  header.writeUInt32LE(message.identifier, 16);
  header.writeUInt32LE(message.kind === 'reply' ? 1 : 0, 20);
  header.writeInt32LE(message.channel, 24);
  header.writeUInt32LE(message.kind === 'reply' ? PAYLOAD_REPLY : PAYLOAD_CALL, 32);
  header.writeUInt32LE(encodedArguments.length, 36);
  header.writeBigUInt64LE(BigInt(contentBytes), 40);
  return Buffer.concat([header, encodedArguments, object]);
}

function decodeArguments(bytes: Buffer): readonly unknown[] {
  const end = ARGUMENTS_HEADER_BYTES + Number(bytes.readBigUInt64LE(8));
  const values: unknown[] = [];
  let at = ARGUMENTS_HEADER_BYTES;
  while (at < end) {
    if (bytes.readUInt32LE(at) === NO_KEY) at += 4;
    const kind = bytes.readUInt32LE(at);
    at += 4;
    switch (kind) {
      case ARGUMENT_INT32:
        values.push(bytes.readInt32LE(at));
        at += 4;
        break;
      case ARGUMENT_INT64:
        values.push(Number(bytes.readBigInt64LE(at)));
        at += 8;
        break;
      case ARGUMENT_OBJECT: {
        const length = bytes.readUInt32LE(at);
        values.push(unarchive(bytes.subarray(at + 4, at + 4 + length)));
        at += 4 + length;
        break;
      }
      default:
        throw new TypeError(`unknown DTX argument kind ${kind}`);
    }
  }
  return values;
}

function encodeArguments(values: readonly Archivable[]): Buffer {
  const parts = values.map((value) => {
    const object = archive(value);
    const head = Buffer.alloc(12);
    head.writeUInt32LE(NO_KEY, 0);
    head.writeUInt32LE(ARGUMENT_OBJECT, 4);
    head.writeUInt32LE(object.length, 8);
    return Buffer.concat([head, object]);
  });
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(ARGUMENTS_HEADER_BYTES);
  header.writeBigUInt64LE(ARGUMENTS_MAGIC, 0);
  header.writeBigUInt64LE(BigInt(body.length), 8);
  return Buffer.concat([header, body]);
}
