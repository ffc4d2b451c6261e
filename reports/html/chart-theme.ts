import type { Config } from 'vega-lite';

/**
 * Colours are the page's custom properties, so that a chart follows the reader's light or dark scheme without being
 * drawn twice. The page sets the font; the widths here only leave room for it.
 */
export const CHART_THEME: Config = {
  aria: false,
  background: 'transparent',
  font: 'inherit',
  padding: { left: 2, right: 10, top: 6, bottom: 2 },
  view: { stroke: null },
  axis: {
    domainColor: 'var(--line)',
    gridColor: 'var(--grid)',
    labelColor: 'var(--muted)',
    labelFontSize: 11,
    labelPadding: 5,
    tickColor: 'var(--line)',
    tickSize: 4,
    titleColor: 'var(--muted)',
    titleFontSize: 11,
    titleFontWeight: 'normal',
    titlePadding: 6,
  },
  text: { fill: 'var(--ink)', fontSize: 12 },
};

export const ARM_COLOURS = { domain: ['Baseline', 'Candidate'], range: ['var(--baseline)', 'var(--candidate)'] };
/** Shape tells the arms apart without colour. */
export const ARM_SHAPES = { domain: ['Baseline', 'Candidate'], range: ['square', 'circle'] };

export const TONE_COLOURS = {
  domain: ['good', 'bad', 'unsure', 'notice', 'neutral'],
  range: ['var(--good)', 'var(--bad)', 'var(--unsure)', 'var(--notice)', 'var(--muted)'],
};
