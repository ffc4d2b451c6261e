import type { Calibration } from '#harness/domain/calibration.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { count, whole } from '#harness/text/numbers.ts';
import { nameOfDevice } from './names.ts';
import { readable, sentence } from '#harness/text/sentences.ts';
import { day } from '#harness/text/moments.ts';
import { listed } from '#harness/text/lists.ts';

/** How often one device raised false alarms when nothing was changed; of several devices, that it is not known. */
export type CalibrationView = {
  readonly device: string;
  readonly sentence: string;
  /** Why verdicts on it are not to be trusted. */
  readonly doubts: readonly string[];
};

const UNKNOWN =
  'Never calibrated for this suite under this OS build: how often verdicts here are false alarms has not been measured.';

/**
 * Devices that were calibrated, one by one, then all others; empty without a baseline: nothing can be a false alarm.
 */
export function calibrationViews(
  assessment: Assessment,
  calibrations: readonly Calibration[],
): readonly CalibrationView[] {
  if (assessment.baseline === null) return [];
  const { devices } = assessment;
  const ofDevices = devices.map(({ id }) => ({ id, own: calibrations.filter(({ deviceId }) => deviceId === id) }));
  const known = ofDevices.filter(({ own }) => own.length > 0);
  const others = ofDevices.filter(({ own }) => own.length === 0).map(({ id }) => nameOfDevice(id, assessment));
  return [
    ...known.map(({ id, own }) => ({
      device: nameOfDevice(id, assessment),
      sentence: sentenceOf(own),
      doubts: own.flatMap(({ doubts }) => doubts.map((doubt) => sentence(readable(doubt, 400)))),
    })),
    ...(others.length === 0 ? [] : [{ device: listed(others), sentence: UNKNOWN, doubts: [] }]),
  ];
}

function sentenceOf(calibrations: readonly Calibration[]): string {
  const sessions = Math.max(...calibrations.map((calibration) => calibration.sessions));
  const last = calibrations.map(({ measuredAt }) => measuredAt).reduce((a, b) => (a > b ? a : b));
  const zeroExcluded = calibrations.map((calibration) => calibration.zeroExcluded);
  const hits = zeroExcluded.reduce((sum, rate) => sum + rate.hits, 0);
  const trials = zeroExcluded.reduce((sum, rate) => sum + rate.trials, 0);
  return `Calibrated with ${count(sessions, 'session')} on ${day(last)}: false alarms ${falseAlarms(calibrations)}, intervals without zero ${whole(hits)} of ${whole(trials)} (at most 10 % are expected).`;
}

/**
 * Of the metric that is worst, or may be. Metrics of a session share its launches and are right or wrong together, so
 * that an interval of their sum would promise too much.
 */
function falseAlarms(calibrations: readonly Calibration[]): string {
  const [worst, ...others] = calibrations
    .filter((calibration) => calibration.falseAlarms.trials > 0)
    .toSorted((a, b) => shareOf(b) - shareOf(a) || b.falseAlarms.high - a.falseAlarms.high);
  if (worst === undefined) return 'not known, as no session had an interval';
  const { hits, trials, low, high } = worst.falseAlarms;
  const text = `${hits} of ${trials} (95 % interval ${whole(100 * low)}–${whole(100 * high)} %)`;
  const metric = `${METRICS[worst.metric].label}, pass ${readable(worst.passId, 60)}`;
  if (others.length === 0) return `${text} for ${metric}`;
  if (hits > 0) return `at most ${text}, for ${metric}`;
  const areAlike = others.every((other) => other.falseAlarms.trials === trials);
  return `${areAlike ? '' : 'at most '}${text} for each of ${count(others.length + 1, 'metric')}`;
}

function shareOf({ falseAlarms: { hits, trials } }: Calibration): number {
  return hits / trials;
}
