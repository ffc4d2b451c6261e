import { expect, test } from 'vitest';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { stoppedEarlySentence } from './stopped-early.ts';
import { viewReport } from './view.ts';

test('a run that ended early says so, why, and what it saved', () => {
  const early = { at: '', reason: 'Decode rate −83 %', launchesLeft: 412, minutesSaved: 8.26 };
  expect(stoppedEarlySentence(early)).toBe(
    'Stopped early: the gate already fails. 412 launches were skipped, which saved about 8.3 device minutes.',
  );
});

test('where the time of some skipped launches is unknown, the time of the others is reported as a lower bound', () => {
  const early = { at: '', reason: 'Decode rate −83 %', launchesLeft: 412, minutesSaved: 8.26, isLowerBound: true };
  expect(stoppedEarlySentence(early)).toMatch(
    / 412 launches were skipped, which saved at least 8\.3 device minutes\. Passes that .* are not counted\.$/,
  );
});

test('no minutes are reported where the time of every skipped launch is unknown, or where none was skipped', () => {
  const early = { at: '', reason: 'Decode rate −83 %', launchesLeft: 24, minutesSaved: 0, isLowerBound: true };
  expect(stoppedEarlySentence(early)).toMatch(
    / 24 launches were skipped; how long they would have taken is unknown, because none like them was measured\.$/,
  );
  const last = { ...early, launchesLeft: 0, isLowerBound: false };
  expect(stoppedEarlySentence(last)).toBe(
    'The gate was certain to fail only when all was measured: nothing was skipped.',
  );
});

test('a claim that is the whole decision is not repeated below it', () => {
  const { assessment: whole, ...input } = fixtureInput('pass');
  const stoppedEarly = { at: '', reason: 'why', launchesLeft: 8, minutesSaved: 0, isLowerBound: true };
  const assessment = { ...whole, stoppedEarly };
  const { summary } = viewReport({ ...input, assessment, decision: decide(assessment, POLICIES.pr) });
  expect(summary.claim).toMatch(/^The run ended early .*, so 8 launches were skipped, and/);
  expect(summary.lead).toBe('');
  const measured = viewReport(fixtureInput('noBaseline'));
  expect(measured.summary.lead).toBe(measured.decision.sentence);
});
