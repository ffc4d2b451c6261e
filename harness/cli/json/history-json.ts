import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { ShownHistory } from '#harness/workflow/store/show-history.ts';

/** Every point of each series, in the unit of its metric. */
export function historyJson({ suiteId, runs, series }: ShownHistory): object {
  const known = series.map(({ lane: { id: _ofThisStore, suiteId: _asAbove, ...lane }, deviceId, points, changes }) => ({
    ...lane,
    unit: METRICS[lane.metric].unit,
    deviceId,
    points,
    changes: changes.map(({ index, ...levels }) => ({ runId: points[index]?.runId, ...levels })),
  }));
  return { suiteId, runs, series: known };
}
