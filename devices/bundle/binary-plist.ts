/** A reference into the object table of a keyed archive. */
export class Uid {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

/** A number that is written as a double even when it is whole. */
export class Real {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export type BinaryPlistValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | Uid
  | Real
  | readonly BinaryPlistValue[]
  | { readonly [key: string]: BinaryPlistValue };

const MAGIC = 'bplist00';
const TRAILER_BYTES = 32;
/** Dates count seconds from 2001-01-01. */
const EPOCH_SECONDS = 978_307_200;

export function isBinaryPlist(bytes: Buffer): boolean {
  return bytes.length > MAGIC.length + TRAILER_BYTES && bytes.toString('latin1', 0, MAGIC.length) === MAGIC;
}

/**
 * Whole numbers take the shortest unsigned form that holds them, as CoreFoundation writes them; a bigint takes eight
 * bytes.
 */
export function encodeBinaryPlist(root: BinaryPlistValue): Buffer {
  const { objects, references } = flatten(root);
  const referenceBytes = bytesFor(objects.length);
  const bodies = objects.map((value, index) => encodeObject(value, references[index] ?? [], referenceBytes));
  const offsets: number[] = [];
  let end = MAGIC.length;
  for (const body of bodies) {
    offsets.push(end);
    end += body.length;
  }
  const offsetBytes = bytesFor(end);
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer[6] = offsetBytes;
  trailer[7] = referenceBytes;
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(end), 24);
  const table = offsets.map((offset) => unsigned(offset, offsetBytes));
  return Buffer.concat([Buffer.from(MAGIC), ...bodies, ...table, trailer]);
}

/** Throws RangeError or TypeError for bytes that are no binary property list. */
export function decodeBinaryPlist(bytes: Buffer): BinaryPlistValue {
  if (!isBinaryPlist(bytes)) throw new TypeError('not a binary property list');
  const trailer = bytes.subarray(bytes.length - TRAILER_BYTES);
  const offsetBytes = trailer.readUInt8(6);
  const referenceBytes = trailer.readUInt8(7);
  const tableOffset = Number(trailer.readBigUInt64BE(24));
  const reference = (at: number): BinaryPlistValue => readObject(bytes.readUIntBE(at, referenceBytes));
  const known = new Map<number, BinaryPlistValue>();
  const open = new Set<number>();
  /** Each object once: a list that holds itself, or the same list many times over, would not come to an end. */
  const readObject = (index: number): BinaryPlistValue => {
    const before = known.get(index);
    if (before !== undefined) return before;
    if (open.has(index)) throw new TypeError('an object of a binary property list holds itself');
    open.add(index);
    const value = readNewObject(index);
    open.delete(index);
    known.set(index, value);
    return value;
  };
  const readNewObject = (index: number): BinaryPlistValue => {
    let at = bytes.readUIntBE(tableOffset + index * offsetBytes, offsetBytes);
    const marker = bytes.readUInt8(at++);
    const low = marker & 0x0f;
    const count = (): number => {
      if (low !== 0x0f) return low;
      const size = 1 << (bytes.readUInt8(at++) & 0x0f);
      const value = size === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, size);
      at += size;
      return value;
    };
    switch (marker >> 4) {
      case 0x0:
        return low === 0x08 ? false : low === 0x09 ? true : null;
      case 0x1:
        return readInteger(bytes, at, 1 << low);
      case 0x2:
        return low === 2 ? bytes.readFloatBE(at) : bytes.readDoubleBE(at);
      case 0x3:
        return new Date((bytes.readDoubleBE(at) + EPOCH_SECONDS) * 1000);
      case 0x4: {
        const length = count();
        return Buffer.from(bytes.subarray(at, at + length));
      }
      case 0x5: {
        const length = count();
        return bytes.toString('latin1', at, at + length);
      }
      case 0x6: {
        const length = count() * 2;
        return Buffer.from(bytes.subarray(at, at + length))
          .swap16()
          .toString('utf16le');
      }
      case 0x8:
        return new Uid(bytes.readUIntBE(at, low + 1));
      case 0xa:
      case 0xc: {
        const length = count();
        return Array.from({ length }, (_, item) => reference(at + item * referenceBytes));
      }
      case 0xd: {
        const length = count();
        const entry = (item: number): [string, BinaryPlistValue] => [
          keyText(reference(at + item * referenceBytes)),
          reference(at + (length + item) * referenceBytes),
        ];
        return Object.fromEntries(Array.from({ length }, (_, item) => entry(item)));
      }
      default:
        throw new TypeError(`unknown object type 0x${marker.toString(16)} in a binary property list`);
    }
  };
  return readObject(Number(trailer.readBigUInt64BE(16)));
}

function keyText(value: BinaryPlistValue): string {
  if (typeof value === 'string') return value;
  throw new TypeError('a dictionary of a binary property list has a key that is not a string');
}

function readInteger(bytes: Buffer, at: number, size: number): number {
  if (size === 16) return Number(bytes.readBigInt64BE(at + 8));
  return size === 8 ? Number(bytes.readBigInt64BE(at)) : bytes.readUIntBE(at, size);
}

/** Numbers every object once; equal scalars share a number. */
function flatten(root: BinaryPlistValue): {
  objects: readonly BinaryPlistValue[];
  references: readonly (readonly number[])[];
} {
  const objects: BinaryPlistValue[] = [];
  const references: (readonly number[])[] = [];
  const known = new Map<unknown, number>();
  const add = (value: BinaryPlistValue): number => {
    const key = typeof value === 'object' && value !== null ? value : `${typeof value}:${String(value)}`;
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    const index = objects.length;
    known.set(key, index);
    objects.push(value);
    references.push([]);
    if (Array.isArray(value)) references[index] = value.map(add);
    else if (isDictionary(value)) {
      references[index] = [...Object.keys(value).map(add), ...Object.values(value).map(add)];
    }
    return index;
  };
  add(root);
  return { objects, references };
}

function isDictionary(value: BinaryPlistValue): value is { readonly [key: string]: BinaryPlistValue } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Date || value instanceof Uint8Array || value instanceof Uid || value instanceof Real);
}

function encodeObject(value: BinaryPlistValue, references: readonly number[], referenceBytes: number): Buffer {
  if (value === null) return Buffer.of(0x00);
  if (typeof value === 'boolean') return Buffer.of(value ? 0x09 : 0x08);
  if (typeof value === 'bigint') return integer(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? integer(value) : double(0x23, value);
  if (typeof value === 'string') return encodeText(value);
  if (value instanceof Real) return double(0x23, value.value);
  if (value instanceof Date) return double(0x33, value.getTime() / 1000 - EPOCH_SECONDS);
  if (value instanceof Uid) {
    const size = bytesFor(value.index + 1);
    return Buffer.concat([Buffer.of(0x80 | (size - 1)), unsigned(value.index, size)]);
  }
  if (value instanceof Uint8Array) return Buffer.concat([head(0x4, value.length), value]);
  const targets = references.map((target) => unsigned(target, referenceBytes));
  if (Array.isArray(value)) return Buffer.concat([head(0xa, targets.length), ...targets]);
  return Buffer.concat([head(0xd, targets.length / 2), ...targets]);
}

function encodeText(value: string): Buffer {
  // oxlint-disable-next-line no-control-regex -- ASCII is exactly this range.
  if (/^[\u0000-\u007f]*$/.test(value)) return Buffer.concat([head(0x5, value.length), Buffer.from(value, 'latin1')]);
  return Buffer.concat([head(0x6, value.length), Buffer.from(value, 'utf16le').swap16()]);
}

function integer(value: number | bigint): Buffer {
  if (typeof value === 'bigint' || value < 0 || value > 0xffff_ffff) {
    const bytes = Buffer.alloc(9);
    bytes[0] = 0x13;
    bytes.writeBigInt64BE(BigInt(value), 1);
    return bytes;
  }
  const size = bytesFor(value + 1);
  return Buffer.concat([Buffer.of(0x10 | Math.log2(size)), unsigned(value, size)]);
}

function double(marker: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = marker;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(type: number, count: number): Buffer {
  return count < 0x0f ? Buffer.of((type << 4) | count) : Buffer.concat([Buffer.of((type << 4) | 0x0f), integer(count)]);
}

/** Bytes of a number that must tell `count` things apart: 1, 2 or 4. */
function bytesFor(count: number): 1 | 2 | 4 {
  if (count <= 0x100) return 1;
  return count <= 0x1_0000 ? 2 : 4;
}

function unsigned(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}
