import { expect, test } from 'vitest';
import { clopperPearson } from './clopper-pearson.ts';
import { atMostHeads } from '#harness/stats/distributions/fair-coin.ts';

test('intervals agree with scipy 1.17.1: binomtest(hits, trials).proportion_ci(confidence, "exact")', () => {
  const published = [
    [0, 20, 0.9, 0, 0.13910834066837535],
    [20, 20, 0.9, 0.8608916593316243, 1],
    [1, 20, 0.95, 0.0012650894979560339, 0.24873276277202772],
    [5, 7, 0.9, 0.341261436155302, 0.946624499529763],
    [3, 100, 0.95, 0.006229971538306227, 0.08517605297428028],
    [50, 100, 0.9, 0.4136217146309117, 0.5863782853690883],
    [999, 1000, 0.9, 0.9952650064245071, 0.9999487080210909],
    [37, 2000, 0.95, 0.013058315418338575, 0.025410378996541763],
    [150_000, 1_000_000, 0.95, 0.14930066725199842, 0.15070136067951104],
  ] as const;
  for (const [hits, trials, confidence, low, high] of published) {
    const found = clopperPearson(hits, trials, confidence);
    expect(found.low).toBeCloseTo(low, 11);
    expect(found.high).toBeCloseTo(high, 11);
  }
});

test('no hit bounds the probability from above only, every hit from below only', () => {
  // 1 − 0.05^(1/20): the "rule of three" says 3/20.
  expect(clopperPearson(0, 20, 0.9)).toEqual({ low: 0, high: expect.closeTo(1 - 0.05 ** (1 / 20), 12) });
  expect(clopperPearson(20, 20, 0.9)).toEqual({ low: expect.closeTo(0.05 ** (1 / 20), 12), high: 1 });
});

test('nothing tried leaves everything possible', () => {
  expect(clopperPearson(0, 0, 0.9)).toEqual({ low: 0, high: 1 });
});

test('counting misses instead of hits turns the interval round', () => {
  const [hits, misses] = [clopperPearson(3, 17, 0.9), clopperPearson(14, 17, 0.9)];
  expect(misses.low).toBeCloseTo(1 - hits.high, 12);
  expect(misses.high).toBeCloseTo(1 - hits.low, 12);
});

test('at least the asked share of all outcomes of a fair coin have intervals that hold one half', () => {
  for (const tosses of [5, 20, 101]) {
    let held = 0;
    for (let heads = 0; heads <= tosses; heads += 1) {
      const { low, high } = clopperPearson(heads, tosses, 0.9);
      if (low <= 0.5 && high >= 0.5) held += atMostHeads(heads, tosses) - atMostHeads(heads - 1, tosses);
    }
    expect(held).toBeGreaterThanOrEqual(0.9);
  }
});
