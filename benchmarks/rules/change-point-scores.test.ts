import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changePointScores } from './change-point-scores.ts';

const FOLDER = join(import.meta.dirname, '../../../shared/data/changepoints/tcpd');
const isPresent = existsSync(FOLDER);
const reason = isPresent ? '' : ' (skipped: ../shared/data/changepoints/tcpd is not here)';

test('a perfect answer scores 1, and a near one is right within five values', () => {
  expect(changePointScores([[40]], [40], 100)).toEqual({ f1: 1, cover: 1 });
  expect(changePointScores([[40]], [45], 100).f1).toBe(1);
  expect(changePointScores([[40]], [46], 100).f1).toBe(0.5);
});

test.skipIf(!isPresent)(`published scores of published predictions are reproduced${reason}`, () => {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
  const { rows } = read('golden_predictions_scores') as {
    rows: readonly { series: string; n_obs: number; predictions: readonly number[]; scores: Scores }[];
  };
  expect(rows.length).toBeGreaterThan(100);
  for (const { series, n_obs: length, predictions, scores } of rows) {
    const { annotations } = read(series) as { annotations: Readonly<Record<string, readonly number[]>> };
    const { f1, cover } = changePointScores(Object.values(annotations), predictions, length);
    expect(f1).toBeCloseTo(scores.f1, 12);
    expect(cover).toBeCloseTo(scores.cover, 12);
  }
});

type Scores = { readonly f1: number; readonly cover: number };
