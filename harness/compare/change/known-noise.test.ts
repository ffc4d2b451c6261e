import { expect, test } from 'vitest';
import { autoregressive } from '#harness/lab/self-test/autoregressive.ts';
import { aCalibration } from '#harness/lab/self-test/calibration.fixture.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import type { Block } from './blocks.ts';
import { knownIn, knownNoise, NOTHING_KNOWN } from './known-noise.ts';
import { takenLooks } from './looks.ts';
import { compareRemeasured } from './remeasured.ts';
import { aDevice, aMargin, aPass, aSuite } from '#harness/compare/run.fixture.ts';

const SUITE = { ...aSuite([aPass('only', ['visionEncode'])]), id: 'latency' };
const PHONE = aDevice('one', { osBuild: '22B83' });

test('a run knows what calibrations have counted, of its own suite and of phones without an update since', () => {
  const seen = aCalibration({ farOut: { count: 3, launches: 72 }, lag1: 0.5, blocks: 36 });
  const known = knownNoise([seen], SUITE, [PHONE]);
  expect(known).toEqual([
    { deviceId: 'one', passId: 'only', metric: 'visionEncode', farOut: 3, launches: 72, lag1: 0.5 },
  ]);
  expect(knownIn({ known })('one', 'only', 'visionEncode')).toMatchObject({ farOut: 3 });
  expect(knownIn({ known })('two', 'only', 'visionEncode')).toBe(NOTHING_KNOWN);
  expect(knownNoise([seen], { ...SUITE, version: SUITE.version + 1 }, [PHONE])).toEqual([]);
  expect(knownNoise([seen], SUITE, [{ ...PHONE, osBuild: '23A1' }])).toEqual([]);
});

test('a correlation that chance may have made is none, and one of a harness that counted no launches is kept', () => {
  const lagOf = (lag1: number | null, blocks: number): number | undefined =>
    knownNoise([aCalibration({ lag1, blocks })], SUITE, [PHONE])[0]?.lag1;
  // One and a half standard errors of 1/√36 are .25.
  expect([lagOf(0.24, 36), lagOf(0.26, 36), lagOf(-0.6, 36), lagOf(null, 36)]).toEqual([0, 0.26, 0, 0]);
  expect(knownNoise([aCalibration({ farOut: null })], SUITE, [PHONE])[0]).toMatchObject({ farOut: 0, launches: 0 });
});

/** Share of comparisons of twelve blocks that call a build a regression which is slower by exactly the margin. */
function wronglyCalled(known: number): number {
  const trials = 1500;
  const looks = takenLooks({ ...aPass('', []).protocol, blocks: 12, looks: [] }, 12);
  const normal = standardNormal(createRandom(12, 'restless blocks'));
  let called = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const [before, now] = [autoregressive(normal, 0.5), autoregressive(normal, 0.5)];
    const blocks = Array.from({ length: 12 }, (_, block): Block => {
      const first = block % 2 === 0 ? 'baseline' : 'candidate';
      return { block, first, baseline: 100 * Math.exp(0.03 * before()), candidate: 105 * Math.exp(0.03 * now()) };
    });
    const [judged] = compareRemeasured(aMargin('endToEnd'), blocks, looks, { ...NOTHING_KNOWN, lag1: known });
    if (judged?.verdict.kind === 'regression') called += 1;
  }
  return called / trials;
}

test('where blocks are known to resemble each other, the interval keeps its promise, which a dozen blocks cannot see', () => {
  expect(wronglyCalled(0)).toBeGreaterThan(0.08);
  // Three standard errors of 1,500 trials are .017.
  expect(wronglyCalled(0.5)).toBeLessThan(0.067);
});
