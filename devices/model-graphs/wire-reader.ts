/**
 * Reads Protocol Buffers from a stream, piece by piece, and passes over what nobody asks for. The readers on npm want the whole
 * message in memory, and almost all of a model is its weights.
 */

/** A computation that pauses where it needs more of the stream. */
export type Reading<T = void> = Generator<void, T, void>;

/** What to do with a field; a number needs no more of the stream. */
export type ReadField = (field: Field) => Reading | undefined;

/** Why a file cannot be read; the message goes on after "could not be read:". */
export class UnreadableError extends Error {}

/** `end` is where the value of a field with a length ends; whoever has the field may read up to there. */
export type Field =
  | { readonly kind: 'number'; readonly id: number; readonly value: number }
  | { readonly kind: 'bytes'; readonly id: number; readonly end: number };

const MAX_FIELDS = 5_000_000;
/** A graph in a graph is four messages deeper. */
const MAX_DEPTH = 64;
const MAX_VARINT_BYTES = 10;
/** As many bytes of a varint fit a number exactly. */
const EXACT_VARINT_BYTES = 7;

const utf8 = new TextDecoder();

export class WireReader {
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  #before = 0;
  #isEnded = false;
  #fields = 0;
  #depth = 0;

  /** Bytes of the stream before the next one to be read. */
  get position(): number {
    return this.#before + this.#at;
  }

  /** Only when what was fed before is used up: when the reading pauses. */
  feed(chunk: Uint8Array): void {
    this.#before += this.#chunk.length;
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** Nothing more will be fed. */
  close(): void {
    this.#isEnded = true;
  }

  /** Every field of the message that ends at `end`. What `read` leaves of a field is passed over. */
  *message(end: number, read: ReadField): Reading {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new UnreadableError(`it is nested more than ${MAX_DEPTH} deep`);
    while (this.position < end) {
      this.#fields += 1;
      if (this.#fields > MAX_FIELDS) throw new UnreadableError(`it has more than ${MAX_FIELDS} fields`);
      const field = yield* this.#field(end);
      if (field === null) continue;
      const reading = read(field);
      if (reading !== undefined) yield* reading;
      if (field.kind === 'bytes') yield* this.#skipTo(field.end);
    }
    if (this.position > end) throw broken();
    this.#depth -= 1;
  }

  /** The text of a field. Throws where it has more bytes than `limit`. */
  *text(field: Field, limit: number): Reading<string> {
    const length = lengthOf(this.position, field);
    if (length > limit) throw new UnreadableError(`it has a name of ${length} bytes`);
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      yield* this.#some();
      const part = this.#chunk.subarray(this.#at, this.#at + length - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
    return utf8.decode(bytes);
  }

  /** A repeated integer: one of its values, or all of them where they are packed. Throws where there are more than `limit`. */
  *integers(field: Field, limit: number): Reading<readonly number[]> {
    if (field.kind === 'number') return [field.value];
    const values: number[] = [];
    while (this.position < field.end) {
      if (values.length === limit) throw new UnreadableError(`it has a list of more than ${limit} numbers`);
      values.push(yield* this.#varint());
    }
    return values;
  }

  /** Null for a number of fixed size, which nobody asks for. */
  *#field(end: number): Reading<Field | null> {
    const key = yield* this.#varint();
    const id = Math.floor(key / 8);
    if (id < 1 || key >= 2 ** 32) throw broken();
    switch (key % 8) {
      case 0:
        return { kind: 'number', id, value: yield* this.#varint() };
      case 1:
        yield* this.#skipTo(this.#within(8, end));
        return null;
      case 2: {
        const length = yield* this.#varint();
        return { kind: 'bytes', id, end: this.#within(length, end) };
      }
      case 5:
        yield* this.#skipTo(this.#within(4, end));
        return null;
      default:
        throw broken();
    }
  }

  #within(length: number, end: number): number {
    if (length < 0 || this.position + length > end) throw broken();
    return this.position + length;
  }

  *#varint(): Reading<number> {
    let value = 0;
    let high = 0n;
    for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
      if (this.#at === this.#chunk.length) yield* this.#some();
      const byte = this.#chunk[this.#at] ?? 0;
      this.#at += 1;
      if (index < EXACT_VARINT_BYTES) value += (byte & 0x7f) * 2 ** (7 * index);
      else high |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return high === 0n ? value : Number(BigInt.asIntN(64, high | BigInt(value)));
    }
    throw broken();
  }

  *#skipTo(position: number): Reading {
    while (this.position < position) {
      yield* this.#some();
      this.#at = Math.min(this.#chunk.length, position - this.#before);
    }
    if (this.position > position) throw broken();
  }

  /** Pauses until there is a byte to read. */
  *#some(): Reading {
    while (this.#at === this.#chunk.length) {
      if (this.#isEnded) throw new UnreadableError('it is cut off');
      yield;
    }
  }
}

function lengthOf(position: number, field: Field): number {
  if (field.kind === 'number') throw broken();
  return field.end - position;
}

function broken(): UnreadableError {
  return new UnreadableError('it is damaged, or of another format');
}
