import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import { fromHalfFloats, toHalfFloats } from './half-float.ts';

export type Session = InferenceSession;
export type Feeds = Record<string, Tensor>;

/**
 * onnxruntime-node 1.30 takes a Float16Array for empty (microsoft/onnxruntime#32323), and where Node has that type the
 * library puts every half-float tensor into one. It looks for the type once, at its first tensor: that one is made here
 * while the type is out of sight, and half floats stay Uint16Array from then on.
 */
function keepHalfFloatsAsIntegers(): void {
  const type = Object.getOwnPropertyDescriptor(globalThis, 'Float16Array');
  if (type === undefined) return;
  Reflect.deleteProperty(globalThis, 'Float16Array');
  try {
    floatTensor('float32', new Float32Array(1), [1]);
  } finally {
    Object.defineProperty(globalThis, 'Float16Array', type);
  }
}

keepHalfFloatsAsIntegers();

export type FloatType = 'float32' | 'float16';
export type IntegerType = 'int64' | 'int32';

/** Element type that the network takes at an input; exports of less than 16 bits a weight often have float16 inputs. */
export function inputType(session: Session, name: string): FloatType {
  return oneOf(FLOATS, typeOf(session.inputMetadata, name, 'input'), `Input ${name} takes`);
}

/** Element type of an output, among those that its values can be read of. */
export function outputType(session: Session, name: string): FloatType {
  return oneOf(FLOATS, typeOf(session.outputMetadata, name, 'output'), `Output ${name} returns`);
}

/** Element type of token ids, positions and masks. */
export function integerType(session: Session, name: string): IntegerType {
  return oneOf(INTEGERS, typeOf(session.inputMetadata, name, 'input'), `Input ${name} takes`);
}

const FLOATS = ['float32', 'float16'] as const;
const INTEGERS = ['int64', 'int32'] as const;

type Ports = InferenceSession['inputMetadata'];

/** Null for what is no tensor. */
function typeOf(ports: Ports, name: string, side: string): string | null {
  const port = ports.find((candidate) => candidate.name === name);
  if (port === undefined) throw new AgentError('MODEL_INVALID', `A network has no ${side} ${name}.`);
  return port.isTensor ? port.type : null;
}

function oneOf<const Type extends string>(types: readonly Type[], type: string | null, what: string): Type {
  const found = types.find((candidate) => candidate === type);
  if (found !== undefined) return found;
  const given = type ?? 'no tensor';
  throw new AgentError('MODEL_INVALID', `${what} ${given}; export it with ${types.join(' or ')}.`);
}

/** Sizes of an input; a name stands where any size will do. */
export function inputShape(session: Session, name: string): readonly (number | string)[] {
  return shapeOf(session.inputMetadata, name);
}

export function outputShape(session: Session, name: string): readonly (number | string)[] {
  return shapeOf(session.outputMetadata, name);
}

function shapeOf(ports: Ports, name: string): readonly (number | string)[] {
  const port = ports.find((candidate) => candidate.name === name);
  return port?.isTensor === true ? port.shape : [];
}

export function floatTensor(type: FloatType, values: Float32Array, dims: readonly number[]): Tensor {
  return type === 'float32' ? new Tensor('float32', values, dims) : new Tensor('float16', toHalfFloats(values), dims);
}

/** A tensor's values as 32-bit floats; without copying where they are that already. */
export function floatsOf(tensor: Tensor): Float32Array {
  const { data, type } = tensor;
  if (data instanceof Float32Array) return data;
  if (type === 'float16' && ArrayBuffer.isView(data)) {
    return fromHalfFloats(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2));
  }
  throw new AgentError('MODEL_INVALID', `A network returned ${type}; float32 or float16 was expected.`);
}

export function asType(type: FloatType, tensor: Tensor): Tensor {
  return tensor.type === type ? tensor : floatTensor(type, floatsOf(tensor), tensor.dims);
}

/** A row of integers, as token ids, positions and masks are passed. */
export function integerRow(type: IntegerType, length: number, valueAt: (index: number) => number): Tensor {
  return integers(type, length, valueAt, [1, length]);
}

export function integerScalar(type: IntegerType, value: number): Tensor {
  return integers(type, 1, () => value, []);
}

function integers(
  type: IntegerType,
  length: number,
  valueAt: (index: number) => number,
  dims: readonly number[],
): Tensor {
  if (type === 'int32')
    return new Tensor(
      'int32',
      Int32Array.from({ length }, (_, index) => valueAt(index)),
      dims,
    );
  return new Tensor(
    'int64',
    BigInt64Array.from({ length }, (_, index) => BigInt(valueAt(index))),
    dims,
  );
}

/** True or false, as a row of one. */
export function flag(value: boolean): Tensor {
  return new Tensor('bool', Uint8Array.of(value ? 1 : 0), [1]);
}

export function output(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const value = outputs[name];
  if (value === undefined) throw new AgentError('MODEL_INVALID', `A network has no output ${name}.`);
  return value;
}
