import type { TopLevelSpec } from 'vega-lite';
import type { LookMark, LooksView } from '#reports/view/chart-view.ts';
import { CHART_THEME } from './chart-theme.ts';

const WIDTH = 290;
const CELL = { height: 18, top: 18 } as const;
/** Blocks narrower than this touch each other: gaps would take more room than they leave. */
const NARROWEST_WITH_GAPS = 5;

/** A look that was not taken has its number below the strip and found nothing. */
const MARKS: Readonly<Record<LookMark['kind'], { readonly sign: string; readonly colour: string }>> = {
  undecided: { sign: '?', colour: 'var(--unsure)' },
  decided: { sign: '✓', colour: 'var(--good)' },
  notTaken: { sign: '', colour: 'var(--muted)' },
};

/** A cell a planned block, filled where it was measured; above it stands at each look what the look found. */
export function looksSpec({ blocksPlanned, blocksMeasured, marks }: LooksView): TopLevelSpec {
  const gapPx = WIDTH / blocksPlanned >= NARROWEST_WITH_GAPS ? 1.5 : 0;
  const gap = (gapPx / WIDTH) * blocksPlanned;
  const domain: number[] = [0, blocksPlanned];
  const x = (field: string) =>
    ({
      field,
      type: 'quantitative',
      scale: { domain, nice: false },
      axis: {
        title: null,
        values: marks.map(({ blocks }) => blocks),
        format: 'd',
        grid: false,
        domain: false,
        ticks: true,
        labelFlush: false,
        labelOverlap: true,
      },
    }) as const;
  const cells = Array.from({ length: blocksPlanned }, (_, index) => ({
    from: index + gap,
    to: index + 1 - gap,
    colour: index < blocksMeasured ? 'var(--candidate)' : 'transparent',
    edge: index < blocksMeasured ? 'var(--candidate)' : 'var(--muted)',
  }));
  return {
    config: CHART_THEME,
    width: WIDTH,
    height: CELL.top + CELL.height + 2,
    padding: { left: 6, right: 10, top: 2, bottom: 2 },
    layer: [
      {
        data: { values: cells },
        mark: { type: 'rect', y: CELL.top, y2: CELL.top + CELL.height, strokeWidth: 1 },
        encoding: {
          x: x('from'),
          x2: { field: 'to' },
          fill: { field: 'colour', type: 'nominal', scale: null },
          stroke: { field: 'edge', type: 'nominal', scale: null },
        },
      },
      {
        data: { values: marks.map(({ blocks, kind }) => ({ blocks, ...MARKS[kind] })) },
        mark: { type: 'text', y: CELL.top / 2, fontSize: 13, fontWeight: 'bold' },
        encoding: {
          x: x('blocks'),
          text: { field: 'sign' },
          color: { field: 'colour', type: 'nominal', scale: null },
        },
      },
    ],
  };
}
