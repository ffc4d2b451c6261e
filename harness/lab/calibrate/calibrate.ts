import { MIN_LAUNCHES, MIN_FOR_TRIMMING, TRIMMED_SHARE } from '#harness/compare/levels.ts';
import type { Block } from '#harness/compare/change/blocks.ts';
import { countOutliers } from '#harness/compare/change/outliers.ts';
import { marginOn, type Scale, scaleOf } from '#harness/compare/change/scale.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';
import { launchValue } from '#harness/compare/launches/values.ts';
import type { Calibration, Rate } from '#harness/domain/calibration.ts';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Margin, Pass, Suite } from '#harness/domain/suite.ts';
import { clopperPearson } from '#harness/stats/intervals/clopper-pearson.ts';
import { mean } from '#harness/stats/moments.ts';
import { median } from '#harness/stats/quantile.ts';
import { trimmedSpread } from '#harness/stats/intervals/trimmed-mean.ts';
import { calibratedMargins } from './calibrated-margins.ts';
import { blockMinutes, installMinutes } from './device-time.ts';
import { doubtsOf } from './doubts.ts';
import { pooledLagOne } from './lag-one.ts';
import { launchGroupsOf, iterationTables, metricSession, type Session, sessionsOf } from './session.ts';
import { iterationSpread, nestedSpread, sessionSpread } from './variance.ts';

/** Two-sided, of the rates of false alarms. */
const RATE_CONFIDENCE = 0.95;

/**
 * How every noisy metric with a margin varies on every device, from runs of one build against itself. The caller makes
 * sure that they may be taken together (`whyUnusable`).
 *
 * @param suite the suite as it is planned, with all its blocks
 */
export function calibrate(runs: readonly Run[], suite: Suite): readonly Calibration[] {
  const sessions = sessionsOf(runs);
  // The same unit may have had an update in between: what it was last is what the calibration is of.
  const devices = new Map(sessions.flatMap(({ run }) => run.devices.map((device) => [device.id, device])));
  return [...devices.values()].flatMap((device) =>
    suite.passes.flatMap((pass) => calibratePass(sessions, device, pass, suite)),
  );
}

/** A session with its launches of one pass on one device. */
type PlacedSession = { readonly session: Session; readonly groups: readonly [LaunchGroup, LaunchGroup] };

function calibratePass(sessions: readonly Session[], device: Device, pass: Pass, suite: Suite): readonly Calibration[] {
  const placed = sessions.flatMap((session): readonly PlacedSession[] => {
    const groups = launchGroupsOf(session, device.id, pass.id);
    return groups === null || groups.some((group) => group.launches.length === 0) ? [] : [{ session, groups }];
  });
  const runs = placed.map(({ session }) => session.run);
  const last = runs.at(-1);
  if (last === undefined) return [];
  const launches = placed.flatMap(({ groups }) => groups.flatMap((group) => group.launches));
  const common = {
    deviceId: device.id,
    model: device.model,
    osBuild: device.osBuild,
    provenance: device.provenance,
    suiteId: suite.id,
    suiteVersion: suite.version,
    passId: pass.id,
    buildId: last.candidate.id,
    blockMinutes: blockMinutes(runs, device.id, pass.id),
    installMinutes: installMinutes(runs, device.id),
    iterationMs: median(launches.flatMap((launch) => launchValue('endToEnd', launch, last.candidate) ?? [])),
  };
  return calibratedMargins(pass, suite).flatMap((margin) => calibrateMetric(placed, margin, pass, common) ?? []);
}

/** What all metrics of a pass on a device have in common. */
type Common = Pick<
  Calibration,
  | 'deviceId'
  | 'model'
  | 'osBuild'
  | 'provenance'
  | 'suiteId'
  | 'suiteVersion'
  | 'passId'
  | 'buildId'
  | 'blockMinutes'
  | 'installMinutes'
  | 'iterationMs'
>;

/** Null where no launch reports the metric, or where a value has no logarithm to compare with its margin. */
function calibrateMetric(
  placed: readonly PlacedSession[],
  margin: Margin,
  pass: Pass,
  common: Common,
): Calibration | null {
  const { metric } = margin;
  const scale = scaleOf(margin);
  // A session that does not report the metric shows nothing of how it varies.
  const own = placed
    .map(({ session, groups }) => ({ run: session.run, ...metricSession(groups, metric, scale) }))
    .filter(({ launches }) => launches.length > 0);
  const last = own.at(-1);
  const values = own.flatMap(({ launches }) => launches.map(({ value }) => value));
  const level = median(values.map((value) => (scale === 'relative' ? Math.exp(value) : value)));
  if (last === undefined || level === null || !values.every(Number.isFinite)) return null;
  const spread = sessionSpread(own.map(({ launches }) => launches));
  const differences = own.map((session) => session.differences);
  const comparisons = placed.flatMap(({ session }) =>
    session.comparisons.filter(
      ({ deviceId, passId, metric: other }) => deviceId === common.deviceId && passId === pass.id && other === metric,
    ),
  );
  const calibration = {
    ...common,
    metric,
    scale,
    measuredAt: last.run.endedAt,
    runIds: own.map(({ run }) => run.id),
    sessions: own.length,
    launches: values.length,
    blocks: differences.flat().length,
    level,
    sessionSd: spread.between,
    launchSd: spread.within,
    iterationSd: iterationSpread(
      iterationTables(
        placed.flatMap(({ groups }) => groups),
        metric,
        scale,
      ),
    ),
    blockSd: nestedSpread(differences).within,
    trimmedBlockSd: trimmedBlockSpread(differences),
    farOut: farOutOf(
      margin,
      scale,
      own.map(({ blocks }) => blocks),
    ),
    lag1: pooledLagOne(differences),
    falseAlarms: rateOf(comparisons, ({ verdict }) => verdict.kind === 'regression' || verdict.kind === 'improvement'),
    zeroExcluded: rateOf(comparisons, ({ change }) => change !== null && (change.low > 0 || change.high < 0)),
  };
  const facts = {
    ...marginOn(scale, margin, level),
    protocol: pass.protocol,
    sessionMeans: own.flatMap(({ launches }) => mean(launches.map(({ value }) => value)) ?? []),
  };
  return { ...calibration, doubts: doubtsOf(calibration, facts) };
}

/** Compared with the middle of each session and the spread within it, as a comparison sees them. */
function farOutOf(margin: Margin, scale: Scale, sessions: readonly (readonly Block[])[]): Calibration['farOut'] {
  const counts = sessions.map((blocks) => {
    const level = median(blocks.map(({ baseline }) => baseline)) ?? 0;
    return countOutliers(marginOn(scale, margin, level), blocks);
  });
  return {
    count: counts.reduce((sum, { baseline, candidate }) => sum + baseline + candidate, 0),
    launches: counts.reduce((sum, { launches }) => sum + 2 * launches, 0),
  };
}

/** Of all sessions together: between a build and itself there is nothing that sessions could differ by. */
function trimmedBlockSpread(sessions: readonly (readonly number[])[]): number | null {
  const differences = sessions.flat();
  return differences.length < MIN_FOR_TRIMMING ? null : trimmedSpread(differences, TRIMMED_SHARE);
}

/** Sessions of too few blocks can be called nothing, whatever they hold, and count for nothing. */
function rateOf(comparisons: readonly Comparison[], isHit: (comparison: Comparison) => boolean): Rate {
  const judged = comparisons.filter(({ change, evidence }) => change !== null && evidence.n >= MIN_LAUNCHES);
  const hits = judged.filter(isHit).length;
  return { hits, trials: judged.length, ...clopperPearson(hits, judged.length, RATE_CONFIDENCE) };
}
