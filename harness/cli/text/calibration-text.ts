import { sizeText } from '#harness/lab/calibrate/size-text.ts';
import type { Trust } from '#harness/lab/calibrate/trust.ts';
import type { Calibration, Rate } from '#harness/domain/calibration.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { ABSENT, count, fixed } from '#harness/text/numbers.ts';
import { quantity, scaleFor } from '#harness/text/quantities.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { table } from './table.ts';
import { minutesText } from '#harness/text/durations.ts';
import { deviceName } from '#harness/text/names.ts';

const HEADER = ['metric', 'level', 'session', 'launch', 'iteration', 'block', 'lag-1', 'false alarms', 'zero left out'];

/** What sessions showed of a device: a row a metric, then whether its verdicts are to be trusted. */
export function calibrationText(
  device: Device,
  calibrations: readonly Calibration[],
  trust: Trust,
  suite: Suite,
  columns: number | null,
): string {
  if (calibrations.length === 0) return `${deviceName(device)}: no session has a value of it.\n`;
  const passes = suite.passes.filter(({ id }) => calibrations.some(({ passId }) => passId === id));
  const tables = passes.map(({ id }) => {
    const own = calibrations.filter(({ passId }) => passId === id);
    return `${passText(id, own)}${table(HEADER, own.map(row), columns)}`;
  });
  return `${deviceName(device)}: ${suite.id} v${suite.version}\n${tables.join('')}${trustText(trust)}`;
}

function passText(id: string, calibrations: readonly Calibration[]): string {
  // A metric that some sessions did not report rests on fewer of them.
  const [first] = calibrations.toSorted((a, b) => b.sessions - a.sessions || b.blocks - a.blocks);
  if (first === undefined) return '';
  const minutes = `${minutesText(first.blockMinutes)} a block, ${minutesText(first.installMinutes)} to install`;
  return `${id}: ${count(first.sessions, 'session')}, ${count(first.blocks, 'block')} in all; ${minutes}.\nHow far values spread between sessions, launches and iterations, and between the arms of a block:\n`;
}

function row(calibration: Calibration): readonly string[] {
  const { metric, scale } = calibration;
  const { label, unit } = METRICS[metric];
  const spread = (sd: number | null): string => (sd === null ? ABSENT : sizeText(metric, scale, sd));
  return [
    label,
    quantity(calibration.level, scaleFor(unit, calibration.level)),
    spread(calibration.sessionSd),
    spread(calibration.launchSd),
    spread(calibration.iterationSd),
    spread(calibration.blockSd),
    calibration.lag1 === null ? ABSENT : fixed(calibration.lag1, 2),
    rateText(calibration.falseAlarms),
    rateText(calibration.zeroExcluded),
  ];
}

/** `1 of 3 (1–91 %)`: seen, and the 95 % interval of how often it happens. */
function rateText({ hits, trials, low, high }: Rate): string {
  if (trials === 0) return ABSENT;
  return `${hits} of ${trials} (${Math.round(100 * low)}–${Math.round(100 * high)} %)`;
}

function trustText(trust: Trust): string {
  const { notes, falseAlarms, zeroExcluded } = trust;
  const rates =
    `All metrics: called changed beyond the margin ${rateText(falseAlarms)}; ` +
    `intervals without zero ${rateText(zeroExcluded)}, at most 10 % are expected\n`;
  return `${rates}${verdictText(trust)}${list('Metrics that decide nothing:', notes)}`;
}

/** A phone of which little is known can be accused, but not trusted. */
function verdictText({ doubts, gaps, falseAlarms }: Trust): string {
  if (doubts.length > 0) return list('Not to be trusted:', doubts);
  if (gaps.length > 0) return list('Too few sessions to decide:', gaps);
  return (
    'Trusted: nothing speaks against verdicts of this suite on this phone.\n' +
    `  This many sessions cannot exclude false alarms in up to ${Math.round(100 * falseAlarms.high)} of 100 runs; more sessions narrow that.\n`
  );
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  - ${line}\n`).join('')}`;
}
