import type { GraphPort } from '#harness/domain/model-graph.ts';
import { featureType, milType } from './element-types.ts';
import { elementsOf, GraphTally, MAX_NAME_BYTES, MAX_RANK, type ReadGraph } from './graph-tally.ts';
import { MilTally, type MilTensor } from './mil-tally.ts';
import { type Field, type ReadField, type Reading, UnreadableError, type WireReader } from './wire-reader.ts';

/** Field numbers are those of Model.proto, FeatureTypes.proto and MIL.proto of coremltools (https://github.com/apple/coremltools). */

const ML_PROGRAM = 502;
/** All kinds of model have numbers from here on; one of them is in every file. */
const FIRST_KIND = 200;
const MAX_ARGUMENTS = 10_000;

const TOOLS_VERSION = 'com.github.apple.coremltools.version';
const TOOLS_SOURCE = 'com.github.apple.coremltools.source';

/** Reads a Core ML Model of so many bytes. Its weights lie in files beside it and are counted by their declared shapes. */
export function* readCoreMl(wire: WireReader, size: number): Reading<ReadGraph> {
  const tally = new GraphTally();
  let kind: number | null = null;
  yield* wire.message(size, function* (field) {
    if (field.id === 1 && field.kind === 'number') tally.addVersion('specification', String(field.value));
    else if (field.id === 2) yield* readDescription(wire, field, tally);
    else if (field.id >= FIRST_KIND && field.kind === 'bytes') {
      kind = field.id;
      if (kind === ML_PROGRAM) yield* readProgram(wire, field, tally);
    }
  });
  if (kind === null) throw new UnreadableError('it has no model');
  if (kind !== ML_PROGRAM) throw new UnreadableError('it is no ML program, but an older kind of Core ML model');
  return { summary: tally.summary(), external: [] };
}

function* readDescription(wire: WireReader, field: Field, tally: GraphTally): Reading {
  yield* message(wire, field, function* (inner) {
    if (inner.id === 1) tally.addPort('inputs', yield* readFeature(wire, inner));
    else if (inner.id === 10) tally.addPort('outputs', yield* readFeature(wire, inner));
    else if (inner.id === 100) tally.producer = yield* readProducer(wire, inner);
  });
}

function* readProducer(wire: WireReader, field: Field): Reading<string | null> {
  const said = new Map<string, string>();
  yield* message(wire, field, function* (inner) {
    if (inner.id !== 100) return;
    let [key, value] = ['', ''];
    yield* message(wire, inner, function* (entry) {
      if (entry.id === 1) key = yield* wire.text(entry, MAX_NAME_BYTES);
      // Values of other keys are texts of any length.
      else if (entry.id === 2 && key.startsWith('com.github.apple.')) value = yield* wire.text(entry, MAX_NAME_BYTES);
    });
    if (key === TOOLS_VERSION || key === TOOLS_SOURCE) said.set(key, value);
  });
  const version = said.get(TOOLS_VERSION);
  const parts = [version === undefined ? '' : `coremltools ${version}`, said.get(TOOLS_SOURCE) ?? ''];
  return parts.filter((part) => part !== '').join(', ') || null;
}

function* readFeature(wire: WireReader, field: Field): Reading<GraphPort> {
  let name = '';
  let described: Omit<GraphPort, 'name'> = { type: '', shape: null };
  yield* message(wire, field, function* (feature) {
    if (feature.id === 1) name = yield* wire.text(feature, MAX_NAME_BYTES);
    if (feature.id !== 3) return;
    yield* message(wire, feature, function* (kind) {
      if (kind.id === 4) described = yield* readImage(wire, kind);
      else if (kind.id === 5) described = yield* readArray(wire, kind);
      else if (kind.id === 8) {
        yield* message(wire, kind, function* (state) {
          if (state.id === 1) described = yield* readArray(wire, state);
        });
      }
    });
  });
  return { name, ...described };
}

function* readImage(wire: WireReader, field: Field): Reading<Omit<GraphPort, 'name'>> {
  let [width, height] = [0, 0];
  yield* message(wire, field, (inner) => {
    if (inner.id === 1 && inner.kind === 'number') width = inner.value;
    else if (inner.id === 2 && inner.kind === 'number') height = inner.value;
  });
  return { type: 'image', shape: [width, height] };
}

function* readArray(wire: WireReader, field: Field): Reading<Omit<GraphPort, 'name'>> {
  const shape: number[] = [];
  let type = '';
  yield* message(wire, field, function* (inner) {
    if (inner.id === 1) shape.push(...(yield* wire.integers(inner, MAX_RANK)));
    else if (inner.id === 2 && inner.kind === 'number') type = featureType(inner.value);
    if (shape.length > MAX_RANK) throw new UnreadableError(`it has more than ${MAX_RANK} dimensions`);
  });
  return { type, shape };
}

function* readProgram(wire: WireReader, field: Field, tally: GraphTally): Reading {
  const mil = new MilTally(tally);
  yield* message(wire, field, function* (inner) {
    if (inner.id !== 2) return;
    mil.beginFunction();
    yield* entryValue(wire, inner, function* (part) {
      if (part.id === 2) tally.addVersion('opset', yield* wire.text(part, MAX_NAME_BYTES));
      else if (part.id === 3) {
        yield* entryValue(wire, part, (statement) => readBlockPart(wire, statement, mil));
      }
    });
  });
}

function* readBlockPart(wire: WireReader, field: Field, mil: MilTally): Reading {
  if (field.id === 3) yield* readOperation(wire, field, mil);
}

function* readOperation(wire: WireReader, field: Field, mil: MilTally): Reading {
  let operator = '';
  const takes: string[] = [];
  const constants: MilTensor[] = [];
  let output: { readonly name: string; readonly tensor: MilTensor } | null = null;
  const keep = <T>(list: T[], item: T): void => {
    list.push(item);
    if (list.length > MAX_ARGUMENTS) throw new UnreadableError(`an operator has more than ${MAX_ARGUMENTS} arguments`);
  };
  yield* message(wire, field, function* (inner) {
    if (inner.id === 1) operator = yield* wire.text(inner, MAX_NAME_BYTES);
    else if (inner.id === 2) {
      yield* entryValue(wire, inner, function* (binding) {
        if (binding.id !== 1) return;
        yield* message(wire, binding, function* (bound) {
          if (bound.id === 1) keep(takes, yield* wire.text(bound, MAX_NAME_BYTES));
          else if (bound.id === 2) keep(constants, yield* readValue(wire, bound));
        });
      });
    } else if (inner.id === 3) {
      const named = yield* readNamed(wire, inner);
      output ??= named;
    } else if (inner.id === 4) {
      yield* message(wire, inner, (statement) => readBlockPart(wire, statement, mil));
    } else if (inner.id === 5 && inner.kind === 'bytes') {
      const parts: MilTensor[] = [];
      yield* entryFields(wire, inner, function* (value) {
        parts.push(yield* readValue(wire, value));
      });
      for (const part of parts) keep(constants, part);
    }
  });
  mil.add({ operator: operator === '' ? '(no name)' : operator, output, takes, constants });
}

function* readNamed(wire: WireReader, field: Field): Reading<{ readonly name: string; readonly tensor: MilTensor }> {
  let name = '';
  let tensor: MilTensor = { type: '', elements: null };
  yield* message(wire, field, function* (inner) {
    if (inner.id === 1) name = yield* wire.text(inner, MAX_NAME_BYTES);
    else if (inner.id === 2) tensor = yield* readType(wire, inner);
  });
  return { name, tensor };
}

/** The type of a Value; what it is, here or in another file, is passed over. */
function* readValue(wire: WireReader, field: Field): Reading<MilTensor> {
  let tensor: MilTensor = { type: '', elements: null };
  yield* message(wire, field, function* (inner) {
    if (inner.id === 2) tensor = yield* readType(wire, inner);
  });
  return tensor;
}

function* readType(wire: WireReader, field: Field): Reading<MilTensor> {
  let type = '';
  const shape: number[] = [];
  let isFixed = true;
  yield* message(wire, field, function* (kind) {
    // Lists, tuples and dictionaries hold no weights.
    if (kind.id !== 1) return;
    yield* message(wire, kind, function* (tensor) {
      if (tensor.id === 1 && tensor.kind === 'number') type = milType(tensor.value);
      if (tensor.id !== 3) return;
      let size: number | null = null;
      yield* message(wire, tensor, function* (dimension) {
        if (dimension.id !== 1) return;
        size = 0;
        yield* message(wire, dimension, (constant) => {
          if (constant.id === 1 && constant.kind === 'number') size = constant.value;
        });
      });
      if (size === null) isFixed = false;
      else shape.push(size);
      if (shape.length > MAX_RANK) throw new UnreadableError(`it has a tensor of more than ${MAX_RANK} dimensions`);
    });
  });
  return { type, elements: isFixed ? elementsOf(shape) : null };
}

/** The fields of the message that an entry of a map has as its value. */
function* entryValue(wire: WireReader, field: Field, read: ReadField): Reading {
  yield* entryFields(wire, field, (value) => message(wire, value, read));
}

function* entryFields(wire: WireReader, field: Field, read: (value: Field) => Reading): Reading {
  yield* message(wire, field, function* (inner) {
    if (inner.id === 2) yield* read(inner);
  });
}

function* message(wire: WireReader, field: Field, read: ReadField): Reading {
  // A number where a message belongs says nothing.
  if (field.kind === 'bytes') yield* wire.message(field.end, read);
}
