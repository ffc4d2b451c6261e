import type { TopLevelSpec } from 'vega-lite';
import type { ForestView } from '#reports/view/report-view.ts';
import { CHART_THEME, TONE_COLOURS } from './chart-theme.ts';

/** Where the words of a row stand: beside the intervals on a wide page, above them on a narrow one. */
export type ForestLayout = 'wide' | 'narrow';

const PLOT_WIDTH = { wide: 600, narrow: 320 } as const;
const PADDING = {
  wide: { left: 250, right: 200, top: 4, bottom: 40 },
  narrow: { left: 6, right: 6, top: 12, bottom: 40 },
} as const;
const ROW_HEIGHT = { wide: 26, narrow: 44 } as const;

/** Each interval against its own margin: the band is the margin, the line in its middle is no change, right is worse. */
export function forestSpec({ rows, reach }: ForestView, layout: ForestLayout): TopLevelSpec {
  const clamp = (value: number): number => Math.max(-reach, Math.min(reach, value));
  const values = rows.map((row, index) => ({
    index,
    name: shortened(`${row.sign} ${row.label}`, layout),
    text: row.text,
    tone: row.tone,
    low: clamp(row.low),
    estimate: clamp(row.estimate),
    high: clamp(row.high),
    // An arrow instead of a dot says that the interval lies further out than the plot reaches.
    shape: row.estimate > reach ? 'triangle-right' : row.estimate < -reach ? 'triangle-left' : 'circle',
  }));
  const width = PLOT_WIDTH[layout];
  const domain: number[] = [-reach, reach];
  const y = { field: 'index', type: 'ordinal', axis: null } as const;
  const lift = layout === 'wide' ? 0 : -15;
  const axis = {
    values: [-1, 0, 1],
    // Where the band is too narrow for three labels, its middle goes without.
    labelExpr: `datum.value == 0 ? '${width / reach < 95 ? '' : 'no change'}' : 'margin'`,
    labelOverlap: false,
    title: '← better · worse →',
    grid: false,
    domain: false,
    ticks: false,
  };
  const x = (field: string) => ({ field, type: 'quantitative', scale: { domain, nice: false }, axis }) as const;
  const colour = { field: 'tone', type: 'nominal', scale: TONE_COLOURS, legend: null } as const;
  const from = layout === 'wide' ? { x: -250, align: 'left' } : { x: 0, align: 'left' };
  const to = layout === 'wide' ? { x: width + 200, align: 'right' } : { x: width, align: 'right' };
  return {
    config: CHART_THEME,
    width,
    height: { step: ROW_HEIGHT[layout] },
    // Sizes are fixed, because the length of words can only be guessed here.
    autosize: 'none',
    padding: PADDING[layout],
    data: { values },
    layer: [
      {
        data: { values: [{ from: -1, to: 1 }] },
        mark: { type: 'rect', fill: 'var(--band)' },
        encoding: {
          x: x('from'),
          x2: { field: 'to' },
        },
      },
      {
        data: { values: [{ at: -1 }, { at: 1 }] },
        mark: { type: 'rule', stroke: 'var(--muted)', strokeDash: [2, 3], strokeWidth: 1 },
        encoding: { x: x('at') },
      },
      {
        data: { values: [{ at: 0 }] },
        mark: { type: 'rule', stroke: 'var(--muted)', strokeWidth: 1 },
        encoding: { x: x('at') },
      },
      {
        mark: { type: 'rule', strokeWidth: 3, strokeCap: 'round' },
        encoding: { y, x: x('low'), x2: { field: 'high' }, color: colour },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: {
          y,
          x: x('estimate'),
          color: colour,
          shape: { field: 'shape', type: 'nominal', scale: null },
        },
      },
      {
        mark: { type: 'text', ...from, align: 'left', dy: lift, fontSize: 13 },
        encoding: { y, text: { field: 'name' } },
      },
      {
        mark: { type: 'text', ...to, align: 'right', dy: lift, fontSize: 13 },
        encoding: { y, text: { field: 'text' } },
      },
    ],
  };
}

/** Words have the room that the layout leaves them, about seven pixels a character. */
function shortened(text: string, layout: ForestLayout): string {
  const longest = layout === 'wide' ? 38 : 24;
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
