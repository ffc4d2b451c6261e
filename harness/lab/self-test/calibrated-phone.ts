import type { Calibration } from '#harness/domain/calibration.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { calibratedProfile } from './profile.ts';
import { SIMULATED_PHONE, type SimulatedPhone } from './simulate-run.ts';

/**
 * A phone that behaves as one that was calibrated; null where nothing is known of it. It keeps that one's model: a gate
 * judges phones of one model together, and those of different models apart.
 *
 * @param calibrations all of one device with the suite
 */
export function calibratedPhone(calibrations: readonly Calibration[], suite: Suite): SimulatedPhone | null {
  const [known] = calibrations;
  if (known === undefined) return null;
  const { deviceId, model } = known;
  const device = { ...SIMULATED_PHONE, id: `simulated-${deviceId}`, label: `Simulated ${deviceId}`, model };
  return { device, profile: calibratedProfile(calibrations, suite) };
}
