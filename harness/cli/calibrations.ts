import { sizeText } from '#harness/calibrate/size-text.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import { METRICS } from '#harness/domain/metric.ts';
import { ABSENT } from '#harness/domain/number-text.ts';
import { table } from './table.ts';
import { withStoreAtHand } from './with-store.ts';
import type { World } from './world.ts';

export type CalibrationsOptions = {
  readonly store: string;
  readonly suite?: string;
  readonly device?: readonly string[];
  readonly history?: boolean;
};

/** Everything that is known of how phones vary, newest first. */
export async function listCalibrations(options: CalibrationsOptions, world: World): Promise<ExitCode> {
  return withStoreAtHand<ExitCode>(options.store, world, async (store) => {
    const { suite, device, history } = options;
    const found = await store.calibrations({
      ...(suite === undefined ? {} : { suiteId: suite }),
      ...(device === undefined ? {} : { deviceIds: device }),
      isHistoryWanted: history === true,
    });
    if (found.length === 0) {
      const which =
        suite === undefined && device === undefined ? 'No calibrations yet' : 'No calibrations of that choice';
      world.terminal.write(`${which}. Measure with: fastvlm-bench calibrate --build app.ipa --suite latency\n`);
      return 0;
    }
    const header = [
      'device',
      '',
      'suite',
      'pass',
      'metric',
      'block',
      'session',
      'launch',
      'sessions',
      'measured',
      'doubts',
    ];
    world.terminal.write(table(header, found.map(row)));
    return 0;
  });
}

function row(calibration: Calibration): readonly string[] {
  const { metric, scale } = calibration;
  const spread = (sd: number | null): string => (sd === null ? ABSENT : sizeText(metric, scale, sd));
  return [
    calibration.deviceId,
    calibration.provenance === 'physical' ? '' : calibration.provenance,
    `${calibration.suiteId} v${calibration.suiteVersion}`,
    calibration.passId,
    METRICS[metric].label,
    spread(calibration.blockSd),
    spread(calibration.sessionSd),
    spread(calibration.launchSd),
    String(calibration.sessions),
    calibration.measuredAt.slice(0, 16).replace('T', ' '),
    calibration.doubts.length === 0 ? '' : String(calibration.doubts.length),
  ];
}
