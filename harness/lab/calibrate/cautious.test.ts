import { expect, test } from 'vitest';
import { calibrate } from './calibrate.ts';
import { cautious } from './cautious.ts';
import { suiteWith, unchangedSessions } from './session.fixture.ts';

test('sessions that seem to agree are granted what the noise of their launches may hide', () => {
  const [quiet] = calibrate(unchangedSessions({ noise: { launch: 0.02 }, seed: 3 }), suiteWith(24));
  if (quiet === undefined) throw new Error('nothing was calibrated');
  const assumed = { ...quiet, sessionSd: 0, launchSd: 0.02, launches: 75, sessions: 3 };
  expect(cautious(assumed).sessionSd).toBeCloseTo(0.02 / 5, 12);
  expect(cautious({ ...assumed, sessionSd: 0.003 }).sessionSd).toBeCloseTo(0.005, 12);
});

test('what one session does not know stays unknown', () => {
  const [one] = calibrate(unchangedSessions({ count: 1, noise: { launch: 0.02 } }), suiteWith(24));
  if (one === undefined) throw new Error('nothing was calibrated');
  expect(cautious(one)).toEqual(one);
});
