import { decidingCount } from '#harness/domain/deciding.ts';
import { type Device, phonesByModel } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { suiteToPass } from '#harness/domain/launches-to-pass.ts';
import { inapplicableText } from '#harness/text/applicable.ts';
import { count, percentText } from '#harness/text/numbers.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { calibratedMargins } from '#harness/lab/calibrate/calibrated-margins.ts';
import { calibrateCommand } from '#harness/text/commands.ts';
import type { Preview } from '#harness/workflow/run/preview-run.ts';
import { type Asked, subjectsOf } from '#harness/cli/forecasts.ts';
import { faultText } from './fault-text.ts';
import { orderText } from './order-text.ts';
import { forecastText } from './forecast-text.ts';
import { plannedSecondSession } from './second-session-text.ts';
import { sensitivityText } from './sensitivity-text.ts';
import { shortPlanText } from './short-plan-text.ts';
import { minutesText } from '#harness/text/durations.ts';
import { deviceName } from '#harness/text/names.ts';

/** How the person at the terminal asked. */
export type Shown = Asked & {
  /** The options of a command that measures the same phones into the same store. */
  readonly options: string;
  /** Width of the terminal; null where nothing wraps. */
  readonly columns: number | null;
};

/**
 * What a run would do, what it would cost and what it would find. Throws USAGE where --minutes is asked of phones that are
 * not calibrated.
 */
export function previewText(preview: Preview, asked: Shown): string {
  const { header, plan, design, baselineRun, calibrations } = preview;
  const why = whyNoForecast(preview);
  refuseUncalibrated(preview, asked);
  const planned =
    orderText(header, plan, calibrations) +
    inapplicableLines(header) +
    shortPlanText(preview) +
    plannedSecondSession(preview) +
    faultText(plan, design, baselineRun, asked.power);
  return `${planned}${why === null ? findingsText(preview, asked) : `\n${why}\n`}`;
}

/** What the suite asks that phones of the run cannot report. */
function inapplicableLines({ suite, devices }: Preview['header']): string {
  return devices
    .flatMap((device) => inapplicableText(device, suite).map((text) => `${deviceName(device)}, ${text}\n`))
    .join('');
}

/** Why it cannot be said what more blocks would find; null where it can. */
function whyNoForecast({ header: { suite }, design }: Preview): string | null {
  if (design === 'alone') return 'Without a baseline nothing is compared: add --baseline to see what a run finds.';
  if (design === 'stored') {
    return "The baseline's .ipa is missing, so a run compares with its stored launches; what those can find is not planned.";
  }
  return suite.passes.some((pass) => calibratedMargins(pass, suite).length > 0)
    ? null
    : 'Nothing here varies by chance: no number of blocks finds more.';
}

/** Throws USAGE where it is asked what some time can find on phones that are not calibrated. */
export function refuseUncalibrated(preview: Preview, { minutes, options }: Pick<Shown, 'minutes' | 'options'>): void {
  const { header, calibrations } = preview;
  if (minutes === undefined || calibrations.length > 0 || whyNoForecast(preview) !== null) return;
  const { suite, devices } = header;
  const names = devices.map(deviceName).join(', ');
  throw new BenchError(
    'USAGE',
    `${names}: not calibrated for ${titleOf(suite)}, so it is unknown what ${minutesText(minutes)} can find there.`,
    {
      remedy: `Measure how blocks differ and how long they take: ${calibrateOn(devices, suite, options)}; or leave --minutes out.`,
    },
  );
}

/** What the run would find, for each model of its phones. */
function findingsText(preview: Preview, asked: Shown): string {
  const { header, calibrations } = preview;
  const { devices } = header;
  const suite = suiteToPass(header);
  const { change, minutes, assumeSd, columns } = asked;
  const deciding = decidingCount(header);
  const isKnown = ({ id }: Device): boolean => calibrations.some(({ deviceId }) => deviceId === id);
  const models = phonesByModel(devices);
  const subjects = subjectsOf(preview, asked);
  const texts = subjects.map((subject) =>
    minutes === undefined
      ? forecastText({ ...subject, columns, change: change === undefined ? null : change / 100 })
      : sensitivityText({ ...subject, columns, minutes }),
  );
  if (subjects.length > 0) texts.push(footnote(deciding, devices.length, asked));
  if (assumeSd !== undefined) return texts.join('');
  for (const isLikeOthers of [false, true]) {
    const unknown = models
      .filter((phones) => phones.some(isKnown) === isLikeOthers)
      .flatMap((phones) => phones.filter((device) => !isKnown(device)));
    if (unknown.length > 0) texts.push(uncalibratedText(unknown, isLikeOthers, suite, asked));
  }
  return texts.join('');
}

function uncalibratedText(
  unknown: readonly Device[],
  isLikeOthers: boolean,
  suite: Suite,
  { minutes, options }: Shown,
): string {
  const names = unknown.map(deviceName).join(', ');
  return (
    `\n${names}: not calibrated for ${titleOf(suite)}, ${isLikeOthers ? 'and assumed to vary like the other phones of its model' : 'so it is unknown what a run finds there'}.\n` +
    `  Measure how blocks differ:     ${calibrateOn(unknown, suite, options)}\n` +
    // How long a block takes cannot be assumed.
    (minutes === undefined ? '  or assume it, in percent:      --assume-sd 4\n' : '')
  );
}

function calibrateOn(devices: readonly Device[], suite: Suite, options: string): string {
  return calibrateCommand(
    suite.id,
    devices.map(({ id }) => id),
    options,
  );
}

function titleOf({ id, version }: Suite): string {
  return `${id} v${version}`;
}

function footnote(deciding: number, phones: number, { power, minutes }: Asked): string {
  const each = 1 - (1 - power) / Math.max(1, deciding);
  const legend =
    minutes === undefined
      ? '"block" is how far the arms of a block differ as a comparison sees it, which trims wild launches from 8 blocks on.\n' +
        '"to show" and "to find" are blocks that are looked at once; "suite" is the mean number of blocks at its end and the share\n' +
        'of runs in which it has its answer, from 2,000 simulated ones.\n'
      : 'The time is planned for one look, after all of its blocks.\n';
  return (
    `\n${legend}${count(deciding, 'comparison')} on ${phones === 1 ? 'this phone' : `these ${phones} phones`} can fail the gate. ` +
    `For all to show an unchanged build unharmed in ${percentText(power)} of runs,\n` +
    `each is planned to do so in ${percentText(each)}. A change is planned to be found in ${percentText(power)} and to hold among all of them\n` +
    `(Holm: one-sided 5 % / ${deciding}).\n`
  );
}
