/**
 * Just enough of the ONNX file format (protocol buffers, onnx/onnx.proto3) to give a network inputs and outputs of 16
 * bits.
 */

const FLOAT = 1;
const INT64 = 7;
const FLOAT16 = 10;

/** One field of a message: its number and, for the kinds that matter here, its bytes. Others are kept as they came. */
type Field = { readonly number: number; readonly bytes: Buffer | null; readonly raw: Buffer };

/** The same network, taking and returning half floats where it took and returned floats; converted inside. */
export function withHalfFloatPorts(file: Buffer): Buffer {
  return editGraph(file, (graph) => {
    const inputs = floatPorts(graph, 11);
    const outputs = floatPorts(graph, 12);
    const inner = (name: string): string => (inputs.has(name) || outputs.has(name) ? `${name}__float` : name);
    const casts = [
      ...[...inputs].map((name) => castNode(name, inner(name), FLOAT)),
      ...[...outputs].map((name) => castNode(inner(name), name, FLOAT16)),
    ];
    const edited = graph.map((field) => {
      if (field.bytes === null) return field.raw;
      if (field.number === 1) return bytesField(1, renamedNode(field.bytes, inner));
      const isPort = field.number === 11 || field.number === 12;
      return isPort ? bytesField(field.number, asHalfFloat(field.bytes)) : field.raw;
    });
    return [...casts.slice(0, inputs.size), ...edited, ...casts.slice(inputs.size)];
  });
}

/** The same network with one more scalar input of 64-bit integers, which it does not use. */
export function withUnusedInput(file: Buffer, name: string): Buffer {
  const type = bytesField(2, bytesField(1, Buffer.concat([varintField(1, INT64), bytesField(2, Buffer.alloc(0))])));
  return editGraph(file, (graph) => [
    ...graph.map(({ raw }) => raw),
    bytesField(11, Buffer.concat([bytesField(1, Buffer.from(name)), type])),
  ]);
}

function editGraph(file: Buffer, edit: (graph: readonly Field[]) => readonly Buffer[]): Buffer {
  const model = fieldsOf(file).map((field) =>
    field.number === 7 && field.bytes !== null ? bytesField(7, Buffer.concat(edit(fieldsOf(field.bytes)))) : field.raw,
  );
  return Buffer.concat(model);
}

/** Names of the graph's float inputs (field 11) or outputs (12). */
function floatPorts(graph: readonly Field[], number: number): ReadonlySet<string> {
  const ports = graph.flatMap((field) => (field.number === number && field.bytes !== null ? [field.bytes] : []));
  return new Set(ports.filter((port) => elementType(port) === FLOAT).map((port) => textOf(port, 1)));
}

function elementType(port: Buffer): number {
  const tensor = message(message(port, 2), 1);
  const field = fieldsOf(tensor).find(({ number }) => number === 1);
  return field?.raw.at(-1) ?? 0;
}

function asHalfFloat(port: Buffer): Buffer {
  if (elementType(port) !== FLOAT) return port;
  return replaced(port, 2, (type) =>
    replaced(type, 1, (tensor) =>
      Buffer.concat(fieldsOf(tensor).map(({ number, raw }) => (number === 1 ? varintField(1, FLOAT16) : raw))),
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
  const parts = [
    bytesField(1, Buffer.from(from)),
    bytesField(2, Buffer.from(to)),
    bytesField(4, Buffer.from('Cast')),
    bytesField(5, attribute),
  ];
  return bytesField(1, Buffer.concat(parts));
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
