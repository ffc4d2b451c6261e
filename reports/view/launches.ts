import type { ArmSummary } from '#harness/domain/comparison.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { metricsBeside } from '#harness/domain/beside-metrics.ts';
import { METRICS, phasesOf } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { count } from '#harness/text/numbers.ts';
import { bare, type PrintScale, quantity, scaleFor } from '#harness/text/quantities.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { labelOf } from './comparisons.ts';
import type { LaunchesView, PhaseBar, PhasesView } from './chart-view.ts';
import type { MeasurementRow, MedianView } from './comparison-view.ts';
import type { RawRow, UnusedLaunch } from './report-view.ts';
import { readable } from '#harness/text/sentences.ts';
import { armWord } from './wording.ts';
import { isCounted, isMeasured } from '#harness/domain/outcome.ts';
import { medianView } from './median-view.ts';
import { troubleshooting } from '#harness/text/troubleshooting.ts';

const ARMS: readonly Arm[] = ['baseline', 'candidate'];
const WHOLE: MetricId = 'timeToFirstToken';
const PHASES = phasesOf(WHOLE);

/** Both arms of one metric in one pass on one device. */
type Pair = {
  readonly metric: MetricId;
  readonly passId: string;
  readonly arms: readonly ArmSummary[];
  readonly scale: PrintScale;
};

export function measurementRows(summaries: readonly ArmSummary[], suite: Suite): readonly MeasurementRow[] {
  return pairs(summaries, suite).flatMap(({ metric, passId, arms, scale }) =>
    arms
      .filter((summary) => summary.arm === 'candidate')
      .map(({ median, values }) => ({
        metric,
        label: labelOf(metric, passId, suite),
        pass: readable(passId, 60),
        role: METRICS[metric].role,
        median: medianView(median, scale),
        baseline: baselineOf(arms, scale),
        launches: String(values.length),
      })),
  );
}

function baselineOf(arms: readonly ArmSummary[], scale: PrintScale): MedianView | null {
  const summary = arms.find(({ arm }) => arm === 'baseline');
  return summary === undefined ? null : medianView(summary.median, scale);
}

/** One plot a metric that varies; a single launch has no course to show. */
export function launchPlots(
  summaries: readonly ArmSummary[],
  launches: readonly Launch[],
  suite: Suite,
  device: string,
): readonly LaunchesView[] {
  return pairs(summaries, suite)
    .filter(({ metric, arms }) => METRICS[metric].comparedBy === 'launch' && arms.some((arm) => arm.values.length > 1))
    .map(({ metric, passId, arms, scale }) => {
      const title = labelOf(metric, passId, suite);
      const medians = arms.map((arm) => ({ arm: arm.arm, value: arm.median.estimate / scale.divisor }));
      const words = arms.map(
        (arm) =>
          `${armWord(arm.arm).toLowerCase()} ${quantity(arm.median.estimate, scale)} in ${count(arm.values.length, 'launch', 'launches')}`,
      );
      return {
        metric,
        passId,
        title,
        unit: scale.unit,
        points: arms.flatMap((arm) => points(arm, launches, scale)),
        medians,
        description: `${title} on ${device}, a dot a launch in the order measured. Medians: ${words.join('; ')}.`,
      };
    });
}

/** Positions count the compared launches of the pass; where they cannot be matched, each arm counts its own. */
function points(summary: ArmSummary, launches: readonly Launch[], scale: PrintScale): LaunchesView['points'] {
  const measured = launches
    .filter((launch) => launch.slot.pass === summary.passId && isCounted(launch))
    .toSorted((a, b) => a.slot.index - b.slot.index);
  const own = measured.flatMap((launch, index) => (launch.slot.arm === summary.arm ? [index + 1] : []));
  const isMatched = own.length === summary.values.length;
  return summary.values.map((value, index) => ({
    arm: summary.arm,
    position: isMatched ? (own[index] ?? index + 1) : index + 1,
    value: value / scale.divisor,
  }));
}

/** The parts of time to first token, one stacked bar an arm. */
export function phaseViews(summaries: readonly ArmSummary[], suite: Suite, device: string): readonly PhasesView[] {
  const all = pairs(summaries, suite);
  return all
    .filter(({ metric }) => metric === WHOLE)
    .flatMap((whole) => {
      const parts = all.filter(({ metric, passId }) => PHASES.includes(metric) && passId === whole.passId);
      if (parts.length === 0) return [];
      const { scale } = whole;
      const bars = whole.arms.flatMap((total) => {
        const phases = PHASES.flatMap((phase) => {
          const summary = parts.find(({ metric }) => metric === phase)?.arms.find(({ arm }) => arm === total.arm);
          return summary === undefined ? [] : [{ phase: METRICS[phase].label, value: summary.median.estimate }];
        });
        const known = phases.reduce((sum, { value }) => sum + value, 0);
        const rest = { phase: 'Rest', value: Math.max(0, total.median.estimate - known) };
        return [...phases, rest].map(({ phase, value }, order) => ({
          arm: armWord(total.arm),
          phase,
          order,
          value: value / scale.divisor,
        }));
      });
      const totals = whole.arms.map((total) => ({
        label: armWord(total.arm),
        value: quantity(total.median.estimate, scale),
      }));
      const said = bars.map(
        (bar) => `${bar.arm} ${bar.phase.toLowerCase()} ${bare(bar.value * scale.divisor, scale)} ${scale.unit}`,
      );
      return [
        {
          passId: whole.passId,
          title: `${labelOf(WHOLE, whole.passId, suite)} by phase`,
          unit: scale.unit,
          bars,
          totals,
          arms: whole.arms.map(({ arm }) => armWord(arm)),
          rows: phaseRows(bars, scale),
          description: `Medians on ${device}: ${said.join('; ')}.`,
        },
      ];
    });
}

function phaseRows(bars: readonly PhaseBar[], scale: PrintScale): PhasesView['rows'] {
  const phases = [...new Set(bars.map(({ phase }) => phase))];
  return phases.map((phase, index) => ({
    phase,
    order: index + 1,
    values: bars.filter((bar) => bar.phase === phase).map(({ value }) => quantity(value * scale.divisor, scale)),
  }));
}

export function rawRows(summaries: readonly ArmSummary[], suite: Suite): readonly RawRow[] {
  return pairs(summaries, suite).flatMap(({ metric, passId, arms, scale }) =>
    arms.map((summary) => ({
      label: labelOf(metric, passId, suite),
      pass: readable(passId, 60),
      arm: armWord(summary.arm),
      unit: scale.unit,
      values: summary.values.map((value) => bare(value, scale)).join('  '),
    })),
  );
}

/** A run is data from elsewhere: only a path that the harness itself could have written is shown. */
function logView(path: string | undefined, logs: ReadonlySet<string>): UnusedLaunch['log'] {
  if (path === undefined || !/^logs\/[\w.-]+\.log$/.test(path)) return null;
  return { path, isBesideReport: logs.has(path) };
}

/** Launches that no interval rests on, each with its reason. */
export function unusedLaunches(launches: readonly Launch[], logs: ReadonlySet<string>): readonly UnusedLaunch[] {
  return launches.flatMap((launch): readonly UnusedLaunch[] => {
    const { outcome, slot } = launch;
    if (outcome.kind === 'measured') return [];
    const name = `${readable(slot.pass, 40)}, block ${slot.block + 1}, ${armWord(slot.arm).toLowerCase()}, try ${launch.attempt}`;
    return outcome.kind === 'invalid'
      ? [
          {
            launch: name,
            why: `Invalid: ${outcome.reason}`,
            message: readable(outcome.message, 300),
            guide: null,
            log: null,
          },
        ]
      : [
          {
            launch: name,
            why: `${outcome.fault.kind === 'product' ? 'Product fault' : 'Lab fault'}: ${readable(outcome.fault.code, 60)}`,
            message: readable(outcome.fault.message, 300),
            guide: troubleshooting(outcome.fault.code),
            log: logView(outcome.fault.log, logs),
          },
        ];
  });
}

/** `46 launches compared, 2 discarded by plan, 1 invalid, 1 failed`. */
export function launchTally(launches: readonly Launch[]): string {
  const measured = launches.filter(isMeasured);
  const discarded = measured.filter(({ slot }) => slot.discard).length;
  const invalid = launches.filter(({ outcome }) => outcome.kind === 'invalid').length;
  const failed = launches.length - measured.length - invalid;
  return [
    count(measured.length - discarded, 'launch measured', 'launches measured'),
    ...(discarded > 0 ? [`${discarded} discarded by plan`] : []),
    ...(invalid > 0 ? [`${invalid} invalid`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');
}

/** Why a device has no row of numbers. */
export function absenceOf(launches: readonly Launch[]): string {
  const isAny = launches.some(isCounted);
  return isAny
    ? 'The launches measured on this device show nothing about the candidate.'
    : 'No launch was measured on this device.';
}

/**
 * In the order of the suite's passes and metrics, what no suite asks for behind them; one scale for both arms.
 */
function pairs(summaries: readonly ArmSummary[], suite: Suite): readonly Pair[] {
  return suite.passes.flatMap((pass) =>
    [...pass.metrics, ...metricsBeside(pass.metrics)].flatMap((metric) => {
      const found = summaries.filter((summary) => summary.passId === pass.id && summary.metric === metric);
      const arms = ARMS.flatMap((arm) => found.find((summary) => summary.arm === arm) ?? []);
      if (arms.length === 0) return [];
      const largest = Math.max(...arms.map((arm) => Math.abs(arm.median.estimate)));
      return [{ metric, passId: pass.id, arms, scale: scaleFor(METRICS[metric].unit, largest) }];
    }),
  );
}
