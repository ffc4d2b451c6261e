import { expect, test } from 'vitest';
import type { Looks } from '#harness/domain/assessment.ts';
import { fixtureSuite } from '#reports/fixtures/suite.fixture.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';
import { looksViews } from './looks.ts';

const STOPPED: Looks = {
  deviceIds: ['one'],
  passId: 'latency',
  blocksPlanned: 12,
  blocksMeasured: 6,
  taken: [
    { blocks: 3, undecided: ['timeToFirstToken', 'endToEnd'] },
    { blocks: 6, undecided: [] },
  ],
  minutesSaved: 14.1,
};

const shown = (looks: Looks) => looksViews([looks], fixtureSuite(12, true), 'iPhone 13 (virtual)')[0];

test('a pass that ended early says after how many blocks, what was undecided before, and what was saved', () => {
  expect(shown(STOPPED)).toMatchObject({
    measured: '6 of 12 blocks',
    outcome: 'Stopped at look 2 of 4.',
    saved: '14.1 min',
    steps: [
      { label: 'After 3 blocks', value: 'left to decide: time to first token and end to end' },
      { label: 'After 6 blocks', value: 'nothing left to decide' },
    ],
  });
});

test('the looks that were planned and not taken are marked too', () => {
  expect(shown(STOPPED)?.marks).toEqual([
    { blocks: 3, kind: 'undecided' },
    { blocks: 6, kind: 'decided' },
    { blocks: 9, kind: 'notTaken' },
    { blocks: 12, kind: 'notTaken' },
  ]);
});

test('a pass that a lost phone cut short did not stop early', () => {
  const lost: Looks = { ...STOPPED, blocksMeasured: 5, taken: [{ blocks: 5, undecided: ['endToEnd'] }] };
  expect(shown(lost)?.outcome).toBe('Ended with something left to decide.');
});

test('a pass that took all of its blocks says whether they were enough, and saved nothing', () => {
  const all: Looks = { ...STOPPED, blocksMeasured: 12, minutesSaved: 0 };
  expect(shown(all)).toMatchObject({ outcome: 'Every planned block was needed.', saved: null });
  const open: Looks = { ...all, taken: [{ blocks: 12, undecided: ['endToEnd'] }] };
  expect(shown(open)?.outcome).toBe('Every planned block was measured, and something was left to decide.');
});

test('what no number of blocks decides is named, and was not waited for', () => {
  const view = shown({ ...STOPPED, neverDecided: ['endToEnd'] });
  expect(view?.outcome).toBe('Stopped at look 2 of 4.');
  expect(view?.steps.at(-1)).toEqual({ label: 'Not waited for', value: 'no number of blocks decides end to end' });
  expect(view?.description).toContain('Not waited for, no number of blocks decides end to end');
});

test('the minutes saved are those of everything that was planned', () => {
  const { facts, savings } = viewReport(fixtureInput('pass'));
  // Blocks of 2.35 minutes on each of two phones: 3 of 12 for latency, 3 of 6 for memory and for energy.
  expect(savings).toEqual({ label: 'Device minutes saved in passes that may end early', value: '70.5 of 112.8' });
  expect(facts.at(-1)).toEqual(savings);
});

test('a run that ended early before any look saved a minute does not say that it saved none', () => {
  const input = fixtureInput('pass');
  const looks = input.assessment.looks.map((one) => ({ ...one, minutesSaved: 0 }));
  const stoppedEarly = { reason: 'why', launchesLeft: 4, minutesSaved: 1.4, isLowerBound: false };
  const savings = (assessment: object): unknown =>
    viewReport({ ...input, assessment: { ...input.assessment, looks, ...assessment } }).savings;
  expect(savings({})).toMatchObject({ value: expect.stringMatching(/^0 of /) });
  expect(savings({ stoppedEarly })).toBeNull();
});

test('a run without looks says nothing of them', () => {
  const view = viewReport(fixtureInput('failEncoder'));
  expect(view.savings).toBeNull();
  expect(view.devices.flatMap(({ looks }) => looks)).toEqual([]);
  expect(view.method.rules.map(({ label }) => label)).not.toContain('Looks');
});
