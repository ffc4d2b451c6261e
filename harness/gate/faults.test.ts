import { describe, expect, test } from 'vitest';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision, Policy } from '#harness/domain/decision.ts';
import { aComparison, aFault, anAssessment, someFaults } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';
import { isFaultFailureSure } from './faults.ts';

const { pr, release } = POLICIES;

type Faults = ReturnType<typeof someFaults>;

const withFaults = (faults: Partial<Assessment>): Assessment => anAssessment([aComparison('endToEnd')], faults);
const judged = (faults: Partial<Assessment>, policy: Policy = pr): Decision => decide(withFaults(faults), policy);
const alone = (faults: Partial<Assessment>, policy: Policy = pr): Decision =>
  decide(anAssessment([], { ...faults, baseline: null }), policy);

describe('rates', () => {
  test('a candidate that fails more often than chance explains fails the gate, with both counts, both sizes and p', () => {
    const decision = judged(someFaults({ faults: 4, launches: 25 }, { launches: 25 }));
    expect(decision).toMatchObject({ kind: 'fail', reasons: [{ kind: 'productFault' }] });
    expect(decision.reasons[0]?.message).toBe(
      '4 of 25 launches of the candidate crashed, none of 25 of the baseline (p 0.032); the baseline never had CRASH; The app ended with SIGSEGV.',
    );
  });

  test('more faults than the rate of the baseline explains, which chance may explain, are a doubt: shown first under pr, and no release passes on it', () => {
    const faults = someFaults({ faults: 3, launches: 25 }, { faults: 1, launches: 25 });
    const lenient = judged(faults);
    expect(lenient.kind).toBe('pass');
    expect(lenient.notes[0]).toMatchObject({ kind: 'faultDoubt' });
    expect(lenient.notes[0]?.message).toMatch(
      /^3 of 25 launches of the candidate crashed, 1 of 25 of the baseline \(p 0.240\)/,
    );
    expect(judged(faults, release)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'faultDoubt' }] });
  });

  test('as many faults as the rate of the baseline explains, or fewer, are a note: rates are compared, not counts', () => {
    for (const [own, before] of [
      [{ faults: 2 }, { faults: 2 }],
      [{}, { faults: 3 }],
      [
        { faults: 3, launches: 30 },
        { faults: 1, launches: 10 },
      ],
    ] as const) {
      const decision = judged(someFaults(own, before), release);
      expect(decision).toMatchObject({ kind: 'pass', notes: [{ kind: 'productFault' }] });
    }
    const fewerButOften = someFaults({ faults: 2, launches: 5 }, { faults: 3, launches: 40 });
    expect(judged(fewerButOften, release).kind).not.toBe('pass');
  });

  test('a code that the baseline never had is named, and is not more than the test says', () => {
    const hang = judged(
      someFaults({ faults: 1, launches: 25, code: 'HANG' }, { faults: 1, launches: 25, code: 'CRASH' }),
    );
    expect(hang.kind).toBe('pass');
    expect(hang.notes[0]?.message).toMatch(
      /^1 of 25 launches of the candidate hung, 1 of 25 of the baseline \(CRASH 1\) \(p \S+\); the baseline never had HANG/,
    );
  });

  test('stored launches of the baseline are named with their sessions', () => {
    const faults = someFaults({ faults: 2, launches: 25 }, { faults: 0, launches: 225 });
    const decision = judged({ ...faults, faultRates: { ...faults.faultRates, storedSessions: 8 } });
    expect(decision.kind).toBe('fail');
    expect(decision.reasons[0]?.message).toMatch(/none of 225 of the baseline in 8 stored sessions \(p 0.006\)/);
  });
});

describe('few launches', () => {
  test('a candidate of which no launch ran fails where the baseline had no fault, however few there were', () => {
    for (const launches of [1, 2, 3]) {
      expect(judged(someFaults({ faults: launches, launches }, { launches })).kind).toBe('fail');
    }
  });

  test('where no number of crashes would prove anything, one more than the baseline’s rate explains blocks every policy', () => {
    expect(judged(someFaults({ faults: 1, launches: 2 }, { launches: 2 }))).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ kind: 'faultDoubt' }],
    });
    // Two of two against one of two: the baseline is not healthy either.
    expect(judged(someFaults({ faults: 2, launches: 2 }, { faults: 1, launches: 2 })).kind).toBe('inconclusive');
  });

  test('from three launches on one crash is a doubt', () => {
    expect(judged(someFaults({ faults: 1, launches: 3 }, { launches: 3 })).kind).toBe('pass');
    expect(judged(someFaults({ faults: 1, launches: 3 }, { launches: 3 }), release).kind).toBe('inconclusive');
  });

  test('faults beside a baseline of which no launch shows anything are a doubt', () => {
    expect(judged(someFaults({ faults: 1 }, { launches: 0 }), release).kind).toBe('inconclusive');
  });
});

describe('a build that was given up', () => {
  /** On many launches elsewhere, so that no rate gives the candidate away. */
  const elsewhere = (faults: Faults, launches = 500): Partial<Assessment> => ({
    ...faults,
    faultRates: {
      ...faults.faultRates,
      candidate: { ...faults.faultRates.candidate, launches },
      baseline: { launches, faults: 10, codes: [{ code: 'CRASH', faults: 10 }] },
      p: 0.97,
      smallestP: 0,
    },
  });

  test('fails where the other was not, whatever the rates of the run say', () => {
    const faults = elsewhere(someFaults({ faults: 4, launches: 4, givenUp: 4 }, { faults: 3, launches: 25 }));
    for (const policy of [pr, release]) {
      const decision = judged(faults, policy);
      expect(decision.kind).toBe('fail');
      expect(decision.reasons[0]?.message).toBe(
        'On iPhone one in pass latency the candidate crashed 4 times in a row, in 4 of 4 launches, and was not launched again; the baseline failed in 3 of 25',
      );
    }
  });

  test('is a doubt that blocks every policy where the other was given up as well: nothing was measured there', () => {
    const faults = elsewhere(
      someFaults({ faults: 4, launches: 4, givenUp: 4 }, { faults: 4, launches: 4, givenUp: 4 }),
    );
    expect(judged(faults)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'faultDoubt' }] });
    expect(judged(faults).reasons[0]?.message).toMatch(/the baseline failed in 4 of 4 and was given up too$/);
  });

  test('fails where it never ran and the other did before it was given up', () => {
    const faults = elsewhere(
      someFaults({ faults: 4, launches: 4, givenUp: 4 }, { faults: 5, launches: 9, givenUp: 5 }),
    );
    expect(judged(faults).kind).toBe('fail');
  });

  test('fails without a baseline; a fault without one is a doubt otherwise', () => {
    expect(alone(someFaults({ faults: 5, launches: 9, givenUp: 5 }, null)).kind).toBe('fail');
    const once = alone(someFaults({ faults: 1 }, null));
    expect(once).toMatchObject({ kind: 'pass', notes: [{ kind: 'faultDoubt' }, { kind: 'noBaseline' }] });
    expect(alone(someFaults({ faults: 1 }, null), release).kind).toBe('inconclusive');
  });

  test('says nothing against a candidate that runs where the baseline does not', () => {
    const decision = judged(elsewhere(someFaults({}, { faults: 4, launches: 4, givenUp: 4 })));
    expect(decision.kind).toBe('pass');
    expect(decision.notes[0]?.message).toMatch(/^On iPhone one in pass latency the baseline crashed 4 times in a row/);
  });
});

describe('verdicts on the package', () => {
  const refused = (arms: readonly ('candidate' | 'baseline')[], code = 'INSTALL_REFUSED'): Partial<Assessment> => {
    const faults = someFaults({ launches: 0 }, { launches: arms.includes('baseline') ? 0 : 25 });
    return { ...faults, productFaults: arms.map((arm) => aFault(arm, code)) };
  };

  test('one is enough', () => {
    for (const code of ['INSTALL_REFUSED', 'ARTEFACT_REFUSED', 'FINGERPRINT_MISMATCH', 'IMAGE_UNREADABLE']) {
      const decision = judged(refused(['candidate'], code));
      expect(decision).toMatchObject({ kind: 'fail', reasons: [{ kind: 'productFault' }] });
      expect(decision.reasons[0]?.message).toMatch(new RegExp(`^${code}: candidate 1, baseline 0`));
      expect(alone(refused(['candidate'], code)).kind).toBe('fail');
    }
    expect(judged(refused(['candidate'], 'HANG')).kind).toBe('pass');
  });

  test('of both builds in one place it blocks: neither can be measured there', () => {
    expect(judged(refused(['candidate', 'baseline']))).toMatchObject({ kind: 'inconclusive' });
    expect(judged(refused(['baseline'])).kind).toBe('pass');
  });
});

describe('what is sure while a run is measured', () => {
  const isSure = (faults: Faults, hasBaseline = true): boolean => isFaultFailureSure({ ...faults, hasBaseline });

  test('a candidate that never ran where the baseline ran; not one that may be joined by its baseline', () => {
    const never = { faults: 4, launches: 4, givenUp: 4 };
    expect(isSure(someFaults(never, { launches: 1 }))).toBe(true);
    expect(isSure(someFaults(never, { faults: 2, launches: 2 }))).toBe(false);
    expect(isSure(someFaults(never, null), false)).toBe(true);
    expect(isSure(someFaults({ faults: 5, launches: 9, givenUp: 5 }, { launches: 9 }))).toBe(false);
    expect(isSure(someFaults({ faults: 20, launches: 25 }, { launches: 25 }))).toBe(false);
  });

  test('a broken package where the baseline ran', () => {
    const broken = (before: number): Faults => ({
      ...someFaults({ launches: 0 }, { launches: before }),
      productFaults: [aFault('candidate', 'INSTALL_REFUSED')],
    });
    expect(isSure(broken(1))).toBe(true);
    expect(isSure(broken(0))).toBe(false);
  });
});
