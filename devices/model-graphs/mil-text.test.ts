import { expect, test } from 'vitest';
import type { GraphContent } from '#harness/domain/model-graph.ts';
import { graphReader } from './read-graph.ts';

function read(text: string): GraphContent {
  const reader = graphReader('Vision.mlmodelc/model.mil', text.length);
  reader?.push(Buffer.from(text));
  return reader?.end().content ?? { kind: 'unread', reason: 'no reader' };
}

const FILE = 'BLOBFILE(path = tensor<string, []>("@model_path/weights/weight.bin"), offset = tensor<uint64, []>(64))';

function program(opset: string, ...statements: readonly string[]): string {
  return [
    'program(1.0)',
    '[buildInfo = dict<tensor<string, []>, tensor<string, []>>({{"coremlc-component-MIL", "3510.2.1"}, {"coremlc-version", "3505.4.1"}, {"coremltools-version", "9.0"}})]',
    '{',
    `    func main<${opset}>(tensor<fp16, [1, 3, 64, 64]> x, tensor<int32, [1, ?]> ids) {`,
    ...statements.map((statement) => `        ${statement};`),
    '    } -> (c, d);',
    '}',
    '',
  ].join('\n');
}

test('a compiled program is described by its statements', () => {
  const content = read(
    program(
      'ios16',
      `tensor<fp16, [64, 3, 3, 3]> w = const()[name = tensor<string, []>("w = x"), val = tensor<fp16, [64, 3, 3, 3]>(${FILE})]`,
      'tensor<string, []> pt = const()[name = tensor<string, []>("pt"), val = tensor<string, []>("valid")]',
      'tensor<int32, [2]> st = const()[name = tensor<string, []>("st"), val = tensor<int32, [2]>([1, 1])]',
      'tensor<fp16, [1, 64, 62, 62]> a = conv(pad_type = pt, strides = st, weight = w, x = x)[name = tensor<string, []>("a")]',
      'tensor<fp16, [1, 32, 62, 62]> c, tensor<fp16, [1, 32, 62, 62]> d = split(axis = ax, x = a)[name = tensor<string, []>("s")]',
    ),
  );
  expect(content).toEqual({
    kind: 'read',
    summary: {
      operators: [
        { name: 'const', count: 3 },
        { name: 'conv', count: 1 },
        { name: 'split', count: 1 },
      ],
      weights: [{ type: 'f16', elements: 1728, bytes: 3456 }],
      versions: [{ name: 'opset', version: 'ios16' }],
      producer: 'coremltools 9.0, coremlc 3505.4.1',
      inputs: [
        { name: 'x', type: 'f16', shape: [1, 3, 64, 64] },
        { name: 'ids', type: 'i32', shape: [1, '?'] },
      ],
      outputs: [
        { name: 'c', type: '', shape: null },
        { name: 'd', type: '', shape: null },
      ],
    },
  });
});

test('palettised weights are counted under the operation that unfolds them, in either way of writing them', () => {
  const older = `tensor<fp16, [64, 64, 1, 1]> w = constexpr_lut_to_dense()[indices = tensor<uint8, [2048]>(${FILE}), lut = tensor<fp16, [16]>(${FILE}), name = tensor<string, []>("w"), shape = tensor<uint32, [4]>([64, 64, 1, 1])]`;
  const newer = [
    `tensor<int8, [64, 64, 1, 1]> wq = const()[name=string("wq"), val=tensor<int8, [64, 64, 1, 1]>(${FILE})]`,
    `tensor<fp16, [64, 1, 1, 1]> sc = const()[name=string("sc"), val=tensor<fp16, [64, 1, 1, 1]>(${FILE})]`,
    'tensor<fp16, [64, 64, 1, 1]> w = constexpr_blockwise_shift_scale(data=wq, scale=sc)[name=string("dq")]',
  ];
  expect(read(program('ios16', older))).toMatchObject({
    summary: { weights: [{ type: 'constexpr_lut_to_dense', elements: 4096, bytes: 2048 + 32 }] },
  });
  expect(read(program('ios18', ...newer))).toMatchObject({
    summary: { weights: [{ type: 'constexpr_blockwise_shift_scale', elements: 4096, bytes: 4096 + 128 }] },
  });
});

test.each([
  ['nothing', '', 'it has no function'],
  ['another text', '{"a": 1}\n', 'it is no ML program'],
  ['a statement without end', `${program('ios16')}${'x'.repeat(2 ** 21)}`, 'it has a statement that is too long'],
  [
    'a tensor without bounds',
    program('ios16', 'tensor<fp16, [99999999999, 99999999999]> w = const()[]'),
    'it has a tensor of the shape [99999999999, 99999999999]',
  ],
])('%s cannot be read, and says why', (_what, text, reason) => {
  expect(read(text)).toEqual({ kind: 'unread', reason });
});
