/** AFC is the file protocol of iOS devices: a 40-byte header, a payload of the operation, content bytes. */
export const AFC_HEADER_BYTES = 40;
const MAGIC = Buffer.from('CFA6LPAA');

export const AFC_OPERATIONS = {
  status: 0x01,
  data: 0x02,
  readDirectory: 0x03,
  removePath: 0x08,
  makeDirectory: 0x09,
  fileInfo: 0x0a,
  deviceInfo: 0x0b,
  fileOpen: 0x0d,
  fileOpenResult: 0x0e,
  read: 0x0f,
  write: 0x10,
  fileClose: 0x14,
  renamePath: 0x18,
} as const;

export const AFC_STATUS = {
  success: 0,
  unknownError: 1,
  invalidArgument: 7,
  objectNotFound: 8,
  objectIsDirectory: 9,
  permissionDenied: 10,
  notSupported: 15,
  objectExists: 16,
  noSpaceLeft: 18,
  directoryNotEmpty: 33,
} as const;

export type AfcStatus = (typeof AFC_STATUS)[keyof typeof AFC_STATUS];

export type AfcHeader = {
  /** Header, payload and content together. */
  readonly entireBytes: number;
  /** Header and payload, without the content. */
  readonly headBytes: number;
  readonly packet: bigint;
  readonly operation: number;
};

/** Null when the bytes are no AFC header. */
export function decodeAfcHeader(bytes: Buffer): AfcHeader | null {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const header = {
    entireBytes: Number(bytes.readBigUInt64LE(8)),
    headBytes: Number(bytes.readBigUInt64LE(16)),
    packet: bytes.readBigUInt64LE(24),
    operation: Number(bytes.readBigUInt64LE(32)),
  };
  return header.headBytes >= AFC_HEADER_BYTES && header.entireBytes >= header.headBytes ? header : null;
}

export function encodeAfcHeader(header: AfcHeader): Buffer {
  const bytes = Buffer.alloc(AFC_HEADER_BYTES);
  MAGIC.copy(bytes);
  bytes.writeBigUInt64LE(BigInt(header.entireBytes), 8);
  bytes.writeBigUInt64LE(BigInt(header.headBytes), 16);
  bytes.writeBigUInt64LE(header.packet, 24);
  bytes.writeBigUInt64LE(BigInt(header.operation), 32);
  return bytes;
}

/** Texts as AFC lists them, each ended by a zero byte. */
export function encodeTexts(texts: readonly string[]): Buffer {
  return Buffer.from(texts.map((text) => `${text}\0`).join(''), 'utf8');
}

export function decodeTexts(bytes: Buffer): readonly string[] {
  return bytes
    .toString('utf8')
    .split('\0')
    .filter((text, index, all) => index < all.length - 1 || text !== '');
}

export function encodeNumber(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
