import { expect, test } from 'vitest';
import { buildSchema } from './build.ts';
import { isParameterType, type ModelGraph } from './model-graph.ts';

test('floats, integers of at most eight bits and what a Core ML operation unfolds are parameters', () => {
  for (const type of ['f32', 'f16', 'bf16', 'f8e4m3fn', 'i8', 'u8', 'i4', 'u4', 'u6', 'constexpr_lut_to_dense']) {
    expect(isParameterType(type), type).toBe(true);
  }
  for (const type of ['i64', 'i32', 'i16', 'u16', 'u32', 'bool', 'string', 'type 77', '']) {
    expect(isParameterType(type), type).toBe(false);
  }
});

test('a stored build keeps what is known of its networks, and one of an older version has nothing', () => {
  const stored = {
    id: 'a',
    label: 'a',
    version: '1',
    platform: 'host',
    bytes: 1,
    models: [],
    identity: { kind: 'host', entry: 'a.js', contentSha256: 'b' },
  };
  const graphs: readonly ModelGraph[] = [
    {
      name: 'a.onnx',
      format: 'ONNX',
      files: ['a.onnx'],
      bytes: 10,
      missing: ['a.onnx_data'],
      content: {
        kind: 'read',
        summary: {
          operators: [{ name: '__proto__', count: 2 }],
          weights: [{ type: 'f16', elements: 3, bytes: 6 }],
          versions: [{ name: 'ai.onnx', version: '17' }],
          producer: null,
          inputs: [{ name: 'x', type: 'f32', shape: ['batch', 3] }],
          outputs: [{ name: 'y', type: '', shape: null }],
        },
      },
    },
    {
      name: 'B.mlmodelc',
      format: 'Core ML',
      files: ['B.mlmodelc/model.mil'],
      bytes: 1,
      content: { kind: 'unread', reason: 'it is cut off' },
    },
  ];
  const written: unknown = JSON.parse(JSON.stringify({ ...stored, graphs }));
  expect(buildSchema.parse(written).graphs).toEqual(graphs);
  expect(buildSchema.parse(stored).graphs).toBeUndefined();
});
