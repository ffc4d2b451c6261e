import { expect, test } from 'vitest';
import { AA_DATASETS, loadAa } from './aa-data.ts';

// Counted in the files named in data/SOURCES.md.
test.each([
  ['go-bent', { series: 51, sessions: 1173, values: 29_250 }],
  ['android-startups', { series: 9, sessions: 9, values: 313 }],
  ['criterion', { series: 6, sessions: 6, values: 600 }],
  ['iphone-decode', { series: 8, sessions: 8, values: 1015 }],
  ['llm-launches', { series: 161, sessions: 161, values: 486 }],
] as const)('%s holds what its source holds', (dataset, expected) => {
  const series = loadAa(dataset);
  const sessions = series.flatMap((one) => one.sessions);
  expect({
    series: series.length,
    sessions: sessions.length,
    values: sessions.flatMap((session) => session.values).length,
  }).toEqual(expected);
});

test('the nights of a benchmark are in the order they were measured', () => {
  for (const series of loadAa('go-bent')) {
    const nights = series.sessions.map((session) => session.name);
    expect(nights).toEqual([...nights].sort());
  }
});

test('of all that is measured, only rates are better when they are higher', () => {
  const units = AA_DATASETS.flatMap((dataset) => loadAa(dataset)).filter((series) => series.better === 'higher');
  expect(new Set(units.map((series) => series.unit))).toEqual(new Set(['tokens/s']));
});
