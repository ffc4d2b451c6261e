import Handlebars from 'handlebars';
import type { TrendView } from '#reports/view/chart-view.ts';
import { frame } from './frame.ts';
import { scaleOf } from './scale.ts';

const SIZE = { width: 340, height: 130 } as const;
const PLOT = { left: 46, right: 334, top: 22, bottom: 108 } as const;

/**
 * A dot a run at its median, with its interval; the line is broken where the phone has another system build. Where the level has
 * changed, each level has a line of its own.
 */
export function trendDrawing({ points, breaks, baselines, levels, from, to }: TrendView): string {
  const values = points.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const y = scaleOf(values, PLOT.bottom, PLOT.top);
  const step = (PLOT.right - PLOT.left - 12) / Math.max(1, points.length - 1);
  const x = (position: number): number => Math.round(PLOT.left + 6 + position * step);
  const line = points
    .map(({ value }, index) => `${index === 0 || breaks.includes(index) ? 'M' : 'L'}${x(index)} ${y.at(value)}`)
    .join('');
  const whiskers = points
    .map(({ low, high }, index) =>
      low === null || high === null ? '' : `M${x(index)} ${Math.round(y.at(low))}V${Math.round(y.at(high))}`,
    )
    .join('');
  const dots = (isOwn: boolean): string =>
    points.map(({ value, ...point }, index) => (point.isOwn === isOwn ? `M${x(index)} ${y.at(value)}h0` : '')).join('');
  const upright = (at: number): string => `M${at} ${PLOT.top - 6}V${PLOT.bottom}`;
  return frame(SIZE, PLOT, y, [
    `<path class="system" d="${breaks.map((index) => upright(Math.round(x(index) - step / 2))).join('')}"/>`,
    `<path class="set" d="${baselines.map(({ position }) => upright(x(position))).join('')}"/>`,
    ...labelled(baselines, x).map(({ position, name }) => {
      const anchor = position > points.length / 2 ? 'end' : 'start';
      return `<text x="${x(position)}" y="12" text-anchor="${anchor}">${Handlebars.escapeExpression(name)}</text>`;
    }),
    `<path class="plateau" d="${levels.map((own) => `M${x(own.from) - 5} ${y.at(own.value)}H${x(own.to) + 5}`).join('')}"/>`,
    `<path class="course" d="${line}"/><path class="whisker" d="${whiskers}"/>`,
    `<path class="run" d="${dots(false)}"/><path class="run own" d="${dots(true)}"/>`,
    `<text x="${PLOT.left}" y="124">${from}</text><text x="${PLOT.right}" y="124" text-anchor="end">${to}</text>`,
  ]);
}

/** A name takes no more. */
const LABEL_WIDTH = 72;

/** The newest name, and of the others those that stand clear of a newer one. */
function labelled(baselines: TrendView['baselines'], x: (position: number) => number): TrendView['baselines'] {
  return baselines.toReversed().reduce<TrendView['baselines']>((kept, own) => {
    const last = kept.at(-1);
    return last !== undefined && x(last.position) - x(own.position) < LABEL_WIDTH ? kept : [...kept, own];
  }, []);
}
