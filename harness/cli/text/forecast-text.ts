import { sizeText } from '#harness/lab/calibrate/size-text.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { count, seriesText, trimmed, whole } from '#harness/text/numbers.ts';
import { marginText } from '#harness/text/quantities.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { SequentialForecast } from '#harness/lab/forecast/expected-blocks.ts';
import type { MetricForecast } from '#harness/lab/forecast/forecast.ts';
import { type BlockCost, passMinutes } from '#harness/plan/pass-time.ts';
import { metricForecasts, slowest, type Subject } from '#harness/cli/forecasts.ts';
import { iterationsText } from './iterations-text.ts';
import { omittedText, unknownLevelText } from './table-notes.ts';
import { table } from './table.ts';
import { minutesText } from '#harness/text/durations.ts';
import { deviceName } from '#harness/text/names.ts';

const HEADER = ['metric', 'gate', 'block', 'margin', 'to show', 'suite shows', 'change', 'to find', 'suite finds'];

type Forecast = Subject & { readonly change: number | null; readonly columns: number | null };

/** Blocks that it takes to show an unchanged build unharmed, and to find a change, metric by metric. */
export function forecastText(subject: Forecast): string {
  const passes = subject.suite.passes.map((pass) => passText(subject, pass));
  return `\n${subjectText(subject)}\n${passes.join('')}`;
}

/** Which phones the numbers are about, and where they come from. */
export function subjectText(subject: Subject): string {
  const { devices, assumedSd } = subject;
  const phones = devices.length === 1 ? 'Every phone' : `Every model with ${devices.length} phones`;
  const names = assumedSd === null ? devices.map(deviceName).join(' and ') : phones;
  const together = devices.length === 1 ? '' : ', which decide by their mean';
  return `${names}${together}, ${sourceText(subject)}`;
}

function sourceText({ devices, calibrations, assumedSd }: Subject): string {
  if (assumedSd !== null) return `blocks ASSUMED to differ by ${trimmed(100 * Math.expm1(assumedSd))} %: not measured`;
  const [newest] = calibrations;
  if (newest === undefined) return 'not calibrated';
  const device = devices.find(({ id }) => id === newest.deviceId);
  const update =
    device === undefined || newest.osBuild === device.osBuild
      ? ''
      : `, on OS build ${newest.osBuild}: it now has ${device.osBuild}`;
  const sessions = Math.max(...calibrations.map((calibration) => calibration.sessions));
  return `calibrated ${newest.measuredAt.slice(0, 10)} in ${count(sessions, 'session')}${update}`;
}

function passText(subject: Forecast, pass: Pass): string {
  const { suite, calibrations, assumedSd } = subject;
  const own = calibrations.filter(({ passId }) => passId === pass.id);
  const forecasts = metricForecasts(subject, pass);
  const shown = forecasts.map(({ metric }) => metric);
  const omitted = omittedText(pass, suite, shown, { isAssumed: assumedSd !== null, calibrations });
  const { blocks, looks } = pass.protocol;
  const lookedAt = looks.length === 0 ? '' : `, looked at after ${seriesText(looks)}`;
  const title = `${pass.id}: ${count(blocks, 'block')}${lookedAt}`;
  if (forecasts.length === 0) return `${title}\n${omitted}`;
  const levels = assumedSd === null ? '' : unknownLevelText(shown, suite);
  const slow = slowest(own);
  const sums = sumText(forecasts, pass, slow === undefined ? undefined : { ...slow, bothStay: subject.bothStay });
  return `${title}${restsOn(own)}\n${table(HEADER, forecasts.map(row), subject.columns)}${levels}${omitted}${sums}${iterationsText(pass, ofOnePhone(own))}`;
}

function ofOnePhone(calibrations: readonly Calibration[]): readonly Calibration[] {
  return calibrations.filter(({ deviceId }) => deviceId === calibrations[0]?.deviceId);
}

/** How much its spreads are worth: a metric that some sessions did not report rests on fewer. */
function restsOn(calibrations: readonly Calibration[]): string {
  const [most] = calibrations.toSorted((a, b) => b.sessions - a.sessions || b.blocks - a.blocks);
  if (most === undefined) return '';
  return `; spreads are those of ${count(most.sessions, 'session')}, ${count(most.blocks, 'block')} in all`;
}

function row(forecast: MetricForecast): readonly string[] {
  const { metric, scale } = forecast;
  return [
    METRICS[metric].label,
    forecast.isDeciding ? 'decides' : '',
    sizeText(metric, scale, forecast.blockSd),
    marginText(forecast.margin, forecast),
    blocksText(forecast.toShow),
    looksText(forecast.unchanged, forecast.unchanged.within),
    marginText(forecast.change, forecast),
    blocksText(forecast.toFind),
    looksText(forecast.changed, forecast.changed.beyond),
  ];
}

function blocksText(blocks: number): string {
  return Number.isFinite(blocks) ? whole(blocks) : 'never';
}

/** `7.4 in 98 %`: mean number of blocks at the end, and how often the suite gets its answer with them. */
function looksText({ blocks }: SequentialForecast, share: number): string {
  return `${trimmed(blocks, 1)} in ${Math.floor(100 * share)} %`;
}

/** The metric that takes longest decides how long a pass takes, the one that succeeds least how well it does. */
function sumText(forecasts: readonly MetricForecast[], pass: Pass, cost: BlockCost | undefined): string {
  const deciding = forecasts.filter(({ isDeciding }) => isDeciding);
  if (deciding.length === 0) return '';
  const line = (
    what: string,
    needed: readonly number[],
    suite: readonly SequentialForecast[],
    shares: readonly number[],
  ): string => {
    const blocks = Math.max(...needed);
    const once = Number.isFinite(blocks)
      ? `${count(blocks, 'block')}${timeOf(blocks, pass, cost)}`
      : 'no number of blocks is enough';
    const expected = Math.max(...suite.map((end) => end.blocks));
    const mean = `${trimmed(expected, 1)} blocks${timeOf(expected, pass, cost)}`;
    return `${what}: ${once}; the suite: ${mean}, each in ${Math.floor(100 * Math.min(...shares))} % of runs or more\n`;
  };
  const most = Math.max(...deciding.flatMap(({ toShow, toFind }) => [toShow, toFind]).filter(Number.isFinite));
  const [unchanged, changed] = [deciding.map((own) => own.unchanged), deciding.map((own) => own.changed)];
  return (
    line(
      'All that decide show an unchanged build',
      deciding.map(({ toShow }) => toShow),
      unchanged,
      unchanged.map(({ within }) => within),
    ) +
    line(
      'Each that decides finds its change',
      deciding.map(({ toFind }) => toFind),
      changed,
      changed.map(({ beyond }) => beyond),
    ) +
    limitText(most, pass)
  );
}

/** What no run has cannot be had by an option. */
function limitText(needed: number, { protocol: { blocks } }: Pass): string {
  if (needed <= blocks) return '';
  return `This run has at most ${count(blocks, 'block')}; --blocks adds none; a suite that plans more has more.\n`;
}

function timeOf(blocks: number, pass: Pass, cost: BlockCost | undefined): string {
  if (cost === undefined) return '';
  return `, ${minutesText(passMinutes(blocks, pass.protocol.discardFirstLaunch, cost))}`;
}
