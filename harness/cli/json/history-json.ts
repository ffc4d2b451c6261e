import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { ShownHistory } from '#harness/workflow/show-history.ts';

/** Every point of each series, in the unit of its metric. */
export function historyJson({ suiteId, runs, series }: ShownHistory): object {
  const known = series.map(({ lane: { id: _ofThisStore, suiteId: _asAbove, ...lane }, deviceId, points }) => ({
    ...lane,
    unit: METRICS[lane.metric].unit,
    deviceId,
    points,
  }));
  return { suiteId, runs, series: known };
}
