import type { Calibration } from '#harness/domain/calibration.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { ABSENT } from '#harness/text/numbers.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { sizeText } from '#harness/lab/calibrate/size-text.ts';
import { table } from './table.ts';
import { momentText } from '#harness/text/moments.ts';

const HEADER = [
  'device',
  '',
  'suite',
  'pass',
  'metric',
  'block',
  'session',
  'launch',
  'sessions',
  'measured',
  'doubts',
];

const LEGEND =
  'block, session, launch: standard deviations of the difference between the arms of a block, of sessions, and of launches.\n' +
  'doubts: how many reasons there are not to trust verdicts of the metric on the phone; a report on that phone names them.\n';

/** How phones vary: by phone, then in the order of the suites, the newest first of one metric. */
export function calibrationsText(
  calibrations: readonly Calibration[],
  suites: readonly Suite[],
  columns: number | null,
): string {
  return `${table(HEADER, inOrder(calibrations, suites).map(row), columns)}\n${LEGEND}`;
}

/** By phone, then as the suites list their metrics; calibrations outlive a suite, and those of such come last. */
function inOrder(calibrations: readonly Calibration[], suites: readonly Suite[]): readonly Calibration[] {
  const places = new Map(
    suites
      .flatMap(({ id, passes }) => passes.flatMap((pass) => pass.metrics.map((metric) => `${id}/${pass.id}/${metric}`)))
      .map((place, index) => [place, index]),
  );
  const placeOf = ({ suiteId, passId, metric }: Calibration): number =>
    places.get(`${suiteId}/${passId}/${metric}`) ?? places.size;
  return calibrations.toSorted(
    (a, b) =>
      a.deviceId.localeCompare(b.deviceId) ||
      placeOf(a) - placeOf(b) ||
      b.suiteVersion - a.suiteVersion ||
      b.measuredAt.localeCompare(a.measuredAt),
  );
}

function row(calibration: Calibration): readonly string[] {
  const { metric, scale } = calibration;
  const spread = (sd: number | null): string => (sd === null ? ABSENT : sizeText(metric, scale, sd));
  return [
    calibration.deviceId,
    calibration.provenance === 'physical' ? '' : calibration.provenance,
    `${calibration.suiteId} v${calibration.suiteVersion}`,
    calibration.passId,
    METRICS[metric].label,
    spread(calibration.blockSd),
    spread(calibration.sessionSd),
    spread(calibration.launchSd),
    String(calibration.sessions),
    momentText(calibration.measuredAt),
    calibration.doubts.length === 0 ? '' : String(calibration.doubts.length),
  ];
}
