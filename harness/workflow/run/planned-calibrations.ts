import type { Calibration } from '#harness/domain/calibration.ts';
import type { RunStore } from '#harness/ports/store.ts';
import type { RunHeader } from '#harness/domain/run.ts';

/** Of this version of the suite only, metrics in its order; an OS update in between is a note beside them. */
export async function plannedCalibrations(
  { suite, devices }: Pick<RunHeader, 'suite' | 'devices'>,
  store: RunStore,
): Promise<readonly Calibration[]> {
  const found = await store.calibrations({ suiteId: suite.id, deviceIds: devices.map((device) => device.id) });
  return suite.passes.flatMap((pass) =>
    pass.metrics.flatMap((metric) =>
      found.filter(
        (entry) => entry.suiteVersion === suite.version && entry.passId === pass.id && entry.metric === metric,
      ),
    ),
  );
}
