import type { TopLevelSpec } from 'vega-lite';
import type { LaunchesView, PhasesView, StateView } from '#reports/view/chart-view.ts';
import { ARM_COLOURS, ARM_SHAPES, CHART_THEME } from './chart-theme.ts';

/** Charts are drawn for a narrow page and set side by side on a wide one: text keeps its size everywhere. */
const CARD_WIDTH = 250;
/** Both charts of a device's state are of one size and stand on one line, whatever their labels. */
const STATE_FRAME = {
  width: CARD_WIDTH,
  height: 110,
  autosize: 'none',
  padding: { left: 58, right: 10, top: 8, bottom: 38 },
} as const;
const ARM_NAMES = { baseline: 'Baseline', candidate: 'Candidate' } as const;

const PHASE_FILLS = ['var(--phase-1)', 'var(--phase-2)', 'var(--phase-3)', 'var(--phase-4)'];

/** The parts of time to first token: one bar an arm, its parts in the order in which they run. */
export function phasesSpec({ bars, totals, unit }: PhasesView): TopLevelSpec {
  const phases = [...new Set(bars.map((bar) => bar.phase))];
  const y = {
    field: 'arm',
    type: 'nominal',
    sort: null,
    axis: null,
    scale: { paddingInner: 0.5, paddingOuter: 0.3 },
  } as const;
  return {
    config: CHART_THEME,
    width: CARD_WIDTH + 60,
    height: { step: 48 },
    data: { values: [...bars] },
    layer: [
      {
        mark: { type: 'bar', stroke: 'var(--paper)', strokeWidth: 1.5 },
        encoding: {
          y,
          x: {
            field: 'value',
            type: 'quantitative',
            stack: 'zero',
            axis: { title: unit, tickCount: 5, format: ',.6~r', domain: false, ticks: false },
          },
          order: { field: 'order', type: 'quantitative' },
          color: { field: 'phase', type: 'nominal', scale: { domain: phases, range: PHASE_FILLS }, legend: null },
        },
      },
      {
        data: { values: totals.map(({ label, value }) => ({ arm: label, text: `${label} ${value}` })) },
        mark: { type: 'text', align: 'left', x: 0, dy: -22, fontSize: 12 },
        encoding: { y, text: { field: 'text' } },
      },
    ],
  };
}

/** A dot a launch in the order measured, and each arm's median: drift and outliers show themselves. */
export function launchesSpec({ points, medians }: LaunchesView): TopLevelSpec {
  const named = <T extends { readonly arm: 'baseline' | 'candidate' }>(rows: readonly T[]) =>
    rows.map((row) => ({ ...row, arm: ARM_NAMES[row.arm] }));
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { zero: false, nice: true, padding: 8 },
    axis: {
      title: null,
      tickCount: 4,
      format: ',.6~r',
      domain: false,
      ticks: false,
      minExtent: 30,
    },
  } as const;
  const last = Math.max(2, ...points.map(({ position }) => position));
  const color = { field: 'arm', type: 'nominal', scale: ARM_COLOURS, legend: null } as const;
  return {
    config: CHART_THEME,
    width: CARD_WIDTH,
    height: 120,
    padding: { left: 2, right: 8, top: 6, bottom: 2 },
    layer: [
      {
        data: { values: named(medians) },
        mark: { type: 'rule', strokeWidth: 1.5, strokeDash: [5, 3] },
        encoding: { y, color },
      },
      {
        data: { values: named(points) },
        mark: { type: 'point', filled: true, size: 42, opacity: 0.9 },
        encoding: {
          y,
          x: {
            field: 'position',
            type: 'quantitative',
            scale: { domain: [1, last], nice: false, padding: 8 },
            axis: { title: 'launch', values: launchTicks(last), format: 'd', grid: false },
          },
          color,
          shape: { field: 'arm', type: 'nominal', scale: ARM_SHAPES, legend: null },
        },
      },
    ],
  };
}

/** The first launch, then round numbers, seven at the most. */
function launchTicks(last: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => last / size <= 6) ?? last;
  const round = Array.from({ length: Math.floor(last / step) }, (_, index) => (index + 1) * step);
  return [...new Set([1, ...round])];
}

/** Minutes along the run, the same below both charts of a device. */
function minuteChannel(points: StateView['points']) {
  const domain: number[] = [0, Math.max(...points.map(({ minute }) => minute), 0.1)];
  return {
    field: 'minute',
    type: 'quantitative',
    scale: { domain, nice: false },
    axis: { title: 'minutes since the run began', tickCount: 6, format: '~r', grid: false },
  } as const;
}

/** Battery along the run; readings above the nominal thermal state are marked and named. */
export function stateSpec({ points }: StateView): TopLevelSpec | null {
  const known = points.filter((point) => point.batteryPercent !== null);
  if (known.length === 0) return null;
  const x = minuteChannel(points);
  const domain: number[] = [0, 100];
  const ticks: number[] = [0, 50, 100];
  const y = {
    field: 'batteryPercent',
    type: 'quantitative',
    scale: { domain },
    stack: null,
    axis: { title: null, values: ticks, labelExpr: "datum.value + ' %'", domain: false, ticks: false },
  } as const;
  return {
    config: CHART_THEME,
    ...STATE_FRAME,
    layer: [
      {
        data: { values: known },
        mark: { type: 'area', line: { color: 'var(--candidate)', strokeWidth: 2 }, fill: 'var(--band)' },
        encoding: { x, y },
      },
      {
        data: { values: known.filter(({ thermal }) => thermal !== null && thermal !== 'nominal') },
        mark: {
          type: 'point',
          shape: 'triangle-up',
          filled: true,
          size: 70,
          opacity: 1,
          color: 'var(--unsure)',
          yOffset: -8,
        },
        encoding: { x, y },
      },
    ],
  };
}

/** The device's own temperature along the run; null where the device does not report it. */
export function temperatureSpec({ points }: StateView): TopLevelSpec | null {
  const known = points.filter((point) => point.temperatureC !== null);
  if (known.length === 0) return null;
  return {
    config: CHART_THEME,
    ...STATE_FRAME,
    data: { values: known },
    mark: { type: 'line', color: 'var(--unsure)', strokeWidth: 2 },
    encoding: {
      x: minuteChannel(points),
      y: {
        field: 'temperatureC',
        type: 'quantitative',
        scale: { zero: false, nice: true },
        axis: { title: null, tickCount: 4, labelExpr: "datum.label + ' °C'", domain: false, ticks: false },
      },
    },
  };
}
