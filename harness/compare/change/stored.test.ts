import { WORST_SESSION_EFFECT, WORST_UNIT_EFFECT } from '#harness/compare/levels.ts';
import { expect, test } from 'vitest';
import type { Judgement } from './judgement.ts';
import { aMargin, launchNoise } from '#harness/compare/run.fixture.ts';
import { compareStored } from './stored.ts';

const samples = (values: readonly number[]) => values.map((value, block) => ({ block, index: block, value }));

function compare(effect: number, sigma: number, seed = 1, launches = 8, percent = 5): Judgement {
  const noise = launchNoise(seed, sigma);
  const arm = (level: number) => samples(Array.from({ length: launches }, () => level * noise()));
  return compareStored(aMargin('endToEnd', { percent }), [arm(100)], arm(100 * (1 + effect)));
}
/** Launches that differ in the last digits of a clock, as measured ones do. */
const steady = (level: number): readonly number[] => [level - 1e-6, level, level + 1e-6];
const outcomeOf = ({ verdict }: Judgement): string => (verdict.kind === 'inconclusive' ? verdict.reason : verdict.kind);

test('a change that one session could explain is inconclusive for that reason', () => {
  expect(outcomeOf(compare(0, 0.005))).toBe('oneSession');
  expect(outcomeOf(compare(0.09, 0.005))).toBe('oneSession');
});

test('a change beyond margin and session effect together is a regression or an improvement', () => {
  expect(outcomeOf(compare(0.25, 0.005))).toBe('regression');
  expect(outcomeOf(compare(-0.25, 0.005))).toBe('improvement');
});

test('a margin wider than the session effect lets an unchanged build pass', () => {
  expect(outcomeOf(compare(0, 0.005, 1, 8, 20))).toBe('noRegression');
});

test('launches that scatter across the margin are inconclusive for their own reason', () => {
  expect(outcomeOf(compare(0.05, 0.05))).toBe('straddlesMargin');
});

test('the interval is Welch’s, widened at both ends by the session effect', () => {
  const result = compareStored(aMargin('endToEnd'), [samples(steady(100))], samples(steady(150)));
  expect(result.change?.estimate).toBeCloseTo(0.5, 9);
  expect(result.change?.low).toBeCloseTo(1.5 / (1 + WORST_SESSION_EFFECT) - 1, 6);
  expect(result.change?.high).toBeCloseTo(1.5 * (1 + WORST_SESSION_EFFECT) - 1, 6);
  expect(result.evidence).toMatchObject({ n: 3, method: 'welch-t' });
});

test('p asks whether the change is beyond margin and session effect together', () => {
  const pOf = (effect: number): number => compare(effect, 0.005).evidence.pRegression ?? Number.NaN;
  expect(pOf(0.25)).toBeLessThan(0.001);
  expect(pOf(0.1)).toBeGreaterThan(0.9);
});

test('a change in a metric’s own unit has the session effect in that unit', () => {
  const margin = aMargin('leakPerCycle', { absolute: 1e6 });
  const result = compareStored(margin, [samples(steady(100e6))], samples(steady(104e6)));
  expect(result.change?.estimate).toBeCloseTo(4e6, 0);
  // But for the error of a page.
  expect((result.change?.low ?? 0) / 1e6).toBeCloseTo(4 - 8, 1);
  expect((result.change?.high ?? 0) / 1e6).toBeCloseTo(4 + 8, 1);
  expect(outcomeOf(result)).toBe('oneSession');
});

test('blocks of a stored run are no pairs: their order does not matter', () => {
  const [baseline, candidate] = [
    [100, 103, 98, 101],
    [140, 139, 144, 141],
  ];
  const forwards = compareStored(aMargin('endToEnd'), [samples(baseline)], samples(candidate));
  const shuffledArm = samples([...candidate].reverse());
  const backwards = compareStored(aMargin('endToEnd'), [samples(baseline)], shuffledArm);
  expect(backwards.change?.low).toBeCloseTo(forwards.change?.low ?? Number.NaN, 9);
});

test('fewer than three launches of either arm are too few', () => {
  expect(outcomeOf(compare(0.5, 0.005, 1, 2))).toBe('tooFewLaunches');
  const lopsided = compareStored(aMargin('endToEnd'), [samples([1, 1, 1, 1])], samples([2]));
  expect(lopsided.change).toBeNull();
  expect(outcomeOf(lopsided)).toBe('tooFewLaunches');
});

test('of 500 comparisons with a session that ran 8 % slower at most 1 % are called a regression', () => {
  let regressions = 0;
  for (let seed = 0; seed < 500; seed += 1) {
    if (compare(WORST_SESSION_EFFECT, 0.02, seed).verdict.kind === 'regression') regressions += 1;
  }
  expect(regressions).toBeLessThanOrEqual(5);
});

/**
 * Sessions of one build that lie apart by 3 %, each of eight launches that vary by 1 %; the last one is the
 * candidate's.
 */
function sessionsOf(seed: number, count: number, effect: number): readonly ReturnType<typeof samples>[] {
  const [session, launch] = [launchNoise(seed, 0.03), launchNoise(seed + 1_000_000, 0.01)];
  return Array.from({ length: count + 1 }, (_, index) => {
    const level = 100 * session() * (index === count ? 1 + effect : 1);
    return samples(Array.from({ length: 8 }, () => level * launch()));
  });
}

test('the interval of several sessions is that of one more draw from them', () => {
  // R: predict(lm(m ~ 1), interval = 'prediction', level = .9) of the session means; t(.95, 3) = 2.353363.
  const sessions = [98e6, 100e6, 103e6, 99e6].map((value) => samples([value, value]));
  const result = compareStored(aMargin('leakPerCycle', { absolute: 1e6 }), sessions, samples([110e6, 110e6]));
  const reach = 2.353363 * Math.sqrt((14 / 3) * (1 + 1 / 4));
  expect(result.evidence).toMatchObject({ method: 'sessions-t' });
  expect(result.change?.estimate).toBeCloseTo(10e6, 3);
  expect((result.change?.low ?? 0) / 1e6).toBeCloseTo(10 - reach, 5);
});

test('an unchanged build in one more session is called a regression beyond no margin in at most 6 of 100', () => {
  let beyond = 0;
  for (let seed = 0; seed < 2000; seed += 1) {
    const all = sessionsOf(seed, 6, 0);
    const { change } = compareStored(aMargin('endToEnd'), all.slice(0, -1), all.at(-1) ?? []);
    if ((change?.low ?? 0) > 0) beyond += 1;
  }
  expect(beyond / 2000).toBeLessThan(0.06);
  expect(beyond / 2000).toBeGreaterThan(0.035);
});

test('two or three sessions are used, with one more pair of sessions counted that lay 6 % apart', () => {
  const sessions = [98e6, 102e6].map((value) => samples([value, value]));
  const result = compareStored(aMargin('leakPerCycle', { absolute: 1e6 }), sessions, samples([110e6, 110e6]));
  // Variances of 8 and (.06 · 98)² / 2, one degree of freedom each; t(.95, 2) = 2.919986.
  const reach = 2.919986 * Math.sqrt(((8 + (0.06 * 98) ** 2 / 2) / 2) * (1 + 1 / 2));
  expect(result.evidence.method).toBe('sessions-t');
  expect((result.change?.low ?? 0) / 1e6).toBeCloseTo(10 - reach, 4);
  expect((result.change?.high ?? 0) / 1e6).toBeCloseTo(10 + reach, 4);
});

test('a calibration knows more of sessions than two or three of them', () => {
  const all = sessionsOf(1, 3, 0);
  const calibration = { sd: 0.03, degreesOfFreedom: 9, scale: 'relative' } as const;
  expect(
    compareStored(aMargin('endToEnd'), all.slice(0, -1), all.at(-1) ?? [], { spread: calibration }).evidence.method,
  ).toBe('calibrated-t');
});

test.each([
  [2, 0.01],
  [2, 0.08],
  [3, 0.01],
  [3, 0.08],
])('the interval of %i sessions that vary by a share of %f holds no change in 88 of 100 comparisons', (count, sd) => {
  let held = 0;
  for (let seed = 0; seed < 1000; seed += 1) {
    const [session, launch] = [launchNoise(seed, sd), launchNoise(seed + 1_000_000, 0.02)];
    const all = Array.from({ length: count + 1 }, () => {
      const level = 100 * session();
      return samples(Array.from({ length: 8 }, () => level * launch()));
    });
    const { change } = compareStored(aMargin('endToEnd'), all.slice(1), all[0] ?? []);
    if (change !== null && change.low <= 0 && change.high >= 0) held += 1;
  }
  expect(held / 1000).toBeGreaterThan(0.86);
});

test('several sessions or a calibration decide what one session leaves open', () => {
  const all = sessionsOf(1, 8, 0.3);
  const [candidate, sessions] = [all.at(-1) ?? [], all.slice(0, -1)];
  const margin = aMargin('endToEnd', { percent: 15 });
  expect(outcomeOf(compareStored(margin, sessions, candidate))).toBe('regression');
  const calibrated = compareStored(margin, sessions.slice(0, 1), candidate, {
    spread: {
      sd: 0.03,
      degreesOfFreedom: 9,
      scale: 'relative',
    },
  });
  expect(calibrated.evidence.method).toBe('calibrated-t');
  expect(outcomeOf(calibrated)).toBe('regression');
  const unchanged = compareStored(margin, sessions.slice(0, 1), sessions[1] ?? [], {
    spread: {
      sd: 0.03,
      degreesOfFreedom: 9,
      scale: 'relative',
    },
  });
  expect(outcomeOf(unchanged)).toBe('noRegression');
});

test('a calibration counts the spread of both sessions and knows how well it is known', () => {
  const of = (degreesOfFreedom: number) =>
    compareStored(aMargin('endToEnd'), [samples([100, 101, 99])], samples([100, 99, 101]), {
      spread: {
        sd: 0.02,
        degreesOfFreedom,
        scale: 'relative',
      },
    });
  // Many sessions: z = 1.645 times √2 · 2 %; of two sessions hardly anything is known.
  expect(of(10_000).change?.high).toBeCloseTo(
    Math.expm1(1.645 * Math.hypot(0.02 * Math.SQRT2, 0.01 * Math.sqrt(2 / 3))),
    2,
  );
  expect(of(1).change?.high ?? 0).toBeGreaterThan(0.15);
});

test('stored values of which one has no ratio are compared in their unit, without a spread of logarithms', () => {
  const margin = aMargin('preprocess', { percent: 10 });
  const [none, some] = [samples([0, 0, 0, 0]), samples([20, 21, 19, 20])];
  const calibration = { sd: 0.03, degreesOfFreedom: 9, scale: 'relative' } as const;
  const come = compareStored(margin, [none], some, { spread: calibration });
  expect(come).toMatchObject({ scale: 'absolute', margin: 0, evidence: { method: 'welch-t' } });
  expect(outcomeOf(come)).toBe('regression');
  const gone = compareStored(margin, [some], none, { spread: calibration });
  expect(gone).toMatchObject({ scale: 'absolute', margin: 2 });
  expect(outcomeOf(gone)).toBe('improvement');
});

test('a session that was, unlike the candidate’s, the first after idle is granted the worst session effect, whatever is known', () => {
  const spread = { sd: 0.001, degreesOfFreedom: 20, scale: 'relative' } as const;
  const against = (factor: number, isUnlike: boolean): string => {
    const noise = launchNoise(2, 0.005);
    const arm = (level: number) => samples(Array.from({ length: 8 }, () => level * noise()));
    return outcomeOf(compareStored(aMargin('endToEnd'), [arm(100)], arm(100 * factor), { spread, isUnlike }));
  };
  expect([against(1, false), against(1.12, false), against(1.25, false)]).toEqual([
    'noRegression',
    'regression',
    'regression',
  ]);
  expect([against(1, true), against(1.12, true), against(1.25, true)]).toEqual([
    'oneSession',
    'oneSession',
    'regression',
  ]);
});

test('launches of another phone are granted what two phones may differ by, whatever is known of sessions', () => {
  const against = (factor: number, isOtherUnit: boolean, sessions = 1): Judgement => {
    const noise = launchNoise(2, 0.005);
    const arm = (level: number) => samples(Array.from({ length: 8 }, () => level * noise()));
    const stored = Array.from({ length: sessions }, () => arm(100));
    return compareStored(aMargin('endToEnd'), stored, arm(100 * factor), { isOtherUnit });
  };
  expect(outcomeOf(against(1.25, false))).toBe('regression');
  expect(outcomeOf(against(1.25, true))).toBe('otherUnit');
  expect(outcomeOf(against(1, true))).toBe('otherUnit');
  expect(outcomeOf(against(1.5, true))).toBe('regression');
  // Five sessions know how far sessions lie apart, and nothing of phones.
  expect(outcomeOf(against(1.15, false, 5))).toBe('regression');
  expect(outcomeOf(against(1.15, true, 5))).toBe('otherUnit');
  const { change } = compareStored(aMargin('endToEnd'), [samples(steady(100))], samples(steady(200)), {
    isOtherUnit: true,
  });
  expect(change?.low).toBeCloseTo(2 / (1 + WORST_SESSION_EFFECT) / (1 + WORST_UNIT_EFFECT) - 1, 6);
});
