import { expect, test } from 'vitest';
import type { Decision, Policy } from '#harness/domain/decision.ts';
import { aComparison, anAssessment, aRegression } from '#harness/gate/assessment.fixture.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { conclusionOf } from './check-run.ts';

const REASON: Decision['reasons'][number] = {
  kind: 'notCompared',
  notCompared: 'peakMemory',
  message: 'Peak memory was not compared',
};
const doubted = (policy: Policy): Decision => ({ kind: 'inconclusive', policy, reasons: [REASON], notes: [] });

test('a doubt that its policy blocks on, of all metrics or of this one, is no neutral check', () => {
  const { pr, release } = POLICIES;
  const strict: Policy = { ...pr, metrics: { peakMemory: { inconclusive: 'block' } } };
  const other: Policy = { ...pr, metrics: { endToEnd: { inconclusive: 'block' } } };
  const conclusions = [pr, other, strict, release].map((policy) =>
    conclusionOf(doubted(policy), { kind: 'inconclusive' }),
  );
  expect(conclusions).toEqual(['neutral', 'neutral', 'failure', 'failure']);
});

test.each(['incomplete', 'virtual'] as const)(
  'a run that is %s is no neutral check, which a branch that requires it takes for passed',
  (kind) => {
    const decision: Decision = { ...doubted(POLICIES.pr), reasons: [{ kind, message: 'Why' }] };
    expect(conclusionOf(decision, { kind: 'inconclusive' })).toBe('failure');
  },
);

test('a regression that no second session has confirmed is no neutral check, also where doubts pass', () => {
  const assessment = anAssessment([aRegression('timeToFirstToken'), aComparison('endToEnd')]);
  const decision = decide(assessment, { ...POLICIES.pr, id: 'ours', confirm: 'secondSession' });
  expect(decision.kind).toBe('inconclusive');
  expect(conclusionOf(decision, { kind: 'inconclusive' })).toBe('failure');
});
