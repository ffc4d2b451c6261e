import { expect, test } from 'vitest';
import { stoppedEarlySentence } from './stopped-early.ts';

test('a run that ended early says so, why, and what it saved', () => {
  const early = { at: '', reason: 'Decode rate −83 %', launchesLeft: 412, minutesSaved: 8.26 };
  expect(stoppedEarlySentence(early)).toBe(
    'Stopped early: the gate already fails. 412 launches were skipped, which saved about 8.3 device minutes.',
  );
});
