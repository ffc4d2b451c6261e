import { expect, test } from 'vitest';
import type { TrendView } from '#reports/view/chart-view.ts';
import { trendDrawing } from './trend.ts';

const VIEW: TrendView = {
  unit: 'ms',
  from: '2026-01-01',
  to: '2026-01-05',
  points: [100, 102, 101, 110, 111].map((value, index) => ({
    value,
    low: index === 2 ? null : value - 1,
    high: index === 2 ? null : value + 1,
    isOwn: index === 4,
  })),
  breaks: [3],
  baselines: [],
  levels: [],
  levelChanges: [],
  series: { runs: '5', first: '', last: '', change: '', range: '' },
  description: '',
};
const pathOf = (svg: string, name: string): string => new RegExp(`class="${name}" d="([^"]*)"`).exec(svg)?.[1] ?? '';

test('a run is a dot, those with an interval have a whisker, and the line is broken at another system build', () => {
  const svg = trendDrawing(VIEW);
  expect(pathOf(svg, 'run').match(/h0/g)).toHaveLength(4);
  expect(pathOf(svg, 'run own').match(/h0/g)).toHaveLength(1);
  expect(pathOf(svg, 'whisker').match(/M/g)).toHaveLength(4);
  expect(pathOf(svg, 'course')).toMatch(/^M[^M]+L[^M]+M[^M]+$/);
  expect(pathOf(svg, 'system').match(/M/g)).toHaveLength(1);
});

test('each run that a baseline was set to has a line; names that would lie on each other give way to the newest', () => {
  const baselines = [
    { position: 0, name: 'v1' },
    { position: 3, name: 'main' },
    { position: 4, name: 'main' },
  ];
  const svg = trendDrawing({ ...VIEW, baselines });
  expect(pathOf(svg, 'set').match(/M/g)).toHaveLength(3);
  expect(svg.match(/>(v1|main)</g)).toEqual(['>main<', '>v1<']);
});

test('each level between two changes is a flat line over its runs', () => {
  const levels = [
    { from: 0, to: 2, value: 101 },
    { from: 3, to: 4, value: 110.5 },
  ];
  expect(pathOf(trendDrawing({ ...VIEW, levels }), 'plateau').match(/M\d+ [\d.]+H\d+/g)).toHaveLength(2);
  expect(pathOf(trendDrawing(VIEW), 'plateau')).toBe('');
});

test('a name is text', () => {
  const svg = trendDrawing({ ...VIEW, baselines: [{ position: 1, name: '<script>' }] });
  expect(svg).toContain('&lt;script&gt;');
});
