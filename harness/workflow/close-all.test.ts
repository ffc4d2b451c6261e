import { expect, test } from 'vitest';
import { closeAll } from './close-all.ts';

test('everything is closed, the last first, also when something before it could not be', async () => {
  const seen: string[] = [];
  const errors = await closeAll([
    async () => void seen.push('first'),
    async () => {
      throw new Error('second');
    },
    () => {
      throw new Error('third');
    },
    async () => void seen.push('last'),
  ]);
  expect(seen).toEqual(['last', 'first']);
  expect(errors).toEqual([new Error('third'), new Error('second')]);
});
