import type { LooksView } from '#reports/view/chart-view.ts';

const WIDTH = 340;
const BAR = { top: 16, height: 12 } as const;

/** The planned blocks as a bar, filled as far as they were measured, with a mark at each look. */
export function looksDrawing({ blocksPlanned, blocksMeasured, marks }: LooksView): string {
  const x = (blocks: number): number => Math.round((blocks / Math.max(1, blocksPlanned)) * (WIDTH - 12) * 10) / 10 + 2;
  const bar = (to: number, name: string): string =>
    `<rect class="${name}" x="2" y="${BAR.top}" width="${Math.max(0, x(to) - 2)}" height="${BAR.height}"/>`;
  const looks = marks.map(({ blocks, kind }) => {
    const sign = kind === 'decided' ? '✓' : kind === 'undecided' ? '?' : '';
    return `<path class="look" d="M${x(blocks)} ${BAR.top - 3}v${BAR.height + 6}"/><text x="${x(blocks)}" y="11" text-anchor="middle">${sign}</text><text x="${x(blocks)}" y="44" text-anchor="middle">${blocks}</text>`;
  });
  return `<svg class="plot" viewBox="0 0 ${WIDTH} 48" aria-hidden="true">${bar(blocksPlanned, 'planned')}${bar(blocksMeasured, 'measured')}${looks.join('')}</svg>`;
}
