import { expect, test } from 'vitest';
import { scaleFor } from '#harness/text/quantities.ts';
import { medianView } from './median-view.ts';

test('a median without bounds has no interval', () => {
  expect(medianView({ estimate: 5, low: null, high: null }, scaleFor('J', 5))).toEqual({
    median: '5.00 J',
    interval: '',
  });
});
