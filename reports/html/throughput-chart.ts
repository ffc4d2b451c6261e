import type { TopLevelSpec } from 'vega-lite';
import type { ThroughputView } from '#reports/view/chart-view.ts';
import { ARM_COLOURS, ARM_SHAPES, CHART_THEME } from './chart-theme.ts';

const WIDTH = 250;
const HEIGHT = 150;
const ARM_NAMES = { baseline: 'Baseline', candidate: 'Candidate' } as const;

/** The middle launch of each arm as a line, all of its launches as a band; from zero, so that what is left shows. */
export function throughputSpec({ points, timeUnit }: ThroughputView): TopLevelSpec {
  const values = points.map((point) => ({ ...point, arm: ARM_NAMES[point.arm] }));
  const x = {
    field: 'at',
    type: 'quantitative',
    scale: { domainMin: 0, nice: true },
    axis: { title: `${timeUnit} of load`, tickCount: 5, grid: false },
  } as const;
  const axis = { title: null, tickCount: 4, format: ',.6~r', domain: false, ticks: false, minExtent: 30 } as const;
  const y = (field: string) => ({ field, type: 'quantitative', scale: { zero: true, nice: true }, axis }) as const;
  const color = { field: 'arm', type: 'nominal', scale: ARM_COLOURS, legend: null } as const;
  return {
    config: CHART_THEME,
    width: WIDTH,
    height: HEIGHT,
    padding: { left: 2, right: 8, top: 6, bottom: 2 },
    data: { values },
    layer: [
      {
        mark: { type: 'area', opacity: 0.18 },
        encoding: { x, y: y('least'), y2: { field: 'most' }, color },
      },
      { mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y: y('middle'), color } },
      {
        mark: { type: 'point', filled: true, size: 30, opacity: 1 },
        encoding: {
          x,
          y: y('middle'),
          color,
          shape: { field: 'arm', type: 'nominal', scale: ARM_SHAPES, legend: null },
        },
      },
    ],
  };
}
