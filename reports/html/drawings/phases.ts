import type { PhasesView } from '#reports/view/chart-view.ts';

const WIDTH = 340;
const BAR = { height: 16, gap: 6 } as const;

/** One bar a build, its parts in the order in which they run; a table beside it has the numbers. */
export function phasesDrawing({ bars, arms }: PhasesView): string {
  const totals = arms.map((arm) => bars.filter((bar) => bar.arm === arm).reduce((sum, { value }) => sum + value, 0));
  const longest = Math.max(...totals, Number.MIN_VALUE);
  const drawn = arms.flatMap((arm, index) => {
    let from = 0;
    return bars
      .filter((bar) => bar.arm === arm)
      .map(({ order, value }) => {
        const width = (value / longest) * WIDTH;
        const rect = `<rect class="part-${order + 1}" x="${round(from)}" y="${index * (BAR.height + BAR.gap)}" width="${round(Math.max(0, width - 1))}" height="${BAR.height}"/>`;
        from += width;
        return rect;
      });
  });
  const height = arms.length * (BAR.height + BAR.gap);
  return `<svg class="phases-bars" viewBox="0 0 ${WIDTH} ${height}" aria-hidden="true">${drawn.join('')}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
