import type { TopLevelSpec } from 'vega-lite';
import type { ForestView } from '#reports/view/chart-view.ts';
import { CHART_THEME, TONE_COLOURS } from './chart-theme.ts';

type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** Where the words of a row stand: beside the intervals on a wide page, in two lines above them on a narrow one. */
export type ForestLayout = 'wide' | 'narrow';

const PLOT_WIDTH = { wide: 600, narrow: 320 } as const;
const PADDING = {
  wide: { left: 250, right: 200, top: 4, bottom: 40 },
  narrow: { left: 6, right: 6, top: 12, bottom: 40 },
} as const;
const ROW_HEIGHT = { wide: 26, narrow: 68 } as const;
/** Of a narrow row, words take two lines and leave this much at its foot to the interval and its margin band. */
const STRIP = { height: 20, offset: 13 } as const;
const WORDS = { wide: { name: 0, text: 0 }, narrow: { name: -25, text: -8 } } as const;

/** Each interval against a margin: the band is the margin, the line in its middle is no change, right is worse. */
export function forestSpec({ rows, reach, band, ticks }: ForestView, layout: ForestLayout): TopLevelSpec {
  const clamp = (value: number): number => Math.max(-reach, Math.min(reach, value));
  const values = rows.map((row, index) => ({
    index,
    name: shortened(`${row.sign} ${row.label}`),
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
  const y = { field: 'index', type: 'ordinal', axis: null, scale: { type: 'band', padding: 0 } } as const;
  const yOffset = layout === 'wide' ? 0 : STRIP.offset;
  const axis = {
    values: ticks.map(({ at }) => at),
    labelExpr: ticks.reduceRight((rest, { at, label }) => `datum.value == ${at} ? '${label}' : ${rest}`, "''"),
    // Words grow away from the band, so that they never meet in a narrow one.
    labelAlign: {
      condition: [
        { test: 'datum.value < 0', value: 'right' as const },
        { test: 'datum.value > 0', value: 'left' as const },
      ],
      value: 'center' as const,
    },
    labelOverlap: false,
    title: '← better · worse →',
    grid: false,
    domain: false,
    ticks: false,
  };
  const x = (field: string) => ({ field, type: 'quantitative', scale: { domain, nice: false }, axis }) as const;
  const colour = { field: 'tone', type: 'nominal', scale: TONE_COLOURS, legend: null } as const;
  const from = { align: 'left', x: layout === 'wide' ? -PADDING.wide.left : 0 } as const;
  const to = layout === 'wide' ? ({ align: 'right', x: width + PADDING.wide.right } as const) : from;
  const ground: readonly Layer[] =
    layout === 'wide'
      ? [
          {
            data: { values: [{ from: -band, to: band }] },
            mark: { type: 'rect', fill: 'var(--band)' },
            encoding: { x: x('from'), x2: { field: 'to' } },
          },
          {
            data: { values: [{ at: -band }, { at: band }] },
            mark: { type: 'rule', stroke: 'var(--muted)', strokeDash: [2, 3], strokeWidth: 1 },
            encoding: { x: x('at') },
          },
          {
            data: { values: [{ at: 0 }] },
            mark: { type: 'rule', stroke: 'var(--muted)', strokeWidth: 1 },
            encoding: { x: x('at') },
          },
        ]
      : [
          // Each row has its own piece of the band, so that none lies behind words.
          {
            data: { values: values.map(({ index }) => ({ index, from: -band, to: band })) },
            mark: { type: 'rect', fill: 'var(--band)', height: STRIP.height, yOffset },
            encoding: { y, x: x('from'), x2: { field: 'to' } },
          },
          {
            data: { values: values.map(({ index }) => ({ index, at: 0 })) },
            mark: { type: 'tick', color: 'var(--muted)', size: STRIP.height, thickness: 1, opacity: 1, yOffset },
            encoding: { y, x: x('at') },
          },
        ];
  return {
    config: CHART_THEME,
    width,
    height: { step: ROW_HEIGHT[layout] },
    // Sizes are fixed, because the length of words can only be guessed here.
    autosize: 'none',
    padding: PADDING[layout],
    data: { values },
    layer: [
      ...ground,
      {
        mark: { type: 'rule', strokeWidth: 3, strokeCap: 'round', yOffset },
        encoding: { y, x: x('low'), x2: { field: 'high' }, color: colour },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1, yOffset },
        encoding: {
          y,
          x: x('estimate'),
          color: colour,
          shape: { field: 'shape', type: 'nominal', scale: null },
        },
      },
      {
        mark: { type: 'text', ...from, dy: WORDS[layout].name, fontSize: 13 },
        encoding: { y, text: { field: 'name' } },
      },
      {
        mark: { type: 'text', ...to, dy: WORDS[layout].text, fontSize: 13 },
        encoding: { y, text: { field: 'text' } },
      },
    ],
  };
}

/** Words have the room that both layouts leave them, about seven pixels a character. */
function shortened(text: string): string {
  const longest = 40;
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
