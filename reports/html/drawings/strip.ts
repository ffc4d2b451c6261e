import type { CellKind, IntervalLine } from '#reports/view/matrix-view.ts';

const HEIGHT = 18;
/** Multiples of the margin that the edge stands for: what lies beyond is an arrow. */
const FARTHEST = 8.2;
/** More phones than this are a cloud; the worst ones are drawn. */
const MOST_LINES = 5;

/**
 * Changes against the margin: the band is that, the line in its middle is no change, right is worse. Beyond the band
 * the scale is compressed, so that five per cent and twenty megabytes look alike and a huge change stays in the picture.
 */
export function strip(lines: readonly IntervalLine[], kind: CellKind, width: number): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, MOST_LINES);
  const x = (value: number): number => round(width / 2 + (compressed(value) / compressed(FARTHEST)) * (width / 2 - 7));
  const gap = HEIGHT / (shown.length + 1);
  const [from, to] = [x(-1), x(1)];
  const ground = `<path class="b" d="M${from} 0H${to}V${HEIGHT}H${from}z"/><path class="z" d="M${x(0)} 0V${HEIGHT}"/>`;
  const drawn = shown.map((line, index) => drawLine(line, round(gap * (index + 1)), x, index === 0)).join('');
  return `<svg class="strip" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" aria-hidden="true">${ground}<g class="k-${kind}">${drawn}</g></svg>`;
}

function drawLine(
  { low, estimate, high }: IntervalLine,
  y: number,
  x: (value: number) => number,
  isFirst: boolean,
): string {
  const [from, at, to] = [x(low), x(estimate), x(high)];
  const nearest = low > 0 ? from : high < 0 ? to : null;
  const stem = nearest === null ? '' : `<path class="s" d="M${x(0)} ${y}H${nearest}"/>`;
  const line = `<path class="i" d="M${from} ${y}H${to === from ? round(to + 0.1) : to}"/>`;
  const size = isFirst ? 2.8 : 2;
  const mark =
    Math.abs(estimate) > FARTHEST
      ? `<path class="a" d="M${at} ${round(y - 3.5)}l${estimate > 0 ? 6 : -6} 3.5l${estimate > 0 ? -6 : 6} 3.5z"/>`
      : `<circle class="e" cx="${at}" cy="${y}" r="${size}"/>`;
  return `${stem}${line}${mark}`;
}

function compressed(value: number): number {
  const bounded = Math.max(-FARTHEST, Math.min(FARTHEST, value));
  return Math.sign(bounded) * Math.log2(1 + Math.abs(bounded));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
