import { expect, test } from 'vitest';
import type { Build } from '#harness/domain/build.ts';
import type { GraphSummary, ModelGraph } from '#harness/domain/model-graph.ts';
import { modelChange } from './model-change.ts';

const SUMMARY: GraphSummary = {
  operators: [
    { name: 'Add', count: 3 },
    { name: 'Gelu', count: 2 },
  ],
  weights: [
    { type: 'f32', elements: 100, bytes: 400 },
    { type: 'i64', elements: 7, bytes: 56 },
  ],
  versions: [{ name: 'ai.onnx', version: '17' }],
  producer: 'pytorch 2.5.0',
  inputs: [{ name: 'x', type: 'f32', shape: [1, 3] }],
  outputs: [{ name: 'y', type: 'f32', shape: [1] }],
};

function graph(name: string, summary: GraphSummary | string = SUMMARY, bytes = 500): ModelGraph {
  const content =
    typeof summary === 'string' ? ({ kind: 'unread', reason: summary } as const) : ({ kind: 'read', summary } as const);
  return { name, format: 'ONNX', files: [name], bytes, content };
}

/** @param digest of every file of its graphs */
function build(graphs: readonly ModelGraph[] | undefined, digest: string): Build {
  return {
    id: digest,
    label: digest,
    version: '1',
    platform: 'host',
    bytes: 1,
    models: (graphs ?? []).flatMap(({ files }) => files.map((name) => ({ name, sha256: digest, bytes: 1 }))),
    ...(graphs === undefined ? {} : { graphs }),
    identity: { kind: 'host', entry: 'a.js', contentSha256: digest },
  };
}

const changed = (before: readonly ModelGraph[], after: readonly ModelGraph[]): ReturnType<typeof modelChange> =>
  modelChange(build(before, 'before'), build(after, 'after'));

test('a build of an older run has nothing to compare, and it is said which one', () => {
  const [old, today] = [build(undefined, 'old'), build([], 'new')];
  expect(modelChange(old, today)).toEqual({ kind: 'unknown', of: 'baseline' });
  expect(modelChange(today, old)).toEqual({ kind: 'unknown', of: 'candidate' });
  expect(modelChange(old, old)).toEqual({ kind: 'unknown', of: 'both' });
});

test('a graph is the same where its files are, read or not', () => {
  const graphs = [graph('a.onnx'), graph('b.onnx', 'it is cut off')];
  expect(modelChange(build(graphs, 'same'), build(graphs, 'same'))).toMatchObject({
    graphs: [
      { kind: 'same', name: 'a.onnx', bytes: 500 },
      { kind: 'same', name: 'b.onnx', bytes: 500 },
    ],
    parameters: null,
  });
});

test('only what differs is listed', () => {
  const after: GraphSummary = {
    operators: [
      { name: 'Add', count: 4 },
      { name: 'Erf', count: 2 },
    ],
    weights: [
      { type: 'f32', elements: 10, bytes: 40 },
      { type: 'i64', elements: 7, bytes: 56 },
      { type: 'i8', elements: 90, bytes: 90 },
    ],
    versions: [{ name: 'ai.onnx', version: '21' }],
    producer: 'pytorch 2.5.0',
    inputs: [{ name: 'x', type: 'f32', shape: [1, 6] }],
    outputs: SUMMARY.outputs,
  };
  expect(changed([graph('a.onnx')], [graph('a.onnx', after, 200)])).toEqual({
    kind: 'known',
    graphs: [
      {
        kind: 'changed',
        name: 'a.onnx',
        bytes: { baseline: 500, candidate: 200 },
        missing: { baseline: [], candidate: [] },
        parameters: { baseline: { elements: 100, bytes: 400 }, candidate: { elements: 100, bytes: 130 } },
        weights: [
          {
            name: 'f32',
            baseline: { type: 'f32', elements: 100, bytes: 400 },
            candidate: { type: 'f32', elements: 10, bytes: 40 },
          },
          { name: 'i8', baseline: null, candidate: { type: 'i8', elements: 90, bytes: 90 } },
        ],
        operatorCounts: { baseline: 5, candidate: 6 },
        operators: [
          { name: 'Add', baseline: 3, candidate: 4 },
          { name: 'Erf', baseline: null, candidate: 2 },
          { name: 'Gelu', baseline: 2, candidate: null },
        ],
        inputs: [
          {
            name: 'x',
            baseline: { name: 'x', type: 'f32', shape: [1, 3] },
            candidate: { name: 'x', type: 'f32', shape: [1, 6] },
          },
        ],
        outputs: [],
        versions: [{ name: 'ai.onnx', baseline: '17', candidate: '21' }],
        producer: { baseline: 'pytorch 2.5.0', candidate: 'pytorch 2.5.0' },
      },
    ],
    parameters: { baseline: { elements: 100, bytes: 400 }, candidate: { elements: 100, bytes: 130 } },
  });
});

test('a graph takes the place of the one whose name differs in the number format alone', () => {
  const before = [graph('onnx/encoder.onnx'), graph('onnx/decoder_fp16.onnx'), graph('onnx/old.onnx')];
  const after = [graph('onnx/encoder_int8.onnx'), graph('onnx/decoder_q4.onnx'), graph('onnx/new.onnx')];
  expect(changed(before, after)).toMatchObject({
    graphs: [
      { kind: 'changed', name: 'onnx/decoder_q4.onnx', baselineName: 'onnx/decoder_fp16.onnx' },
      { kind: 'changed', name: 'onnx/encoder_int8.onnx', baselineName: 'onnx/encoder.onnx' },
      { kind: 'added', name: 'onnx/new.onnx' },
      { kind: 'removed', name: 'onnx/old.onnx' },
    ],
  });
});

test('which of several takes the place of which is not guessed', () => {
  const change = changed([graph('a.onnx')], [graph('a_int8.onnx'), graph('a_q4.onnx')]);
  expect(change).toMatchObject({ graphs: [{ kind: 'removed' }, { kind: 'added' }, { kind: 'added' }] });
});

test('weights that a build lacks are named', () => {
  const [before, after] = [graph('a.onnx'), { ...graph('a.onnx'), missing: ['a.onnx_data'] }];
  expect(changed([before], [after])).toMatchObject({
    graphs: [{ kind: 'changed', missing: { baseline: [], candidate: ['a.onnx_data'] } }],
  });
});

test('what could not be read is unknown, with the reason', () => {
  expect(changed([graph('a.onnx')], [graph('a.onnx', 'it is cut off', 90)])).toEqual({
    kind: 'known',
    graphs: [
      {
        kind: 'unknown',
        name: 'a.onnx',
        bytes: { baseline: 500, candidate: 90 },
        reasons: { baseline: null, candidate: 'it is cut off' },
      },
    ],
    parameters: null,
  });
});
