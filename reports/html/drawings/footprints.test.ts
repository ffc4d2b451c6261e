import { expect, test } from 'vitest';
import { footprintsDrawing } from './footprints.ts';

test('a bar a build and phase, from zero, and none where a build has no value', () => {
  const svg = footprintsDrawing({
    unit: 'MB',
    arms: ['baseline', 'candidate'],
    armWords: ['Baseline', 'Candidate'],
    phases: [
      { phase: 'Peak', values: [400, 800], texts: [] },
      { phase: 'After unload', values: [null, 200], texts: [] },
    ],
    description: '',
  });
  const bars = [...svg.matchAll(/class="level (\w+)" x="([\d.]+)" y="[\d.]+" width="20" height="([\d.]+)"/g)];
  expect(bars.map(([, arm]) => arm)).toEqual(['baseline', 'candidate', 'candidate']);
  const [low = 0, high = 0, left = 0] = bars.map(([, , , height]) => Number(height));
  expect(high / low).toBeCloseTo(2);
  expect(high / left).toBeCloseTo(4);
  const [first = 0, second = 0] = bars.map(([, , x]) => Number(x));
  expect(second - first).toBeGreaterThan(20);
});
