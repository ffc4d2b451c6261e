import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aBuild, aMeasured, anIteration, aPass, aRun, launchNoise } from '#harness/compare/run.fixture.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Run } from '#harness/domain/run.ts';
import { alikeSessions } from './idle-sessions.ts';

const HOUR = 3_600_000;
const PASSES = [aPass('latency', ['endToEnd'])];

/** A session whose launches take so many times as long as they should; `hours` is how long the phone had been idle. */
function aSession(id: string, level: number, hours: number | null, overrides: Partial<Run> = {}): Run {
  const noise = launchNoise(id.length, 0.005);
  return aRun({
    passes: PASSES,
    hasBaseline: false,
    outcome: () => {
      const factor = level * noise();
      const stages = { preprocessMs: 20 * factor, visionEncodeMs: 50 * factor, prefillMs: 25 * factor };
      return aMeasured({
        iterations: [anIteration({ ...stages, firstDecodeMs: 5 * factor, tokenGapMs: 10 * factor })],
      });
    },
    overrides: {
      id,
      candidate: aBuild('baseline'),
      idle: [{ deviceId: 'one', idleMs: hours === null ? null : hours * HOUR }],
      ...overrides,
    },
  });
}

function judged(candidate: Run, [baselineRun, ...earlierRuns]: readonly Run[]): Assessment {
  const run: Run = { ...candidate, candidate: aBuild('candidate'), reference: { kind: 'stored', runId: 'stored' } };
  return assess({ run, baselineRun: baselineRun ?? null, earlierRuns, seed: 1 });
}

test('sessions after idle are compared with sessions after idle, and the others with each other', () => {
  const sessions = [2, 0, 30, 0.5].map((hours) => ({ idleMs: hours * HOUR, session: `${hours} h` }));
  expect(alikeSessions(9 * HOUR, sessions)).toEqual({ used: ['2 h', '30 h'], leftOut: 2, isUnlike: false });
  expect(alikeSessions(0, sessions)).toEqual({ used: ['0 h', '0.5 h'], leftOut: 2, isUnlike: false });
  expect(alikeSessions(null, sessions)).toMatchObject({ used: ['2 h', '0 h', '30 h', '0.5 h'], leftOut: 0 });
});

test('sessions of the baseline’s own kind are used where too few are of the candidate’s kind, and what is not known is of both', () => {
  const of = (...hours: (number | null)[]) =>
    hours.map((own) => ({ idleMs: own === null ? null : own * HOUR, session: `${own}` }));
  expect(alikeSessions(9 * HOUR, of(0, 0, 5))).toEqual({ used: ['0', '0'], leftOut: 1, isUnlike: true });
  expect(alikeSessions(9 * HOUR, of(5, 0, 0))).toEqual({ used: ['5'], leftOut: 2, isUnlike: false });
  expect(alikeSessions(9 * HOUR, of(null, 0))).toEqual({ used: ['null'], leftOut: 1, isUnlike: false });
});

test('a candidate that is slower than sessions after idle only because its own was none is no regression', () => {
  const stored = [0.93, 0.932, 0.928, 0.931].map((level, index) => aSession('x'.repeat(index + 1), level, 24));
  const [unmarked] = judged(aSession('candidate', 1, null), stored).comparisons;
  expect(unmarked?.verdict.kind).toBe('regression');
  const marked = judged(aSession('candidate', 1, 0), stored);
  expect(marked.comparisons[0]?.verdict).toEqual({ kind: 'inconclusive', reason: 'oneSession' });
  expect(marked.warnings.map(({ message }) => message)).toContain(
    'The candidate’s session was not the first after idle on iPhone one; that of the baseline was the first, and too few of the candidate’s kind are stored: the worst effect that was seen counts against every change.',
  );
});

test('stored sessions of the other kind are left out where enough are left, and counted', () => {
  const levels = [
    [1, 0],
    [0.93, 24],
    [1.003, 0],
    [0.998, 0],
    [1.001, 0],
  ] as const;
  const stored = levels.map(([level, hours], index) => aSession('x'.repeat(index + 1), level, hours));
  const { comparisons, warnings } = judged(aSession('candidate', 1, 0), stored);
  expect(comparisons[0]).toMatchObject({ verdict: { kind: 'noRegression' }, evidence: { method: 'sessions-t' } });
  expect(judged(aSession('candidate', 1, null), stored).comparisons[0]?.verdict.kind).toBe('inconclusive');
  expect(warnings.map(({ message }) => message)).toContain(
    'The candidate’s session was not the first after idle on iPhone one; 1 stored session was the first and is left out.',
  );
});
