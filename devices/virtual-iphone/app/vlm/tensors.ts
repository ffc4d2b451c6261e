import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { AgentError } from '#devices/virtual-iphone/app/agent-error.ts';
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

/** Element type that the network takes at an input; exports of less than 16 bits a weight often have float16 inputs. */
export function inputType(session: Session, name: string): 'float32' | 'float16' {
  const input = session.inputMetadata.find((candidate) => candidate.name === name);
  if (input === undefined) throw new AgentError('MODEL_INVALID', `A network has no input ${name}.`);
  const type = input.isTensor ? input.type : null;
  if (type === 'float32' || type === 'float16') return type;
  throw new AgentError('MODEL_INVALID', `Input ${name} takes ${type ?? 'no tensor'}; float32 or float16 was expected.`);
}

/** Sizes of an input; a name stands where any size will do. */
export function inputShape(session: Session, name: string): readonly (number | string)[] {
  const input = session.inputMetadata.find((candidate) => candidate.name === name);
  return input?.isTensor === true ? input.shape : [];
}

export function floatTensor(type: 'float32' | 'float16', values: Float32Array, dims: readonly number[]): Tensor {
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

export function asType(type: 'float32' | 'float16', tensor: Tensor): Tensor {
  return tensor.type === type ? tensor : floatTensor(type, floatsOf(tensor), tensor.dims);
}

/** A row of 64-bit integers, as token ids, positions and masks are passed. */
export function integerRow(length: number, valueAt: (index: number) => number): Tensor {
  return new Tensor(
    'int64',
    BigInt64Array.from({ length }, (_, index) => BigInt(valueAt(index))),
    [1, length],
  );
}

export function integerScalar(value: number): Tensor {
  return new Tensor('int64', BigInt64Array.of(BigInt(value)), []);
}

export function output(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const value = outputs[name];
  if (value === undefined) throw new AgentError('MODEL_INVALID', `A network has no output ${name}.`);
  return value;
}
