import { expect, test } from 'vitest';
import type { GraphSummary } from '#harness/domain/model-graph.ts';
import { modelGraphs, type SeenFile } from './model-graphs.ts';

const summary: GraphSummary = { operators: [], weights: [], versions: [], producer: null, inputs: [], outputs: [] };
const read = { kind: 'read', summary } as const;

function file(name: string, bytes: number, external: readonly string[] | null = null): SeenFile {
  return { name, bytes, graph: external === null ? null : { content: read, external } };
}

test('an ONNX model is its file and the files of weights that it names, and says which of them are missing', () => {
  const files = [
    file('onnx/decoder.onnx', 10, ['./decoder.onnx_data', '../shared/w.bin', 'gone.bin']),
    file('onnx/decoder.onnx_data', 500),
    file('shared/w.bin', 70),
    file('config.json', 3),
  ];
  expect(modelGraphs(files)).toEqual([
    {
      name: 'onnx/decoder.onnx',
      format: 'ONNX',
      files: ['onnx/decoder.onnx', 'onnx/decoder.onnx_data', 'shared/w.bin'],
      bytes: 580,
      missing: ['onnx/gone.bin'],
      content: read,
    },
  ]);
});

test('the metadata of a compiled model completes what its program says', () => {
  const port = { name: 'x', type: 'f16', shape: [1] };
  const program: GraphSummary = {
    ...summary,
    operators: [{ name: 'conv', count: 1 }],
    versions: [{ name: 'opset', version: 'ios18' }],
    producer: 'coremltools 8.1, coremlc 3505.4.1',
    inputs: [port],
  };
  const metadata: GraphSummary = {
    ...summary,
    versions: [{ name: 'specification', version: '9' }],
    producer: 'coremltools 8.1, torch==2.5.0',
    outputs: [port],
  };
  const seen = (name: string, own: GraphSummary): SeenFile => ({
    name,
    bytes: 1,
    graph: { content: { kind: 'read', summary: own }, external: [] },
  });
  const files = [seen('V.mlmodelc/metadata.json', metadata), seen('V.mlmodelc/model.mil', program)];
  const [graph, ...others] = modelGraphs(files);
  expect(others).toEqual([]);
  expect(graph?.content).toEqual({
    kind: 'read',
    summary: {
      ...program,
      versions: [...program.versions, ...metadata.versions],
      producer: 'coremltools 8.1, torch==2.5.0, coremlc 3505.4.1',
      outputs: [port],
    },
  });
});

test('a Core ML model is its folder', () => {
  const files = [
    file('Vision.mlpackage/Data/com.apple.CoreML/model.mlmodel', 10, []),
    file('Vision.mlpackage/Data/com.apple.CoreML/weights/weight.bin', 500),
    file('Vision.mlpackage/Manifest.json', 1),
    file('b/Text.mlmodelc/model.mil', 20, []),
    file('b/Text.mlmodelc/weights/weight.bin', 600),
    file('Old.mlmodelc/model.espresso.net', 7),
    file('alone.mlmodel', 5, []),
  ];
  expect(modelGraphs(files)).toMatchObject([
    { name: 'Old.mlmodelc', bytes: 7, content: { kind: 'unread', reason: 'it has no ML program' } },
    { name: 'Vision.mlpackage', format: 'Core ML', bytes: 511, content: read },
    { name: 'alone.mlmodel', bytes: 5, content: read },
    { name: 'b/Text.mlmodelc', bytes: 620, files: ['b/Text.mlmodelc/model.mil', 'b/Text.mlmodelc/weights/weight.bin'] },
  ]);
});
