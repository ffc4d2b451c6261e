import type { GraphPort } from '#harness/domain/model-graph.ts';
import { bytesOf, onnxType } from './element-types.ts';
import { elementsOf, GraphTally, MAX_NAME_BYTES, MAX_RANK, type ReadGraph } from './graph-tally.ts';
import { type Field, type ReadField, type Reading, UnreadableError, type WireReader } from './wire-reader.ts';

/** Field numbers are those of onnx.proto (https://github.com/onnx/onnx). */

const MAX_TENSORS = 200_000;
const MAX_EXTERNAL_FILES = 1000;

const MAX_OPSETS = 1000;

/** Operators of the standard are named without their domain; an empty one is it too. */
const STANDARD_DOMAIN = 'ai.onnx';

/** Weights of this operator of ONNX Runtime lie packed in bytes: only the operator knows how many they are. */
const PACKED_MATMUL = 'com.microsoft.MatMulNBits';

/** What is collected over the whole file. */
type Model = {
  readonly tally: GraphTally;
  readonly external: Set<string>;
  /** Of the operators. */
  readonly domains: Set<string>;
  readonly opsets: Map<string, string>;
  /** Tensors of bytes that may turn out to be packed, and what says that they are, by name. */
  readonly byteTensors: Map<string, { readonly elements: number }>;
  readonly packed: Map<string, { readonly bits: number; readonly elements: number }>;
  /** Names of the main graph's initialisers: formats before the fourth list them among its inputs. */
  readonly initialisers: Set<string>;
};

/** Reads a ModelProto of so many bytes. */
export function* readOnnx(wire: WireReader, size: number): Reading<ReadGraph> {
  const tally = new GraphTally();
  const model: Model = {
    tally,
    external: new Set(),
    domains: new Set([STANDARD_DOMAIN]),
    opsets: new Map(),
    byteTensors: new Map(),
    packed: new Map(),
    initialisers: new Set(),
  };
  let hasGraph = false;
  let [producer, producerVersion] = ['', ''];
  yield* wire.message(size, function* (field) {
    if (field.id === 1 && field.kind === 'number') tally.addVersion('IR', String(field.value));
    else if (field.id === 2) producer = yield* wire.text(field, MAX_NAME_BYTES);
    else if (field.id === 3) producerVersion = yield* wire.text(field, MAX_NAME_BYTES);
    else if (field.id === 7) {
      hasGraph = true;
      yield* readGraph(wire, field, model, true);
    } else if (field.id === 8) yield* readOpset(wire, field, model);
    // A function is a graph that nodes call.
    else if (field.id === 25) {
      yield* message(wire, field, function* (inner) {
        if (inner.id === 7) yield* readNode(wire, inner, model);
      });
    }
  });
  if (!hasGraph) throw new UnreadableError('it has no graph');
  unpack(model);
  // ONNX Runtime writes every opset that it knows into a model that it has rewritten.
  for (const [domain, version] of model.opsets) if (model.domains.has(domain)) tally.addVersion(domain, version);
  tally.producer = [producer, producerVersion].filter((part) => part !== '').join(' ') || null;
  return { summary: tally.summary(model.initialisers), external: [...model.external] };
}

function* readOpset(wire: WireReader, field: Field, { opsets }: Model): Reading {
  let [domain, version] = ['', 0];
  yield* message(wire, field, function* (inner) {
    if (inner.id === 1) domain = yield* wire.text(inner, MAX_NAME_BYTES);
    else if (inner.id === 2 && inner.kind === 'number') version = inner.value;
  });
  opsets.set(domain === '' ? STANDARD_DOMAIN : domain, String(version));
  if (opsets.size > MAX_OPSETS) throw new UnreadableError(`it has more than ${MAX_OPSETS} opsets`);
}

function* readGraph(wire: WireReader, field: Field, model: Model, isMain: boolean): Reading {
  yield* message(wire, field, function* (inner) {
    if (inner.id === 1) yield* readNode(wire, inner, model);
    else if (inner.id === 5) {
      const name = yield* readTensor(wire, inner, model);
      if (isMain) model.initialisers.add(name);
      if (model.initialisers.size > MAX_TENSORS) throw new UnreadableError(`it has more than ${MAX_TENSORS} tensors`);
    } else if (inner.id === 15) yield* readSparse(wire, inner, model);
    else if (inner.id === 11 && isMain) model.tally.addPort('inputs', yield* readPort(wire, inner));
    else if (inner.id === 12 && isMain) model.tally.addPort('outputs', yield* readPort(wire, inner));
  });
}

function* readNode(wire: WireReader, field: Field, model: Model): Reading {
  let [type, domain] = ['', ''];
  const inputs: string[] = [];
  const numbers = new Map<string, number>();
  yield* message(wire, field, function* (inner) {
    // Only the second input may name packed weights; an operator may have thousands.
    if (inner.id === 1 && inputs.length < 2) inputs.push(yield* wire.text(inner, MAX_NAME_BYTES));
    else if (inner.id === 4) type = yield* wire.text(inner, MAX_NAME_BYTES);
    else if (inner.id === 7) domain = yield* wire.text(inner, MAX_NAME_BYTES);
    else if (inner.id === 5) yield* readAttribute(wire, inner, model, numbers);
  });
  const isStandard = domain === '' || domain === STANDARD_DOMAIN;
  const operator = isStandard ? type : `${domain}.${type}`;
  model.domains.add(isStandard ? STANDARD_DOMAIN : domain);
  model.tally.addOperator(operator === '' ? '(no name)' : operator);
  const [k, n, bits] = ['K', 'N', 'bits'].map((name) => numbers.get(name) ?? 0);
  const weights = inputs[1];
  if (operator !== PACKED_MATMUL || weights === undefined || !k || !n || !bits) return;
  model.packed.set(weights, { bits, elements: elementsOf([k, n]) });
}

/** @param numbers gets the integer of an attribute by its name */
function* readAttribute(wire: WireReader, field: Field, model: Model, numbers: Map<string, number>): Reading {
  let name = '';
  yield* message(wire, field, function* (inner) {
    if (inner.id === 1) name = yield* wire.text(inner, MAX_NAME_BYTES);
    else if (inner.id === 3 && inner.kind === 'number') {
      // Names come first in what every exporter writes; of one that does not, a packed tensor is counted as bytes.
      if (numbers.size < 100) numbers.set(name, inner.value);
    } else if (inner.id === 5 || inner.id === 10) yield* readTensor(wire, inner, model);
    else if (inner.id === 6 || inner.id === 11) yield* readGraph(wire, inner, model, false);
    else if (inner.id === 22 || inner.id === 23) yield* readSparse(wire, inner, model);
  });
}

/** Only the values of a sparse tensor are weights; where they lie is not. */
function* readSparse(wire: WireReader, field: Field, model: Model): Reading {
  yield* message(wire, field, function* (inner) {
    if (inner.id === 1) yield* readTensor(wire, inner, model);
  });
}

/** Counts a TensorProto by its shape and type, and returns its name; the values themselves are passed over. */
function* readTensor(wire: WireReader, field: Field, model: Model): Reading<string> {
  const shape: number[] = [];
  let [name, code] = ['', 0];
  let raw = null as number | null;
  yield* message(wire, field, function* (inner) {
    if (inner.id === 1) shape.push(...(yield* wire.integers(inner, MAX_RANK)));
    else if (inner.id === 2 && inner.kind === 'number') code = inner.value;
    else if (inner.id === 8) name = yield* wire.text(inner, MAX_NAME_BYTES);
    else if (inner.id === 9 && inner.kind === 'bytes') raw = inner.end - wire.position;
    else if (inner.id === 13) yield* readExternal(wire, inner, model);
    if (shape.length > MAX_RANK) throw new UnreadableError(`it has a tensor of more than ${MAX_RANK} dimensions`);
  });
  const type = onnxType(code);
  const elements = elementsOf(shape);
  const bytes = bytesOf(type, elements);
  if (raw !== null && bytes !== null && raw !== bytes) {
    throw new UnreadableError(`it has a tensor of ${bytes} bytes with ${raw} bytes of data`);
  }
  if (type === 'string') return name;
  model.tally.addWeights({ type, elements, bytes: bytes ?? raw ?? 0 });
  if (type === 'u8' && name !== '') model.byteTensors.set(name, { elements });
  if (model.byteTensors.size > MAX_TENSORS) throw new UnreadableError(`it has more than ${MAX_TENSORS} tensors`);
  return name;
}

/** An entry that says where weights lie outside of the file. */
function* readExternal(wire: WireReader, field: Field, { external }: Model): Reading {
  let [key, value] = ['', ''];
  yield* message(wire, field, function* (inner) {
    if (inner.id === 1) key = yield* wire.text(inner, MAX_NAME_BYTES);
    else if (inner.id === 2) value = yield* wire.text(inner, MAX_NAME_BYTES);
  });
  if (key !== 'location') return;
  external.add(value);
  if (external.size > MAX_EXTERNAL_FILES) {
    throw new UnreadableError(`its weights lie in more than ${MAX_EXTERNAL_FILES} files`);
  }
}

function* readPort(wire: WireReader, field: Field): Reading<GraphPort> {
  let [name, type] = ['', ''];
  let shape: (number | string)[] | null = null;
  yield* message(wire, field, function* (port) {
    if (port.id === 1) name = yield* wire.text(port, MAX_NAME_BYTES);
    if (port.id !== 2) return;
    yield* message(wire, port, function* (kind) {
      if (kind.id !== 1) return;
      yield* message(wire, kind, function* (tensor) {
        if (tensor.id === 1 && tensor.kind === 'number') type = onnxType(tensor.value);
        if (tensor.id === 2) shape = yield* readShape(wire, tensor);
      });
    });
  });
  return { name, type, shape };
}

function* readShape(wire: WireReader, field: Field): Reading<(number | string)[]> {
  const shape: (number | string)[] = [];
  yield* message(wire, field, function* (inner) {
    if (inner.id !== 1) return;
    let size: number | string = '?';
    yield* message(wire, inner, function* (dimension) {
      if (dimension.id === 1 && dimension.kind === 'number') size = dimension.value;
      else if (dimension.id === 2) size = yield* wire.text(dimension, MAX_NAME_BYTES);
    });
    if (shape.length === MAX_RANK) throw new UnreadableError(`it has more than ${MAX_RANK} dimensions`);
    shape.push(size);
  });
  return shape;
}

/** Counts packed weights by what they unfold to. */
function unpack({ tally, byteTensors, packed }: Model): void {
  for (const [name, { bits, elements }] of packed) {
    const stored = byteTensors.get(name);
    if (stored === undefined) continue;
    byteTensors.delete(name);
    tally.addWeights({ type: 'u8', elements: -stored.elements, bytes: -stored.elements });
    tally.addWeights({ type: `u${bits}`, elements, bytes: stored.elements });
  }
}

function* message(wire: WireReader, field: Field, read: ReadField): Reading {
  // A number where a message belongs says nothing.
  if (field.kind === 'bytes') yield* wire.message(field.end, read);
}
