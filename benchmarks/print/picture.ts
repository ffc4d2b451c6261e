/** Small pictures as SVG text: they need no library, and read the same on light and dark pages. */

export type Tone = 'good' | 'bad' | 'unsure' | 'baseline' | 'candidate';

const COLOURS: Readonly<Record<Tone, string>> = {
  good: '#1a7f4b',
  bad: '#c0362c',
  unsure: '#9a6700',
  baseline: '#5b6b7b',
  candidate: '#2f6fde',
};
const [WIDTH, HEIGHT] = [640, 256];
const PLOT = { left: 64, right: 620, top: 52, bottom: 212 } as const;
const [INK, MUTED, BAND] = ['#1f2328', '#59636e', '#e6ecf2'];

export type Dot = { readonly x: number; readonly y: number; readonly tone: Tone };

/** A value a dot. The arms differ by shape as well as by colour. */
export function dots(of: {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly dots: readonly Dot[];
}): string {
  const [lowest, highest] = [Math.min(...of.dots.map(({ y }) => y)), Math.max(...of.dots.map(({ y }) => y))];
  const [low, high] = [Math.floor(lowest / 5) * 5, Math.ceil(highest / 5) * 5];
  const x = scale(0, of.dots.length + 1, PLOT.left, PLOT.right);
  const y = scale(low, high, PLOT.bottom, PLOT.top);
  const marks = of.dots.map((dot) => {
    const [cx, cy, colour] = [x(dot.x), y(dot.y), COLOURS[dot.tone]];
    return dot.tone === 'candidate'
      ? `<circle cx="${cx}" cy="${cy}" r="4.5" fill="${colour}"/>`
      : `<rect x="${round(cx - 4)}" y="${round(cy - 4)}" width="8" height="8" fill="none" stroke="${colour}" stroke-width="2"/>`;
  });
  return frame(
    of,
    [low, (low + high) / 2, high].map((value) => ({ at: y(value), text: `${value}` })),
    [],
    marks,
  );
}

export type Row = {
  readonly name: string;
  /** Relative changes, worse to the right. */
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
  readonly tone: Tone;
};

/** Intervals of a change against a margin of 5 %. */
export function intervals(title: string, rows: readonly Row[]): string {
  const reach = 0.15;
  const left = 140;
  const top = 34;
  const height = top + rows.length * 24 + 44;
  const x = scale(-reach, reach, left, PLOT.right);
  const bottom = height - 40;
  const marks = rows.map(({ name, low, estimate, high, tone }, index) => {
    const y = top + 14 + index * 24;
    const colour = COLOURS[tone];
    const [from, to] = [x(Math.max(-reach, low)), x(Math.min(reach, high))];
    return (
      `<text x="${left - 12}" y="${y + 4}" text-anchor="end" fill="${colour}">${name}</text>` +
      `<line x1="${from}" x2="${to}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="3"/>` +
      `<circle cx="${x(estimate)}" cy="${y}" r="5" fill="${colour}"/>`
    );
  });
  const ticks = [-0.1, -0.05, 0, 0.05, 0.1].map(
    (at) => `<text x="${x(at)}" y="${bottom + 18}" text-anchor="middle" fill="${MUTED}">${signed(at)}</text>`,
  );
  const band =
    `<rect x="${x(-0.05)}" y="${top}" width="${round(x(0.05) - x(-0.05))}" height="${bottom - top}" fill="${BAND}"/>` +
    `<line x1="${x(0)}" x2="${x(0)}" y1="${top}" y2="${bottom}" stroke="${MUTED}"/>`;
  const words = `<text x="${PLOT.right}" y="${bottom + 34}" text-anchor="end" fill="${MUTED}">grey: the margin; worse →</text>`;
  return svg(title, height, [band, ...marks, ...ticks, words]);
}

/** A curve, and a level to hold it against. */
export function line(of: {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly limit: { readonly y: number; readonly name: string } | null;
}): string {
  const last = of.points.at(-1)?.x ?? 1;
  const x = scale(0, last, PLOT.left, PLOT.right);
  const y = scale(0, 100, PLOT.bottom, PLOT.top);
  const path = of.points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ');
  const marks = [`<polyline points="${path}" fill="none" stroke="${COLOURS.candidate}" stroke-width="3"/>`];
  if (of.limit !== null) {
    const at = y(of.limit.y);
    marks.push(
      `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${at}" y2="${at}" stroke="${COLOURS.good}" stroke-width="2" stroke-dasharray="6 4"/>`,
      `<text x="${PLOT.right}" y="${round(at - 6)}" text-anchor="end" fill="${COLOURS.good}">${of.limit.name}</text>`,
    );
  }
  const along = [10, 20, 30, 40, 50, 60]
    .filter((value) => value <= last)
    .map((value) => ({ at: x(value), text: `${value}` }));
  return frame(
    of,
    [0, 50, 100].map((value) => ({ at: y(value), text: `${value}` })),
    along,
    marks,
  );
}

type Tick = { readonly at: number; readonly text: string };

function frame(
  { title, x, y }: { readonly title: string; readonly x: string; readonly y: string },
  up: readonly Tick[],
  along: readonly Tick[],
  marks: readonly string[],
): string {
  return svg(title, HEIGHT, [
    ...up.map(
      ({ at, text }) =>
        `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${at}" y2="${at}" stroke="${BAND}"/>` +
        `<text x="${PLOT.left - 8}" y="${round(at + 4)}" text-anchor="end" fill="${MUTED}">${text}</text>`,
    ),
    ...along.map(
      ({ at, text }) => `<text x="${at}" y="${PLOT.bottom + 18}" text-anchor="middle" fill="${MUTED}">${text}</text>`,
    ),
    `<text x="${PLOT.right}" y="${PLOT.bottom + 36}" text-anchor="end" fill="${MUTED}">${x}</text>`,
    `<text x="${PLOT.left}" y="${PLOT.top - 8}" fill="${MUTED}">${y}</text>`,
    ...marks,
  ]);
}

function svg(title: string, height: number, parts: readonly string[]): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13">` +
    `<title>${title}</title><rect width="${WIDTH}" height="${height}" fill="#ffffff"/>` +
    `<text x="8" y="18" fill="${INK}" font-weight="600">${title}</text>${parts.join('')}</svg>\n`
  );
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  return (value) => round(start + ((value - from) / (to - from)) * (end - start));
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}

function signed(share: number): string {
  if (share === 0) return '0';
  return `${share > 0 ? '+' : '−'}${Math.abs(100 * share)} %`;
}
