/**
 * Just enough of the ONNX file format (protocol buffers, onnx/onnx.proto3) to give a network the inputs and outputs that
 * other exporters give theirs.
 */

const FLOAT = 1;
export const INT32 = 6;
const INT64 = 7;
export const BOOL = 9;
export const FLOAT16 = 10;
export const BFLOAT16 = 16;

/** Numbers of a graph's fields. */
const INPUT = 11;
const OUTPUT = 12;

/** One field of a message: its number and, for the kinds that matter here, its bytes. Others are kept as they came. */
type Field = { readonly number: number; readonly bytes: Buffer | null; readonly raw: Buffer };

/** How a port is to be called and what it is to hold; both as they are where nothing else is said. */
type PortChange = { readonly name?: string; readonly type?: number };

/** The same network with other names or number formats at its ports; converted inside. Null leaves a port as it is. */
export function withPorts(file: Buffer, change: (name: string, type: number) => PortChange | null): Buffer {
  return editGraph(file, (graph) => {
    const before: Buffer[] = [];
    const after: Buffer[] = [];
    const inner = new Map<string, string>();
    const ports = graph.map((field) => {
      if (field.bytes === null || (field.number !== INPUT && field.number !== OUTPUT)) return null;
      const [name, type] = [textOf(field.bytes, 1), elementType(field.bytes)];
      const changed = change(name, type);
      if (changed === null) return null;
      inner.set(name, `${name}__inner`);
      const outer = { name: changed.name ?? name, type: changed.type ?? type };
      if (field.number === INPUT) before.push(castNode(outer.name, `${name}__inner`, type));
      else after.push(castNode(`${name}__inner`, outer.name, outer.type));
      return bytesField(field.number, withName(withType(field.bytes, outer.type), outer.name));
    });
    const edited = graph.map((field, index) => {
      const isNode = field.number === 1 && field.bytes !== null;
      return (
        ports[index] ??
        (isNode
          ? bytesField(
              1,
              renamedNode(field.bytes, (name) => inner.get(name) ?? name),
            )
          : field.raw)
      );
    });
    return [...before, ...edited, ...after];
  });
}

/** The same network, taking and returning half floats where it took and returned floats. */
export function withHalfFloatPorts(file: Buffer): Buffer {
  return withPorts(file, (_name, type) => (type === FLOAT ? { type: FLOAT16 } : null));
}

/** The same network with an output that lacks its first axis, which is of length 1, as all its axes of that length. */
export function withoutFirstAxis(file: Buffer, output: string): Buffer {
  return editGraph(file, (graph) => {
    const inner = (name: string): string => (name === output ? `${name}__inner` : name);
    const edited = graph.map((field) => {
      if (field.number === 1 && field.bytes !== null) return bytesField(1, renamedNode(field.bytes, inner));
      const isIt = field.number === OUTPUT && field.bytes !== null && textOf(field.bytes, 1) === output;
      return isIt && field.bytes !== null ? bytesField(OUTPUT, withoutFirstDimension(field.bytes)) : field.raw;
    });
    return [...edited, node('Squeeze', inner(output), output)];
  });
}

/** The same network, which first turns the signs of an input so many times, an even number: the same result for more work. */
export function withTurnedSigns(file: Buffer, input: string, times: number): Buffer {
  const step = (index: number): string => (index === 0 ? input : `${input}__turned_${index}`);
  const turns = Array.from({ length: times }, (_, index) => node('Neg', step(index), step(index + 1)));
  return editGraph(file, (graph) => [
    ...turns,
    ...graph.map(({ number, bytes, raw }) =>
      number === 1 && bytes !== null
        ? bytesField(
            1,
            renamedNode(bytes, (name) => (name === input ? step(times) : name)),
          )
        : raw,
    ),
  ]);
}

/** The same network with one more input, which it does not use. */
export function withUnusedInput(file: Buffer, name: string, type = INT64, dims: readonly number[] = []): Buffer {
  const shape = Buffer.concat(dims.map((size) => bytesField(1, varintField(1, size))));
  const tensor = bytesField(2, bytesField(1, Buffer.concat([varintField(1, type), bytesField(2, shape)])));
  return editGraph(file, (graph) => [
    ...graph.map(({ raw }) => raw),
    bytesField(INPUT, Buffer.concat([bytesField(1, Buffer.from(name)), tensor])),
  ]);
}

function editGraph(file: Buffer, edit: (graph: readonly Field[]) => readonly Buffer[]): Buffer {
  const model = fieldsOf(file).map((field) =>
    field.number === 7 && field.bytes !== null ? bytesField(7, Buffer.concat(edit(fieldsOf(field.bytes)))) : field.raw,
  );
  return Buffer.concat(model);
}

function elementType(port: Buffer): number {
  const tensor = message(message(port, 2), 1);
  const field = fieldsOf(tensor).find(({ number }) => number === 1);
  return field?.raw.at(-1) ?? 0;
}

function withType(port: Buffer, elementType: number): Buffer {
  return replaced(port, 2, (type) =>
    replaced(type, 1, (tensor) =>
      Buffer.concat(fieldsOf(tensor).map(({ number, raw }) => (number === 1 ? varintField(1, elementType) : raw))),
    ),
  );
}

function withName(port: Buffer, name: string): Buffer {
  return replaced(port, 1, () => Buffer.from(name));
}

function withoutFirstDimension(port: Buffer): Buffer {
  return replaced(port, 2, (type) =>
    replaced(type, 1, (tensor) =>
      replaced(tensor, 2, (shape) =>
        Buffer.concat(
          fieldsOf(shape)
            .slice(1)
            .map(({ raw }) => raw),
        ),
      ),
    ),
  );
}

function renamedNode(node: Buffer, rename: (name: string) => string): Buffer {
  const fields = fieldsOf(node).map(({ number, bytes, raw }) => {
    const isName = (number === 1 || number === 2) && bytes !== null;
    return isName ? bytesField(number, Buffer.from(rename(bytes.toString()))) : raw;
  });
  return Buffer.concat(fields);
}

function castNode(from: string, to: string, type: number): Buffer {
  const attribute = Buffer.concat([bytesField(1, Buffer.from('to')), varintField(3, type), varintField(20, 2)]);
  return node('Cast', from, to, bytesField(5, attribute));
}

function node(operator: string, from: string, to: string, attributes: Buffer = Buffer.alloc(0)): Buffer {
  const parts = [
    bytesField(1, Buffer.from(from)),
    bytesField(2, Buffer.from(to)),
    bytesField(4, Buffer.from(operator)),
  ];
  return bytesField(1, Buffer.concat([...parts, attributes]));
}

function message(bytes: Buffer, number: number): Buffer {
  return fieldsOf(bytes).find((field) => field.number === number)?.bytes ?? Buffer.alloc(0);
}

function textOf(bytes: Buffer, number: number): string {
  return message(bytes, number).toString();
}

function replaced(bytes: Buffer, number: number, edit: (bytes: Buffer) => Buffer): Buffer {
  return Buffer.concat(
    fieldsOf(bytes).map((field) =>
      field.number === number && field.bytes !== null ? bytesField(number, edit(field.bytes)) : field.raw,
    ),
  );
}

function fieldsOf(bytes: Buffer): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const start = at;
    const key = readVarint(bytes, at);
    const wireType = key.value & 7;
    const body = wireType === 0 || wireType === 2 ? readVarint(bytes, key.next) : { value: 0, next: key.next };
    const skipped = wireType === 1 ? 8 : wireType === 5 ? 4 : wireType === 2 ? body.value : 0;
    at = body.next + skipped;
    fields.push({
      number: key.value >>> 3,
      bytes: wireType === 2 ? bytes.subarray(body.next, at) : null,
      raw: bytes.subarray(start, at),
    });
  }
  return fields;
}

function readVarint(bytes: Buffer, start: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = start, factor = 1; ; at += 1, factor *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, next: at + 1 };
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}
