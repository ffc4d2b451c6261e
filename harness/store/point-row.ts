import type { Insertable } from 'kysely';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { mean } from '#harness/stats/moments.ts';
import { median } from '#harness/stats/quantile.ts';
import { type BlockValue, packValues } from './packed-values.ts';
import type { Tables } from './tables.ts';

type PointRow = Insertable<Tables['points']>;

/** The row of one metric of one launch group; null of no values. */
export function pointRow(
  key: Pick<PointRow, 'lane_id' | 'run_id' | 'device_id' | 'arm'>,
  metric: string,
  values: readonly BlockValue[],
): PointRow | null {
  const level = levelOf(
    metric,
    values.map(({ value }) => value),
  );
  return level === null ? null : { ...key, level, launches: values.length, packed: packValues(values) };
}

/** The number that reports show of a launch group: the median of its launches, of answers their mean. Null of no values. */
function levelOf(metric: string, values: readonly number[]): number | null {
  return isOfAnswers(metric) ? mean(values) : median(values);
}

const OF_ANSWERS: ReadonlySet<string> = new Set(
  Object.values(METRICS).flatMap(({ id, comparedBy }) => (comparedBy === 'question' ? [id] : [])),
);

export function isOfAnswers(metric: string): boolean {
  return OF_ANSWERS.has(metric);
}
