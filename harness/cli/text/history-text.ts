import type { SeriesPoint } from '#harness/ports/store.ts';
import { momentText } from '#harness/text/moments.ts';
import { metricName, provenanceMark } from '#harness/text/names.ts';
import { describeSeries } from '#harness/text/series.ts';
import { count } from '#harness/text/numbers.ts';
import { readable } from '#harness/text/sentences.ts';
import type { KnownSeries, ShownHistory } from '#harness/workflow/store/show-history.ts';
import { levelChangesText } from './level-changes-text.ts';
import { sparkline } from './sparkline.ts';
import { table } from './table.ts';

/** Between two runs with different system builds of the device. */
const NEW_SYSTEM = '│';

const HEADER = [
  'device',
  'pass',
  'metric',
  'suite',
  'runs',
  'first',
  'last',
  'change',
  'lowest to highest',
  'over time',
];

const LEGEND = `first, last: the median of the candidate's launches in the oldest and in the newest of these runs; for accuracy and agreement the mean.
over time: one mark per run, oldest first, scaled from the lowest to the highest value of the line; ${NEW_SYSTEM} marks a new system build of the device.
Separate runs differ in more than the build: only a run that measures both builds shows whether the build has changed it.
`;

/** One line for each series. */
export function historyText({ suiteId, runs, series, storedSuites }: ShownHistory, columns: number | null): string {
  if (storedSuites.length === 0)
    return 'No runs yet. Measure a build with: fastvlm-bench run --suite smoke --candidate app.ipa\n';
  const [first, last] = [runs[0], runs.at(-1)];
  const suite = readable(suiteId ?? '', 60);
  if (suiteId === null || !storedSuites.includes(suiteId))
    return `No runs of ${suite} are stored. Name a suite that has runs with --suite: ${storedSuites.map((id) => readable(id, 60)).join(', ')}\n`;
  if (first === undefined || last === undefined)
    return `No runs of ${suite} match: leave out --branch and --device, or name others.\n`;
  const moments = [...new Set([first, last].map(({ startedAt }) => momentText(startedAt)))];
  const head = `${suite}: ${count(runs.length, 'run')}, ${moments.join(' to ')} UTC\n`;
  if (series.length === 0) return `${head}Nothing was measured in them that matches.\n`;
  const ordered = series.toSorted(
    (a, b) => deviceText(a, []).localeCompare(deviceText(b, [])) || a.lane.id - b.lane.id,
  );
  const rows = ordered.map((one) => row(one, series));
  const named = ordered.map((one) => ({ device: deviceText(one, series), series: one }));
  const changes = levelChangesText(runs, named, columns);
  return `${head}\n${table(HEADER, rows, columns)}\n${LEGEND}${changes === '' ? '' : `\n${changes}`}`;
}

function row(series: KnownSeries, all: readonly KnownSeries[]): readonly string[] {
  const { lane, points } = series;
  const { runs, first, last, change, range } = describeSeries(
    lane.metric,
    points.map(({ level }) => level),
  );
  return [
    deviceText(series, all),
    lane.passId,
    metricName(lane.metric),
    suiteText(series, all),
    runs,
    first,
    last,
    change,
    range,
    marks(points),
  ];
}

/** Devices of one model have their ids in their names. */
function deviceText({ lane, deviceId }: KnownSeries, all: readonly KnownSeries[]): string {
  const mark = provenanceMark(lane.provenance);
  const isOne = all.every((other) => other.lane.deviceModel !== lane.deviceModel || other.deviceId === deviceId);
  return [
    lane.deviceModel,
    ...(isOne && all.length > 0 ? [] : [deviceId]),
    ...(mark === null ? [] : [`(${mark})`]),
  ].join(' ');
}

/** The version; the hash of what is asked too, where one version has asked several things. */
function suiteText({ lane }: KnownSeries, all: readonly KnownSeries[]): string {
  const isOne = all.every(
    (other) =>
      other.lane.suiteVersion !== lane.suiteVersion ||
      other.lane.passId !== lane.passId ||
      other.lane.workload === lane.workload,
  );
  return `v${lane.suiteVersion}${isOne ? '' : ` ${lane.workload.slice(0, 6)}`}`;
}

function marks(points: readonly SeriesPoint[]): string {
  return sparkline(points.map(({ level }) => level))
    .map((bar, index) => {
      const isNew = index > 0 && points[index]?.osBuild !== points[index - 1]?.osBuild;
      return `${isNew ? NEW_SYSTEM : ''}${bar}`;
    })
    .join('');
}
