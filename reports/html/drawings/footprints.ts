import type { FootprintView } from '#reports/view/chart-view.ts';
import { frame } from './frame.ts';
import { scaleOf } from './scale.ts';

const SIZE = { width: 340, height: 118 } as const;
const PLOT = { left: 46, right: 334, top: 8, bottom: 98 } as const;
const BAR = { width: 20, gap: 4 } as const;

/** A group of bars a phase, a bar a build, from zero: how much of the peak is there at each phase. */
export function footprintsDrawing({ arms, phases }: FootprintView): string {
  const y = scaleOf(
    phases.flatMap(({ values }) => values.filter((value) => value !== null)),
    PLOT.bottom,
    PLOT.top,
    true,
  );
  const step = (PLOT.right - PLOT.left) / Math.max(1, phases.length);
  const width = arms.length * BAR.width + (arms.length - 1) * BAR.gap;
  const groups = phases.map(({ phase, values }, position) => {
    const middle = round(PLOT.left + (position + 0.5) * step);
    const bars = values.map((value, index) => {
      if (value === null) return '';
      const x = round(middle - width / 2 + index * (BAR.width + BAR.gap));
      const top = y.at(value);
      return `<rect class="level ${arms[index]}" x="${x}" y="${top}" width="${BAR.width}" height="${round(PLOT.bottom - top)}"/>`;
    });
    return `${bars.join('')}<text x="${middle}" y="113" text-anchor="middle">${phase}</text>`;
  });
  return frame(SIZE, PLOT, y, groups);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
