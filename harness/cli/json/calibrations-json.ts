import type { Calibration } from '#harness/domain/calibration.ts';
import type { CalibrationResult } from '#harness/workflow/lab/calibrate-device.ts';
import { lostJson } from './published-json.ts';

/** Stored calibrations, newest first. */
export function calibrationsJson(calibrations: readonly Calibration[]): object {
  return { calibrations };
}

/** What sessions of one build against itself have shown of each phone. */
export function calibrationJson({ runs, suite, devices, lost }: CalibrationResult): object {
  return {
    suite: { id: suite.id, version: suite.version },
    runIds: runs.map(({ id }) => id),
    devices: devices.map(({ device, calibrations, trust: { doubts, gaps, notes } }) => ({
      deviceId: device.id,
      provenance: device.provenance,
      trust: doubts.length > 0 ? 'distrusted' : gaps.length > 0 ? 'unknown' : 'trusted',
      doubts,
      gaps,
      notes,
      calibrations,
    })),
    lostDevices: lostJson(lost),
  };
}
