import { cautious } from '#harness/lab/calibrate/cautious.ts';
import { differences } from '#harness/compare/comparability/comparability.ts';
import { installationDifferences } from '#harness/compare/comparability/installations.ts';
import { supplyDifferences } from '#harness/compare/comparability/supplies.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Run } from '#harness/domain/run.ts';
import type { RunStore } from '#harness/ports/store.ts';

/** More sessions show little more of how far they lie apart, and what was measured long ago is another phone by now. */
const MAX_EARLIER = 12;

/** What the store knows of how far sessions lie apart. */
export type KnownSessions = {
  /** Other sessions of the baseline's build, newest first. */
  readonly earlierRuns: readonly Run[];
  readonly calibrations: readonly Calibration[];
};

export const NOTHING_KNOWN: KnownSessions = { earlierRuns: [], calibrations: [] };

/**
 * Only a stored baseline rests on other sessions; a build that was measured beside the candidate shared its session.
 */
export async function knownSessions(run: Run, baselineRun: Run | null, store: RunStore): Promise<KnownSessions> {
  if (run.reference.kind === 'remeasured' || baselineRun === null) return NOTHING_KNOWN;
  const ids = await store.sessionsOf(baselineRun.candidate.id, run.suite.id);
  const earlierRuns: Run[] = [];
  for (const id of ids) {
    if (earlierRuns.length === MAX_EARLIER) break;
    if (id === run.id || id === baselineRun.id) continue;
    const earlier = await store.load(id);
    if (earlier === null || !earlier.isComplete) continue;
    const found = [differences, supplyDifferences, installationDifferences].flatMap((differ) => differ(run, earlier));
    if (found.length === 0) earlierRuns.push(earlier);
  }
  return { earlierRuns, calibrations: (await calibrationsOf(run, store)).map(cautious) };
}

/** What is known of a run's phones as they were: measured with the same suite under the same OS build. */
export async function calibrationsOf(run: Run, store: RunStore): Promise<readonly Calibration[]> {
  const osBuilds = new Map(run.devices.map((device) => [device.id, device.osBuild]));
  const found = await store.calibrations({ suiteId: run.suite.id, deviceIds: [...osBuilds.keys()] });
  return found.filter(
    (entry) => entry.suiteVersion === run.suite.version && entry.osBuild === osBuilds.get(entry.deviceId),
  );
}
