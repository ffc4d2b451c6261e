import { expect, test } from 'vitest';
import { compareExact } from './exact.ts';
import { aMargin } from '#harness/compare/run.fixture.ts';

const one = (value: number) => [{ block: 0, index: 0, value }];

test('a value without chance needs one launch of each arm', () => {
  const result = compareExact(aMargin('modelSize'), one(1000), one(1100));
  expect(result.change).toMatchObject({ low: 1100 / 1000 - 1, high: 1100 / 1000 - 1 });
  expect(result.verdict.kind).toBe('regression');
  expect(result.evidence).toMatchObject({ method: 'identity', n: 1, pRegression: null });
});

test('equal values have not changed, even where they are zero', () => {
  expect(compareExact(aMargin('modelSize'), one(0), one(0))).toMatchObject({
    change: { estimate: 0, low: 0, high: 0 },
    verdict: { kind: 'noRegression' },
  });
});

test('something in place of nothing has no ratio: it is compared in its unit', () => {
  expect(compareExact(aMargin('modelSize'), one(0), one(5))).toMatchObject({
    scale: 'absolute',
    change: { estimate: 5 },
    verdict: { kind: 'regression' },
  });
});

test('a known change within the margin is drift, and one for the better is an improvement', () => {
  expect(compareExact(aMargin('modelSize'), one(1000), one(1010)).verdict.kind).toBe('drift');
  expect(compareExact(aMargin('modelSize'), one(1000), one(800)).verdict.kind).toBe('improvement');
});
