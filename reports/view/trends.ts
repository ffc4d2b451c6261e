import type { Device } from '#harness/domain/device.ts';
import type { Run } from '#harness/domain/run.ts';
import type { LevelChange, Trend } from '#harness/ports/store.ts';
import { describeSeries, levelChangeText, seriesScale } from '#harness/text/series.ts';
import { day } from '#harness/text/moments.ts';
import { count } from '#harness/text/numbers.ts';
import { readable } from '#harness/text/sentences.ts';
import type { TrendView } from './chart-view.ts';
import type { RowKey } from './matrix.ts';

/** Names of baselines stand above a picture of 340 pixels. */
const MOST_LETTERS = 12;

/**
 * How a metric moved on a phone over the stored runs up to this one. None where this run is the first of its series, or where the
 * report was written without a store.
 */
export function trendViews(key: RowKey, device: Device, run: Run, trend: Trend | undefined): readonly TrendView[] {
  const own = trend?.series.find(
    ({ lane, deviceId, points }) =>
      lane.metric === key.metric &&
      lane.passId === key.passId &&
      lane.suiteVersion === run.suite.version &&
      deviceId === device.id &&
      points.some(({ runId }) => runId === run.id),
  );
  return trend === undefined || own === undefined || own.points.length < 2 ? [] : [trendView(key, own, run, trend)];
}

/** `of branch main, and this one`; empty where the runs name no branch. */
export function runsOfTrend({ branch }: Pick<Trend, 'branch'>, { source = {} }: Run): string {
  if (branch === null) return '';
  const own = source.branch === undefined || source.branch === branch ? '' : ', and this one';
  return `of branch ${readable(branch, 60)}${own}`;
}

function trendView(
  { metric }: RowKey,
  { points, changes }: Trend['series'][number],
  run: Run,
  { runs, branch, baselines }: Trend,
): TrendView {
  const levels = points.map(({ level }) => level);
  const { unit, divisor } = seriesScale(metric, levels);
  const scaled = (value: number | null): number | null => (value === null ? null : value / divisor);
  const dayOf = (index: number): string => {
    const began = runs.find(({ id }) => id === points.at(index)?.runId)?.startedAt;
    return began === undefined ? '' : day(began);
  };
  const breaks = points.flatMap(({ osBuild }, index) =>
    index > 0 && osBuild !== points[index - 1]?.osBuild ? [{ position: index, osBuild: osBuild ?? '' }] : [],
  );
  const set = points.flatMap(({ runId }, position) => {
    const names = [...new Set(baselines.filter((own) => own.runId === runId).map(({ name }) => name))];
    return names.length === 0 ? [] : [{ position, name: readable(names.join(', '), MOST_LETTERS) }];
  });
  const levelChanges = changes.map(
    (change) => `run ${change.index + 1} (${dayOf(change.index)}): ${levelChangeText(metric, change)}`,
  );
  const series = describeSeries(metric, levels);
  const [from, to] = [dayOf(0), dayOf(-1)];
  return {
    unit,
    from,
    to,
    points: points.map(({ level, low, high, runId }) => ({
      value: level / divisor,
      low: scaled(low),
      high: scaled(high),
      isOwn: runId === run.id,
    })),
    breaks: breaks.map(({ position }) => position),
    baselines: set,
    levels: levelsBetween(changes, points.length).map((level) => ({ ...level, value: level.value / divisor })),
    levelChanges,
    series,
    description: [
      `${[count(points.length, 'run'), runsOfTrend({ branch }, run)].filter(Boolean).join(' ')} from ${from} to ${to}: ${series.first} in the first, ${series.last} in the last, ${series.range} in all.`,
      ...[...new Map(set.map((own) => [own.name, own])).values()].map(
        ({ position, name }) => `Baseline ${name} was set to run ${position + 1}.`,
      ),
      ...breaks.map(
        ({ position, osBuild }) => `Run ${position + 1} is the first with system build ${readable(osBuild, 20)}.`,
      ),
      ...levelChanges.map((change) => `The level changed with ${change}.`),
    ].join(' '),
  };
}

function levelsBetween(changes: readonly LevelChange[], runs: number): TrendView['levels'] {
  const [first] = changes;
  if (first === undefined) return [];
  const starts = [
    { from: 0, value: first.before },
    ...changes.map(({ index, after }) => ({ from: index, value: after })),
  ];
  return starts.map((level, place) => ({ ...level, to: (starts[place + 1]?.from ?? runs) - 1 }));
}
