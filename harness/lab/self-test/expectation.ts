import { canFail } from '#harness/domain/deciding.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { analysisValue, changeOf, marginOn, scaleOf } from '#harness/compare/change/scale.ts';
import { launchValue } from '#harness/compare/launches/values.ts';
import { mean } from '#harness/stats/moments.ts';
import { median } from '#harness/stats/quantile.ts';
import type { Change } from './change.ts';
import { inject } from './inject.ts';

/**
 * How far a known change moves a metric for the worse, in margins: at 1 it is just the change that still counts as
 * none.
 */
export type MetricShift = { readonly passId: string; readonly metric: MetricId; readonly margins: number };

/** What a gate must do with a change. */
export type Expectation =
  /** No deciding metric moves by more than its margin: failing it is a false alarm. */
  | 'tolerate'
  /** Beyond a margin, but too little of it for a run to be sure: nothing is owed. */
  | 'none'
  /** Far beyond a margin: passing it is a miss. */
  | 'find';

/** A change of so many margins can be told from one of a single margin by any suite that is worth its blocks. */
const FAR = 2;
/**
 * Where the margin is in the unit, how many margins a change is depends a little on the level that it is compared with.
 */
const ROUNDING = 0.01;

/**
 * How far a change moves each metric that can fail a gate: the values of the same launches with the change and without,
 * so that noise has no part in it.
 */
export function shiftsOf(unchanged: Run, changed: Run): readonly MetricShift[] {
  const before = new Map(candidates(unchanged).map((launch) => [keyOf(launch), launch]));
  const now = candidates(changed);
  return unchanged.suite.passes.flatMap((pass) =>
    pass.metrics.flatMap((metric) => {
      const margin = unchanged.suite.margins.find((entry) => entry.metric === metric);
      if (margin === undefined || !canFail(margin)) return [];
      const pairs = now.flatMap((launch) => {
        const twin = before.get(keyOf(launch));
        const old = twin === undefined ? null : launchValue(metric, twin, unchanged.candidate);
        const value = launchValue(metric, launch, changed.candidate);
        return launch.slot.pass === pass.id && old !== null && value !== null ? [{ old, value }] : [];
      });
      return pairs.length === 0 ? [] : [{ passId: pass.id, metric, margins: marginsWide(margin, pairs) }];
    }),
  );
}

/** What a gate must do with a change of that size, put into such a run. */
export function expectationOf(change: Change, size: number, run: Run): Expectation {
  // What ran in place of the candidate says nothing about it, however fast it was.
  if (change.kind === 'swappedBuild') return size > 0 ? 'find' : 'tolerate';
  // A rate of crashes has no margin. Only a build of which no launch runs is beyond any doubt.
  if (change.kind === 'crashes') return size === 0 ? 'tolerate' : size < 1 ? 'none' : 'find';
  const shifts = shiftsOf(run, inject(run, { change, size }, run.seed));
  if (shifts.every(({ margins }) => margins <= 1 + ROUNDING)) return 'tolerate';
  return shifts.some(({ margins }) => margins >= FAR - ROUNDING) ? 'find' : 'none';
}

function marginsWide(margin: Margin, pairs: readonly { readonly old: number; readonly value: number }[]): number {
  const scale = scaleOf(margin);
  const differences = pairs.map(({ old, value }) => analysisValue(scale, value) - analysisValue(scale, old));
  const limit = marginOn(scale, margin, median(pairs.map(({ old }) => old)) ?? 0).margin;
  return towardsWorse(margin.metric, changeOf(scale, mean(differences) ?? 0)) / limit;
}

function candidates(run: Run): readonly Launch[] {
  return run.launches.filter(({ slot }) => slot.arm === 'candidate' && !slot.discard);
}

function keyOf({ deviceId, slot }: Launch): string {
  return `${deviceId}/${slot.index}`;
}
