import { expect, test } from 'vitest';
import type { GraphContent } from '#harness/domain/model-graph.ts';
import { F16, type MilOp, mlProgram, STRING, U4, U8 } from './core-ml.fixture.ts';
import { graphReader } from './read-graph.ts';
import { encode } from './wire.fixture.ts';

function read(bytes: Buffer): GraphContent {
  const reader = graphReader('Vision.mlpackage/Data/com.apple.CoreML/model.mlmodel', bytes.length);
  reader?.push(bytes);
  return reader?.end().content ?? { kind: 'unread', reason: 'no reader' };
}

const programOf = (...ops: readonly MilOp[]): GraphContent => read(mlProgram(ops));

test('an ML program is described by its operations, its constants and its description', () => {
  const content = programOf(
    { type: 'const', output: ['w', F16, [64, 3, 3, 3]], attributes: { name: [STRING, []] } },
    { type: 'const', output: ['pad_type', STRING, []] },
    { type: 'conv', output: ['a', F16, [1, 64, '?', '?']], inputs: { x: 'image', weight: 'w', pad_type: 'pad_type' } },
    { type: 'gelu', output: ['b', F16, [1, 64, '?', '?']], inputs: { x: 'a' } },
    { type: 'gelu', output: ['c', F16, [1, 64, '?', '?']], inputs: { x: 'b' } },
  );
  expect(content).toEqual({
    kind: 'read',
    summary: {
      operators: [
        { name: 'const', count: 2 },
        { name: 'conv', count: 1 },
        { name: 'gelu', count: 2 },
      ],
      weights: [{ type: 'f16', elements: 1728, bytes: 3456 }],
      versions: [
        { name: 'opset', version: 'CoreML7' },
        { name: 'specification', version: '8' },
      ],
      producer: 'coremltools 8.1, torch==2.5.0',
      inputs: [{ name: 'image', type: 'image', shape: [1024, 768] }],
      outputs: [{ name: 'features', type: 'f16', shape: [1, 3] }],
    },
  });
});

test('palettised weights of an older opset are counted under the operation that unfolds them', () => {
  const attributes = { indices: [U8, [2048]], lut: [F16, [16]] } as const;
  expect(programOf({ type: 'constexpr_lut_to_dense', output: ['w', F16, [64, 64]], attributes })).toMatchObject({
    summary: { weights: [{ type: 'constexpr_lut_to_dense', elements: 4096, bytes: 2048 + 32 }] },
  });
});

test('weights that an operation unfolds from constants of their own are counted once', () => {
  const content = programOf(
    { type: 'const', output: ['q', U4, [64, 64]] },
    { type: 'const', output: ['s', F16, [64, 1]] },
    { type: 'const', output: ['bias', F16, [64]] },
    { type: 'constexpr_blockwise_shift_scale', output: ['w', F16, [64, 64]], inputs: { data: 'q', scale: 's' } },
  );
  expect(content).toMatchObject({
    summary: {
      weights: [
        { type: 'constexpr_blockwise_shift_scale', elements: 4096, bytes: 2048 + 128 },
        { type: 'f16', elements: 64, bytes: 128 },
      ],
    },
  });
});

test('weights that are unfolded twice count as what comes out last', () => {
  const content = programOf(
    {
      type: 'constexpr_lut_to_sparse',
      output: ['values', F16, [100]],
      inputs: { indices: [U8, [50]], lut: [F16, [16]] },
    },
    {
      type: 'constexpr_sparse_to_dense',
      output: ['w', F16, [64, 64]],
      inputs: { nonzero_data: 'values', mask: [U8, [512]] },
    },
  );
  expect(content).toMatchObject({
    summary: { weights: [{ type: 'constexpr_sparse_to_dense', elements: 4096, bytes: 50 + 32 + 512 }] },
  });
});

test('operations in the branches of another count too', () => {
  const branch: readonly MilOp[] = [{ type: 'relu', output: ['r', F16, [1]] }];
  expect(programOf({ type: 'cond', output: ['y', F16, [1]], blocks: [branch, branch] })).toMatchObject({
    summary: {
      operators: [
        { name: 'cond', count: 1 },
        { name: 'relu', count: 2 },
      ],
    },
  });
});

test.each([
  ['without a model', encode([[1, 8]]), 'it has no model'],
  [
    'that is a neural network',
    encode([
      [1, 4],
      [500, [[1, 'layer']]],
    ]),
    'it is no ML program, but an older kind of Core ML model',
  ],
])('a file %s cannot be read, and says why', (_what, bytes, reason) => {
  expect(read(bytes)).toEqual({ kind: 'unread', reason });
});
