import type { StateView, ThroughputView } from '#reports/view/chart-view.ts';
import { frame } from './frame.ts';
import { scaleOf, tickText } from './scale.ts';

const SIZE = { width: 340, height: 118 } as const;
const PLOT = { left: 46, right: 334, top: 8, bottom: 98 } as const;

type Point = { readonly x: number; readonly y: number };

/** The middle launch of each build as a line, all of its launches as a band; from zero, so that what is left shows. */
export function throughputDrawing({ points, timeUnit }: ThroughputView): string {
  const y = scaleOf(
    points.map(({ most }) => most),
    PLOT.bottom,
    PLOT.top,
    true,
  );
  const last = Math.max(...points.map(({ at }) => at), 0.1);
  const x = (at: number): number => along(at, last);
  const arms = (['baseline', 'candidate'] as const).map((arm) => {
    const own = points.filter((point) => point.arm === arm);
    if (own.length === 0) return '';
    const upper = own.map(({ at, most }) => ({ x: x(at), y: y.at(most) }));
    const lower = own.toReversed().map(({ at, least }) => ({ x: x(at), y: y.at(least) }));
    const middle = own.map(({ at, middle: value }) => ({ x: x(at), y: y.at(value) }));
    return `<path class="band ${arm}" d="${path([...upper, ...lower])}z"/><path class="line ${arm}" d="${path(middle)}"/>`;
  });
  return frame(SIZE, PLOT, y, [...arms, times(last, timeUnit)]);
}

/** What a phone reported along the run; null where it reported nothing. */
export function stateDrawing({ points }: StateView, of: 'batteryPercent' | 'temperatureC'): string | null {
  const known = points.flatMap((point) => {
    const value = point[of];
    return value === null
      ? []
      : [{ minute: point.minute, value, isWarm: point.thermal !== null && point.thermal !== 'nominal' }];
  });
  if (known.length === 0) return null;
  const values = of === 'batteryPercent' ? [0, 100] : known.map(({ value }) => value);
  const y = scaleOf(values, PLOT.bottom, PLOT.top);
  const last = Math.max(...points.map(({ minute }) => minute), 0.1);
  const line = path(known.map(({ minute, value }) => ({ x: along(minute, last), y: y.at(value) })));
  const warm = known
    .filter(({ isWarm }) => isWarm)
    .map(({ minute, value }) => `M${along(minute, last) - 4} ${Math.max(y.at(value) - 5, 9)}h8l-4 -7z`);
  return frame(SIZE, PLOT, y, [
    `<path class="line state" d="${line}"/>`,
    ...(of === 'batteryPercent' ? [`<path class="warm" d="${warm.join('')}"/>`] : []),
    times(last, 'min'),
  ]);
}

function along(at: number, last: number): number {
  return Math.round((PLOT.left + (Math.max(0, at) / last) * (PLOT.right - PLOT.left)) * 10) / 10;
}

function path(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

function times(last: number, unit: string): string {
  return `<text x="${PLOT.left}" y="113">0</text><text x="${PLOT.right}" y="113" text-anchor="end">${tickText(Number(last.toPrecision(3)))} ${unit}</text>`;
}
