import { expect, test } from 'vitest';
import { aBuild } from '#harness/compare/run.fixture.ts';
import { measuredBeside, NO_REFERENCE } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import { calibrate } from './calibrate.ts';
import { unchangedSessions } from './session.fixture.ts';
import { whyUnusable } from './usable-runs.ts';

const sessions = unchangedSessions();
const withLooks = (run: Run, planned: number, looks: readonly number[]): Run => {
  const passes = run.suite.passes.map((pass) => ({
    ...pass,
    protocol: { ...pass.protocol, blocks: planned, looks },
  }));
  return { ...run, suite: { ...run.suite, passes } };
};
const [first, second] = sessions;
if (first === undefined || second === undefined) throw new Error('no sessions');

test('sessions of one build against itself may be taken together, also with looks that were not stopped at', () => {
  expect(whyUnusable(sessions)).toEqual([]);
  expect(whyUnusable([first, withLooks(second, 12, [6])])).toEqual([]);
});

test('a run that stopped at a look is refused: its end was chosen by its result', () => {
  expect(whyUnusable([withLooks(first, 24, [6, 12])])).toEqual([
    'session-1 stopped at a look; a session for a calibration needs every block.',
  ]);
});

test('a session that lost its phone is taken with the blocks it has, unless a look may have ended it', () => {
  const lost = { ...second, isComplete: false, launches: second.launches.filter(({ slot }) => slot.block < 8) };
  expect(whyUnusable([first, lost])).toEqual([]);
  expect(whyUnusable([first, withLooks(lost, 12, [6])])).toEqual([]);
  expect(whyUnusable([first, withLooks(lost, 12, [4, 8])])).toHaveLength(1);
  const [known] = calibrate([first, lost], first.suite);
  expect(known).toMatchObject({ sessions: 2, blocks: 12 + 8 });
});

test('a run of two builds, or of one alone, is no session', () => {
  expect(whyUnusable([{ ...first, reference: measuredBeside(aBuild('other')) }])).toEqual([
    'session-1 compares app with other, another build.',
  ]);
  expect(whyUnusable([{ ...first, reference: NO_REFERENCE }])).toEqual(['session-1 measured one build alone.']);
  expect(whyUnusable([])).toEqual(['No run was named.']);
});

test('sessions of different builds or suites are not taken together', () => {
  const other = aBuild('other');
  expect(whyUnusable([first, { ...second, candidate: other, reference: measuredBeside(other) }])).toEqual([
    'session-2 and session-1 differ. Build: other (sha-other) and app (sha-app).',
  ]);
  expect(whyUnusable([first, { ...second, suite: { ...second.suite, version: 2 } }])).toEqual([
    'session-2 and session-1 differ. Suite: the candidate has latency version 2, the baseline latency version 1.',
  ]);
});
