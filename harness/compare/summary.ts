import { CONFIDENCE } from './levels.ts';
import type { ArmSummary } from '#harness/domain/comparison.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { medianInterval } from '#harness/stats/intervals/median-interval.ts';
import type { Sample } from '#harness/compare/launches/launch-group.ts';

/** One metric of one arm on one device. Null when no launch reports the metric. */
export function summarise(
  place: { readonly deviceId: string; readonly passId: string; readonly metric: MetricId; readonly arm: Arm },
  samples: readonly Sample[],
): ArmSummary | null {
  const values = samples.map((sample) => sample.value);
  const median = medianInterval(values, CONFIDENCE);
  return median === null ? null : { ...place, values, median };
}
