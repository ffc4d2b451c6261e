import { expect, test } from 'vitest';
import type { GraphContent } from '#harness/domain/model-graph.ts';
import { graphReader } from './read-graph.ts';

function read(text: string): GraphContent {
  const reader = graphReader('Vision.mlmodelc/metadata.json', text.length);
  reader?.push(Buffer.from(text));
  return reader?.end().content ?? { kind: 'unread', reason: 'no reader' };
}

test('the metadata of a compiled model says what wrote it and what goes in and out', () => {
  const array = {
    hasShapeFlexibility: '0',
    dataType: 'Float16',
    shape: '[1, 256, 3072]',
    name: 'features',
    type: 'MultiArray',
  };
  const image = { height: '768', width: '1024', colorspace: 'RGB', name: 'image', type: 'Image' };
  const model = {
    metadataOutputVersion: '3.0',
    specificationVersion: 8,
    userDefinedMetadata: {
      'com.github.apple.coremltools.source': 'torch==2.5.0',
      'com.github.apple.coremltools.version': '8.1',
    },
    mlProgramOperationTypeHistogram: { 'Ios17.conv': 4 },
    inputSchema: [image, { dataType: 'Int32', shape: '[]', name: 'count', type: 'MultiArray' }],
    outputSchema: [array],
  };
  expect(read(JSON.stringify([model]))).toEqual({
    kind: 'read',
    summary: {
      operators: [],
      weights: [],
      versions: [{ name: 'specification', version: '8' }],
      producer: 'coremltools 8.1, torch==2.5.0',
      inputs: [
        { name: 'image', type: 'image', shape: [1024, 768] },
        { name: 'count', type: 'i32', shape: null },
      ],
      outputs: [{ name: 'features', type: 'f16', shape: [1, 256, 3072] }],
    },
  });
});

test.each([
  ['no JSON', '{', 'its metadata is no JSON'],
  ['of no model', '[]', 'its metadata describes no model'],
  ['of another form', '"x"', 'its metadata describes no model'],
  ['too long', `[${' '.repeat(2 ** 20)}]`, 'its metadata is too long'],
])('metadata that is %s says so', (_what, text, reason) => {
  expect(read(text)).toEqual({ kind: 'unread', reason });
});
