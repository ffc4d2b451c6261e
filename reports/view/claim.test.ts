import { expect, test } from 'vitest';
import type { Decision } from '#harness/domain/decision.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { fixtureInput, type FixtureCase } from '#reports/fixtures/report.fixture.ts';
import { claim } from './claim.ts';
import { worseWords } from './change-words.ts';

const claimOf = ({ decision, assessment }: ReportInput): string => claim(decision, assessment);

test.each([
  ['pass', 'No regression on both phones'],
  [
    'failEncoder',
    'Time to first token is 10 % slower on both phones and end to end is 5.3 % slower on iPhone 13 (virtual)',
  ],
  ['failAccuracy', 'Answer accuracy is 3 points lower on both phones'],
  ['inconclusive', 'Not proven either way: peak memory may be up to 9.1 % higher on iPhone 13 (virtual)'],
  ['noBaseline', 'Measured, compared with nothing'],
  ['productFault', '5 of 55 launches of the candidate ran out of memory, none of 50 of the baseline (p 0.026)'],
  ['failModel', 'Decode rate is 6.6 % lower on iPhone17,1 (2 virtual phones)'],
] as const satisfies readonly (readonly [FixtureCase, string])[])('the claim of %s is: %s', (kind, expected) => {
  expect(claimOf(fixtureInput(kind))).toBe(expected);
});

test('nothing changed only where executable, models and answers are the same', () => {
  const input = fixtureInput('pass');
  const { assessment } = input;
  const build = assessment.candidate;
  const baseline = { build, runId: 'run', design: 'remeasured' } as const;
  const same = { ...input, assessment: { ...assessment, baseline } };
  expect(claimOf(same)).toBe('Nothing changed: same executable, same models, same answers');
  const answerChanges = assessment.answerChanges.map((change) => ({ ...change, changed: 1 }));
  const other = { ...same, assessment: { ...same.assessment, answerChanges } };
  expect(claimOf(other)).toBe('Same executable and models as the baseline');
});

test('a run without a launch of the candidate claims no measurement', () => {
  const input = fixtureInput('noBaseline');
  const none: ReportInput = { ...input, assessment: { ...input.assessment, summaries: [] } };
  expect(claimOf(none)).toBe('No launch of the candidate was measured');
});

test('a pass with a waived regression and open doubts says both', () => {
  const { decision, ...input } = fixtureInput('failAccuracy');
  const waiver = { state: 'waived', terms: 'up to 4 pp until 2099-12-31 by QA: known' } as const;
  const notes = decision.reasons.map((reason) => ('deviceId' in reason ? { ...reason, waiver } : reason));
  const passed: Decision = { ...decision, kind: 'pass', reasons: [], notes };
  expect(claimOf({ ...input, decision: passed })).toBe('No regression but what is waived on both phones');
});

test('a pass with a regression that nothing confirms does not claim that there is none', () => {
  const { decision, ...input } = fixtureInput('inconclusive', 6);
  const passed: Decision = { ...decision, kind: 'pass', reasons: [], notes: decision.reasons };
  expect(claimOf({ ...input, decision: passed })).toMatch(
    /^No confirmed regression .*, 1 unconfirmed, \d comparisons undecided$/,
  );
});

test.each([
  [{ metric: 'visionEncode', scale: 'relative' }, [0.272, 0.275], 'is 27 to 28 % slower'],
  [{ metric: 'visionEncode', scale: 'relative' }, [0.272, 0.274], 'is 27 % slower'],
  [{ metric: 'modelLoadCold', scale: 'relative' }, [14.7], 'takes 15.7 times as long'],
  [{ metric: 'peakMemory', scale: 'relative' }, [1.4], 'is 2.4 times as large'],
  [{ metric: 'decodeRate', scale: 'relative' }, [-0.12], 'is 12 % lower'],
  [{ metric: 'answerAccuracy', scale: 'absolute' }, [-0.192], 'is 19 points lower'],
  [{ metric: 'leakPerCycle', scale: 'absolute' }, [282_000], 'is 282 kB/cycle higher'],
] as const)('%j by %j %s', (of, changes, words) => {
  expect(worseWords(of, changes)).toBe(words);
});
