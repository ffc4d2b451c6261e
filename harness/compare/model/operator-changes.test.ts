import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aRun } from '#harness/compare/run.fixture.ts';
import type { GraphTimes, OperatorTimes } from '#harness/domain/operator-times.ts';
import { operatorChanges } from './operator-changes.ts';

function graph(name: string, times: Readonly<Record<string, number>>): GraphTimes {
  const operators = Object.entries(times).map(([operator, totalNs]) => ({ operator, calls: 2, totalNs }));
  return { kind: 'read', name, operators };
}

function times(baseline: readonly GraphTimes[], candidate: readonly GraphTimes[]): OperatorTimes {
  return {
    deviceId: 'host',
    passId: 'latency',
    questions: 4,
    baseline: { kind: 'taken', graphs: baseline },
    candidate: { kind: 'taken', graphs: candidate },
  };
}

test('operators are sorted by how much their time differs, and those of one build alone are among them', () => {
  const before = [graph('decoder.onnx', { MatMul: 50 }), graph('vision.onnx', { Conv: 100, Gelu: 30, Add: 5 })];
  const now = [
    graph('decoder.onnx', { MatMul: 51 }),
    graph('vision_int8.onnx', { Conv: 90, QuantizeLinear: 60, Add: 5 }),
  ];
  const [changes] = operatorChanges({ operatorTimes: [times(before, now)] });
  expect(changes).toMatchObject({ deviceId: 'host', passId: 'latency', questions: 4, unknown: [] });
  expect(changes?.graphs).toEqual([
    {
      name: 'vision_int8.onnx',
      baselineName: 'vision.onnx',
      totalNs: { baseline: 135, candidate: 155 },
      operators: [
        { operator: 'QuantizeLinear', baseline: null, candidate: { calls: 2, totalNs: 60 } },
        { operator: 'Gelu', baseline: { calls: 2, totalNs: 30 }, candidate: null },
        { operator: 'Conv', baseline: { calls: 2, totalNs: 100 }, candidate: { calls: 2, totalNs: 90 } },
        { operator: 'Add', baseline: { calls: 2, totalNs: 5 }, candidate: { calls: 2, totalNs: 5 } },
      ],
    },
    {
      name: 'decoder.onnx',
      totalNs: { baseline: 50, candidate: 51 },
      operators: [{ operator: 'MatMul', baseline: { calls: 2, totalNs: 50 }, candidate: { calls: 2, totalNs: 51 } }],
    },
  ]);
});

test('a graph of one build alone has no time in the other', () => {
  const [changes] = operatorChanges({
    operatorTimes: [times([graph('a.onnx', { Add: 3 })], [graph('b.onnx', { Mul: 9 })])],
  });
  expect(changes?.graphs.map(({ name, totalNs }) => [name, totalNs])).toEqual([
    ['b.onnx', { baseline: null, candidate: 9 }],
    ['a.onnx', { baseline: 3, candidate: null }],
  ]);
});

test('what is not known of one build is not compared, and the reason is a sentence', () => {
  const unread: GraphTimes = { kind: 'unread', name: 'vision.onnx', reason: 'its profile has no end' };
  const decoder = graph('decoder.onnx', { MatMul: 50 });
  const partly = times([graph('vision.onnx', { Conv: 1 }), decoder], [unread, decoder]);
  const missing: OperatorTimes = { ...partly, candidate: { kind: 'missing', reason: 'The app crashed' } };
  const [one, other] = operatorChanges({ operatorTimes: [partly, missing] });
  expect(one?.graphs.map(({ name }) => name)).toEqual(['decoder.onnx']);
  expect(one?.unknown).toEqual(['Not known of vision.onnx of the candidate: its profile has no end.']);
  expect(other).toMatchObject({ graphs: [], unknown: ['Not known of the candidate: The app crashed.'] });
});

test('they change nothing else of an assessment', () => {
  const run = aRun({ blocks: 6 });
  const { operatorChanges: found, ...rest } = assess({
    run: { ...run, operatorTimes: [times([graph('a.onnx', { Add: 3 })], [graph('a.onnx', { Add: 900 })])] },
    baselineRun: null,
    seed: 1,
  });
  expect(found).toHaveLength(1);
  expect(rest).toEqual(assess({ run, baselineRun: null, seed: 1 }));
});
