import type { MeasuredLaunch } from '#harness/domain/outcome.ts';
import { assess } from '#harness/compare/assess.ts';
import { balanced, type Block, blocksOf, differencesOf } from '#harness/compare/change/blocks.ts';
import { type LaunchGroup, launchGroupOf, samplesOf } from '#harness/compare/launches/launch-group.ts';
import { analysisValue, type Scale } from '#harness/compare/change/scale.ts';
import { launchValue } from '#harness/compare/launches/values.ts';
import type { Comparison } from '#harness/domain/comparison.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Run } from '#harness/domain/run.ts';
import { lookedAtOnce } from './usable-runs.ts';
import type { BlockValue } from './variance.ts';
import { comparedArms } from '#harness/compare/launches/compared-arms.ts';

/** A run of one build against itself, with what was said of it. */
export type Session = { readonly run: Run; readonly comparisons: readonly Comparison[] };

/** Sessions in the order they were measured, each judged once, at its end. */
export function sessionsOf(runs: readonly Run[]): readonly Session[] {
  return runs
    .map(lookedAtOnce)
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt))
    .map((run) => ({ run, comparisons: assess({ run, baselineRun: null, seed: run.seed }).comparisons }));
}

/** Both arms of one pass on one device; null where the session lacks the device. */
export function launchGroupsOf(
  { run }: Session,
  deviceId: string,
  passId: string,
): readonly [LaunchGroup, LaunchGroup] | null {
  const { baseline, candidate } = comparedArms(run, null, []);
  if (baseline === null || !run.devices.some((device) => device.id === deviceId)) return null;
  return [launchGroupOf(baseline, deviceId, passId), launchGroupOf(candidate, deviceId, passId)];
}

/** What the launches of a session said of one metric, on the analysis scale. */
export type MetricSession = {
  readonly launches: readonly BlockValue[];
  /** The blocks in which both were measured. */
  readonly blocks: readonly Block[];
  /** Candidate less baseline of each of these blocks, in their order. */
  readonly differences: readonly number[];
};

export function metricSession(
  [baseline, candidate]: readonly [LaunchGroup, LaunchGroup],
  metric: MetricId,
  scale: Scale,
): MetricSession {
  const [before, now] = [samplesOf(baseline, metric), samplesOf(candidate, metric)];
  const launches = [...before, ...now].map(({ block, value }) => ({ block, value: analysisValue(scale, value) }));
  const blocks = balanced(blocksOf(before, now));
  return { launches, blocks, differences: differencesOf(scale, blocks) };
}

/**
 * The iterations of launches side by side: for each block, which asks the same questions in every session, a row a
 * launch and a column an iteration. Iterations without a value in one of the launches are left out of all. Empty where a
 * launch is one number.
 */
export function iterationTables(
  groups: readonly LaunchGroup[],
  metric: MetricId,
  scale: Scale,
): readonly (readonly number[])[][] {
  if (!METRICS[metric].isPerIteration) return [];
  const rows = groups.flatMap((group) =>
    group.launches.map((launch) => ({ block: launch.slot.block, values: iterationValues(metric, launch, group) })),
  );
  return [...Map.groupBy(rows, ({ block }) => block).values()].map((own) => {
    const isReported = (own[0]?.values ?? []).map((_, column) =>
      own.every(({ values }) => (values[column] ?? null) !== null),
    );
    return own.map(({ values }) =>
      values.flatMap((value, column) =>
        value !== null && isReported[column] === true ? analysisValue(scale, value) : [],
      ),
    );
  });
}

/** What a launch of that one iteration would have reported. */
function iterationValues(
  metric: MetricId,
  launch: MeasuredLaunch,
  { armLaunches }: LaunchGroup,
): readonly (number | null)[] {
  return launch.outcome.iterations
    .filter(({ phase }) => phase === 'measured')
    .map((iteration) =>
      launchValue(metric, { ...launch, outcome: { ...launch.outcome, iterations: [iteration] } }, armLaunches.build),
    );
}
