import type { Calibration } from '#harness/domain/calibration.ts';

/**
 * A calibration whose spread between sessions is that of the session means as they were seen, the noise of their
 * launches left in: a spread that drowned in that noise is not known to be none, and a few quiet sessions must not let
 * a stored baseline prove what it cannot.
 */
export function cautious(calibration: Calibration): Calibration {
  const { sessionSd, launchSd, launches, sessions } = calibration;
  if (sessionSd === null || launchSd === null) return calibration;
  return { ...calibration, sessionSd: Math.hypot(sessionSd, launchSd / Math.sqrt(launches / sessions)) };
}
