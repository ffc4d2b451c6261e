import type { LaunchesView } from '#reports/view/chart-view.ts';
import { frame } from './frame.ts';
import { scaleOf } from './scale.ts';

const SIZE = { width: 340, height: 118 } as const;
const PLOT = { left: 46, right: 334, top: 8, bottom: 98 } as const;

/** A mark a launch in the order measured, and each build's median: drift and outliers show themselves. */
export function launchesDrawing({ points, medians }: LaunchesView): string {
  const y = scaleOf(
    [...points, ...medians].map(({ value }) => value),
    PLOT.bottom,
    PLOT.top,
  );
  const last = Math.max(2, ...points.map(({ position }) => position));
  const x = (position: number): number =>
    Math.round((PLOT.left + 6 + ((position - 1) / (last - 1)) * (PLOT.right - PLOT.left - 12)) * 10) / 10;
  const marks = (arm: 'baseline' | 'candidate'): string =>
    points
      .filter((point) => point.arm === arm)
      .map(({ position, value }) => (arm === 'candidate' ? dot : square)(x(position), y.at(value)))
      .join('');
  const lines = medians.map(
    ({ arm, value }) => `<path class="median ${arm}" d="M${PLOT.left} ${y.at(value)}H${PLOT.right}"/>`,
  );
  return frame(SIZE, PLOT, y, [
    ...lines,
    `<path class="mark baseline" d="${marks('baseline')}"/><path class="mark candidate" d="${marks('candidate')}"/>`,
    `<text x="${PLOT.left}" y="113">launch 1</text><text x="${PLOT.right}" y="113" text-anchor="end">${last}</text>`,
  ]);
}

/** A line of no length with a round end. */
function dot(x: number, y: number): string {
  return `M${x} ${y}h0`;
}

function square(x: number, y: number): string {
  return `M${Math.round((x - 2.5) * 10) / 10} ${Math.round((y - 2.5) * 10) / 10}h5v5h-5z`;
}
