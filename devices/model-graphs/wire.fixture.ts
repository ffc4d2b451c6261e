/** Test support: writes Protocol Buffers, and with them small model graphs. */

type Value = number | string | Uint8Array | Message;
/** Fields in the order in which they are written. */
export type Message = readonly (readonly [id: number, value: Value])[];

export function encode(message: Message): Buffer {
  return Buffer.concat(message.map(([id, value]) => field(id, value)));
}

function field(id: number, value: Value): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(id * 8), varint(value)]);
  const bytes = typeof value === 'string' ? Buffer.from(value) : value instanceof Uint8Array ? value : encode(value);
  return Buffer.concat([varint(id * 8 + 2), varint(bytes.length), bytes]);
}

/** A whole number that is exact as a number, or a negative one as 64 bits. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

export function packed(values: readonly number[]): Buffer {
  return Buffer.concat(values.map(varint));
}
