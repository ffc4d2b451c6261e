import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { GraphContent, GraphSummary } from '#harness/domain/model-graph.ts';
import {
  FLOAT,
  FLOAT16,
  graph,
  INT4,
  INT64,
  INT8,
  node,
  onnxModel,
  type OnnxParts,
  port,
  tensor,
  UINT8,
} from './onnx.fixture.ts';
import { type GraphFile, graphReader } from './read-graph.ts';
import { encode } from './wire.fixture.ts';

function read(bytes: Buffer): GraphFile {
  const reader = graphReader('model.onnx', bytes.length);
  if (reader === null) throw new Error('no reader');
  reader.push(bytes);
  return reader.end();
}

function summaryOf(bytes: Buffer): GraphSummary {
  const { content } = read(bytes);
  if (content.kind === 'unread') throw new Error(content.reason);
  return content.summary;
}

const contentOf = (parts: OnnxParts): GraphContent => read(onnxModel(parts)).content;

test('a model is described by its operators, weights, opset, producer, inputs and outputs', () => {
  const bytes = onnxModel({
    nodes: [node('MatMul'), node('Add'), node('MatMul'), node('Gelu', { domain: 'com.microsoft' })],
    tensors: [
      { name: 'w', type: FLOAT, shape: [16, 8], raw: 512 },
      { name: 'h', type: FLOAT16, shape: [10], raw: 20 },
      { name: 'axes', type: INT64, shape: [2], raw: 16 },
      { name: 'q', type: INT4, shape: [3, 5], raw: 8 },
    ],
    inputs: [port('pixels', FLOAT, ['batch', 3, 128, 128])],
    outputs: [port('features', FLOAT16, [1, 64])],
  });
  expect(summaryOf(bytes)).toEqual({
    operators: [
      { name: 'Add', count: 1 },
      { name: 'MatMul', count: 2 },
      { name: 'com.microsoft.Gelu', count: 1 },
    ],
    weights: [
      { type: 'f16', elements: 10, bytes: 20 },
      { type: 'f32', elements: 128, bytes: 512 },
      { type: 'i4', elements: 15, bytes: 8 },
      { type: 'i64', elements: 2, bytes: 16 },
    ],
    versions: [
      { name: 'IR', version: '8' },
      { name: 'ai.onnx', version: '17' },
    ],
    producer: 'pytorch 2.5.0',
    inputs: [{ name: 'pixels', type: 'f32', shape: ['batch', 3, 128, 128] }],
    outputs: [{ name: 'features', type: 'f16', shape: [1, 64] }],
  });
});

test('only opsets that an operator is of are named', () => {
  const opsets = { '': 17, 'ai.onnx.ml': 5, 'com.microsoft': 1 };
  const nodes = [node('MatMul'), node('FusedMatMul', { domain: 'com.microsoft' })];
  expect(summaryOf(onnxModel({ nodes, opsets })).versions).toEqual([
    { name: 'IR', version: '8' },
    { name: 'ai.onnx', version: '17' },
    { name: 'com.microsoft', version: '1' },
  ]);
});

test('operators and weights in subgraphs and in constants count too', () => {
  const branch = graph({ nodes: [node('Mul')], tensors: [{ name: 'b', type: FLOAT, shape: [4], raw: 16 }] });
  const constant = tensor({ name: '', type: INT8, shape: [3], raw: 3 });
  const nodes = [
    node('If', {
      attributes: [
        [
          [1, 'then_branch'],
          [6, branch],
        ],
        [
          [1, 'else_branch'],
          [6, branch],
        ],
      ],
    }),
    node('Constant', {
      attributes: [
        [
          [1, 'value'],
          [5, constant],
        ],
      ],
    }),
  ];
  expect(summaryOf(onnxModel({ nodes }))).toMatchObject({
    operators: [
      { name: 'Constant', count: 1 },
      { name: 'If', count: 1 },
      { name: 'Mul', count: 2 },
    ],
    weights: [
      { type: 'f32', elements: 8, bytes: 32 },
      { type: 'i8', elements: 3, bytes: 3 },
    ],
  });
});

test('weights in a file beside the model are counted by their shape, and the file is named', () => {
  const bytes = onnxModel({ tensors: [{ name: 'w', type: FLOAT, shape: [1000, 1000], file: 'model.onnx_data' }] });
  expect(read(bytes)).toMatchObject({
    content: { summary: { weights: [{ type: 'f32', elements: 1_000_000, bytes: 4_000_000 }] } },
    external: ['model.onnx_data'],
  });
});

test('four-bit weights that lie packed in bytes are counted as what they unfold to', () => {
  const numbers = Object.entries({ K: 64, N: 10, bits: 4, block_size: 32 });
  const attributes = numbers.map(
    ([name, value]) =>
      [
        [1, name],
        [3, value],
      ] as const,
  );
  const nodes = [node('MatMulNBits', { domain: 'com.microsoft', inputs: ['x', 'w', 'scales'], attributes })];
  const tensors = [
    { name: 'w', type: UINT8, shape: [10, 2, 16], raw: 320 },
    { name: 'scales', type: FLOAT, shape: [20], raw: 80 },
  ];
  expect(summaryOf(onnxModel({ nodes, tensors })).weights).toEqual([
    { type: 'f32', elements: 20, bytes: 80 },
    { type: 'u4', elements: 640, bytes: 320 },
  ]);
});

test('an initialiser that is listed among the inputs is none', () => {
  const tensors = [{ name: 'w', type: FLOAT, shape: [1], raw: 4 }];
  const inputs = [port('x', FLOAT, [1]), port('w', FLOAT, [1])];
  expect(summaryOf(onnxModel({ tensors, inputs })).inputs).toEqual([{ name: 'x', type: 'f32', shape: [1] }]);
});

const HUGE = { name: 'w', type: FLOAT, shape: [2 ** 40, 2 ** 40] };
test.each<[string, Buffer, string]>([
  ['nothing', Buffer.alloc(0), 'it has no graph'],
  ['a text', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'it is damaged, or of another format'],
  ['no graph', encode([[1, 8]]), 'it has no graph'],
  [
    'a tensor without bounds',
    onnxModel({ tensors: [HUGE] }),
    'it has a tensor of the shape [1099511627776, 1099511627776]',
  ],
  ['a negative size', onnxModel({ tensors: [{ ...HUGE, shape: [-1] }] }), 'it has a tensor of the shape [-1]'],
  [
    'data of another length',
    onnxModel({ tensors: [{ name: 'w', type: FLOAT, shape: [3], raw: 4 }] }),
    'it has a tensor of 12 bytes with 4 bytes of data',
  ],
  ['an endless name', onnxModel({ nodes: [node('x'.repeat(5000))] }), 'it has a name of 5000 bytes'],
  [
    'very many operators',
    onnxModel({ nodes: Array.from({ length: 1001 }, (_, index) => node(`Op${index}`)) }),
    'it has more than 1000 kinds of operator',
  ],
])('a model of %s cannot be read, and says why', (_what, bytes, reason) => {
  expect(read(bytes)).toEqual({ content: { kind: 'unread', reason }, external: [] });
});

test('graphs that hold each other without end cannot be read', () => {
  let nested = node('Leaf');
  for (let depth = 0; depth < 100; depth += 1) {
    nested = node('If', {
      attributes: [
        [
          [1, 'then_branch'],
          [6, graph({ nodes: [nested] })],
        ],
      ],
    });
  }
  expect(contentOf({ nodes: [nested] })).toEqual({ kind: 'unread', reason: 'it is nested more than 64 deep' });
});

/** Counted with the decoder of onnx-proto 8.0.1, which reads a whole model by the schema of ONNX. */
test.each([
  ['embed_tokens', { f32: 44_160 }, 'Gather1'],
  [
    'vision_encoder_int8',
    { f32: 10_088, i32: 2, i64: 20, i8: 451_328 },
    'Add28 Cast24 Concat11 ConstantOfShape1 Conv16 Cos3 CumSum2 Div12 Erf8 Gather8 LayerNormalizatio' +
      'n5 MatMul14 Mul46 Pow2 ReduceSum2 Reshape9 Shape4 Sin3 Slice4 Softmax2 Split2 Squeeze6 Sub3 Transpose13 Unsqueeze12',
  ],
  [
    'decoder_model_merged',
    { f32: 636_200, i64: 239 },
    'Add41 And1 Cast20 Concat49 Constant264 Cos1 Div17 Gather21 Greater1 LessOrEqual1 MatMul37 Mul60' +
      ' Neg8 Range2 ReduceMean9 Reshape32 Shape21 Sigmoid4 Sin1 Slice16 Softmax4 Sqrt9 Sub1 Transpose20 Unsqueeze94 Where1',
  ],
])(
  'the %s of the sample app has the operators and weights that another reader finds',
  (network, weights, operators) => {
    const file = new URL(`../virtual-iphone/app/models/nano/onnx/${network}.onnx`, import.meta.url);
    const summary = summaryOf(readFileSync(file));
    expect(summary.operators.map(({ name, count }) => `${name}${count}`).join(' ')).toBe(operators);
    expect(Object.fromEntries(summary.weights.map(({ type, elements }) => [type, elements]))).toEqual(weights);
  },
);
