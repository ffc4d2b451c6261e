import { sizeText } from '#harness/lab/calibrate/size-text.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { ABSENT } from '#harness/text/numbers.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { chooseSuite } from '#harness/workflow/choose.ts';
import { momentText } from '#harness/workflow/moment.ts';
import { table } from '#harness/cli/text/table.ts';
import { withStoreAtHand } from '#harness/workflow/with-store.ts';
import type { World } from '#harness/cli/world.ts';

export type CalibrationsOptions = {
  readonly store: string;
  readonly suite?: string;
  readonly device?: readonly string[];
  readonly history?: boolean;
};

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

const HOW_TO_MEASURE = 'Measure with: fastvlm-bench calibrate --build app.ipa --suite latency';

/** Everything that is known of how phones vary: by phone, then in the order of the suites, the newest first of one metric. */
export async function listCalibrations(options: CalibrationsOptions, world: World): Promise<ExitCode> {
  return withStoreAtHand<ExitCode>(options.store, world, async (store) => {
    const { suite, device, history } = options;
    const all = await store.calibrations({ isHistoryWanted: history === true });
    const suites = await world.suites();
    // A suite that is gone may still have calibrations.
    if (suite !== undefined && !all.some(({ suiteId }) => suiteId === suite)) chooseSuite(suites, suite);
    for (const id of device ?? []) refuseUnknown(id, all);
    const found = all.filter(
      ({ suiteId, deviceId }) =>
        (suite === undefined || suiteId === suite) && (device === undefined || device.includes(deviceId)),
    );
    if (found.length === 0) {
      const which = all.length === 0 ? 'No calibrations yet' : 'No calibrations of that choice';
      world.terminal.write(`${which}. ${HOW_TO_MEASURE}\n`);
      return 0;
    }
    world.terminal.write(`${table(HEADER, inOrder(found, suites).map(row), world.terminal.columns)}\n${LEGEND}`);
    return 0;
  });
}

function refuseUnknown(id: string, calibrations: readonly Calibration[]): void {
  const known = [...new Set(calibrations.map(({ deviceId }) => deviceId))].sort();
  if (known.includes(id)) return;
  throw new BenchError('UNKNOWN_DEVICE', `No calibration knows a phone "${id}".`, {
    remedy: known.length === 0 ? HOW_TO_MEASURE : choicesText(id, known),
  });
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
