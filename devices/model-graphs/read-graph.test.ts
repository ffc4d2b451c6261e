import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GraphContent } from '#harness/domain/model-graph.ts';
import { F16, mlProgram, STRING } from './core-ml.fixture.ts';
import { FLOAT, graph, node, onnxModel, port } from './onnx.fixture.ts';
import { type GraphFile, graphReader } from './read-graph.ts';
import { encode, packed, varint } from './wire.fixture.ts';

const MIL = `program(1.0)
[buildInfo = dict<tensor<string, []>, tensor<string, []>>({{"coremlc-version", "3505.4.1"}})]
{
    func main<ios16>(tensor<fp16, [1, 3]> x) {
        tensor<fp16, [3]> w = const()[val = tensor<fp16, [3]>(BLOBFILE(path = tensor<string, []>("w"), offset = tensor<uint64, []>(64)))];
    } -> (w);
}
`;

const WHOLE: Readonly<Record<string, Buffer>> = {
  'model.onnx': onnxModel({
    nodes: [
      node('MatMul'),
      node('If', {
        attributes: [
          [
            [1, 'then_branch'],
            [6, graph({ nodes: [node('Add')] })],
          ],
        ],
      }),
    ],
    tensors: [{ name: 'w', type: FLOAT, shape: [20], raw: 80 }],
    inputs: [port('x', FLOAT, ['batch', 2])],
  }),
  'model.mlmodel': mlProgram([
    { type: 'const', output: ['w', F16, [64, 3]], attributes: { name: [STRING, []] } },
    { type: 'matmul', output: ['y', F16, [1, 64]], inputs: { x: 'image', y: 'w' } },
  ]),
  'Vision.mlmodelc/model.mil': Buffer.from(MIL),
  'Vision.mlmodelc/metadata.json': Buffer.from('[{"specificationVersion": 8, "inputSchema": [{"name": "x"}]}]'),
};
const NAMES = Object.keys(WHOLE);

function read(name: string, size: number, chunks: readonly Uint8Array[]): GraphFile {
  const reader = graphReader(name, size);
  if (reader === null) throw new Error(`${name} has no reader`);
  for (const chunk of chunks) reader.push(chunk);
  return reader.end();
}

const isAnswer = ({ kind }: GraphContent): boolean => kind === 'read' || kind === 'unread';

test('a file that holds no graph has no reader', () => {
  for (const name of ['config.json', 'model.onnx_data', 'weights/weight.bin', 'metadata.json', 'a.mil']) {
    expect(graphReader(name, 1), name).toBeNull();
  }
});

test.each(NAMES)('%s is read alike however its bytes arrive', (name) => {
  const whole = WHOLE[name] ?? Buffer.alloc(0);
  const expected = read(name, whole.length, [whole]);
  expect(expected.content.kind).toBe('read');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 12 }), (cuts) => {
      const places = [0, ...cuts.toSorted((one, other) => one - other), whole.length];
      const chunks = places.slice(1).map((place, index) => whole.subarray(places[index], place));
      expect(read(name, whole.length, chunks)).toEqual(expected);
    }),
  );
});

test.each(NAMES.slice(0, 2))('%s that is cut off anywhere cannot be read', (name) => {
  const whole = WHOLE[name] ?? Buffer.alloc(0);
  for (let length = 0; length < whole.length; length += 1) {
    // The archive says how long the file is meant to be.
    const { content } = read(name, whole.length, [whole.subarray(0, length)]);
    expect(content).toMatchObject({ kind: 'unread', reason: 'it is cut off' });
  }
});

test.each(NAMES)('%s with any byte changed, or any bytes in its place, gets an answer', (name) => {
  const whole = WHOLE[name] ?? Buffer.alloc(0);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (place, byte) => {
      const damaged = Buffer.from(whole);
      damaged[place] = byte;
      expect(isAnswer(read(name, damaged.length, [damaged]).content)).toBe(true);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(read(name, bytes.length, [bytes]).content).not.toMatchObject({
        reason: expect.stringContaining('harness'),
      });
    }),
    { numRuns: 500 },
  );
});

test('half a gigabyte of weights is passed over, not kept', () => {
  const length = 512 * 2 ** 20;
  const { head, tail } = aroundWeights(length);
  const piece = Buffer.alloc(2 ** 20);
  const reader = graphReader('model.onnx', head.length + length + tail.length);
  const before = process.memoryUsage().arrayBuffers;
  reader?.push(head);
  for (let at = 0; at < length; at += piece.length) reader?.push(piece);
  reader?.push(tail);
  expect(reader?.end()).toMatchObject({
    content: { summary: { weights: [{ type: 'f32', elements: length / 4, bytes: length }] } },
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
});

/** What stands before and behind the bytes of the only tensor of a model. */
function aroundWeights(length: number): { readonly head: Buffer; readonly tail: Buffer } {
  const opened = (id: number, before: Buffer, inner: Buffer): Buffer =>
    Buffer.concat([before, varint(id * 8 + 2), varint(inner.length + length), inner]);
  const tensor = encode([
    [1, packed([length / 4])],
    [2, FLOAT],
    [8, 'w'],
  ]);
  const graphOf = opened(5, Buffer.alloc(0), opened(9, tensor, Buffer.alloc(0)));
  return { head: opened(7, encode([[1, 8]]), graphOf), tail: encode([[8, [[2, 17]]]]) };
}
