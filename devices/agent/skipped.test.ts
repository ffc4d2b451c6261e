import { expect, test } from 'vitest';
import { codeOf, type Event, file, hello, honest, iteration, load, plan } from './events.fixture.ts';
import { readEvents } from './events.ts';

const skipped = (index: number, questionId: number, change: Event = {}): Event => ({
  event: 'skipped',
  index,
  phase: index === 0 ? 'warmup' : 'measured',
  cycle: 0,
  questionId,
  reason: 'The image is a broken JPEG.',
  ...change,
});

test('a question whose image cannot be read stands in its place, and costs itself only', () => {
  const reading = readEvents(file([hello, load, skipped(0, 7), skipped(1, 7), iteration(2, 8)]), plan);
  if (reading.kind === 'broken') throw new Error(reading.message);
  expect(reading.record.iterations.map(({ questionId }) => questionId)).toEqual([8]);
  expect(reading.record.skipped).toEqual([
    { phase: 'warmup', questionId: 7, image: 'x.png', reason: 'The image is a broken JPEG.' },
    { phase: 'measured', questionId: 7, image: 'x.png', reason: 'The image is a broken JPEG.' },
  ]);
});

test.each<[string, string, Event]>([
  ['of a question that was not due', 'EVENTS_PLAN', { questionId: 8 }],
  ['at an index that was not due', 'EVENTS_ORDER', { index: 2 }],
  ['in another cycle', 'EVENTS_ORDER', { cycle: 1 }],
  ['without a reason', 'EVENTS_MALFORMED', { reason: null }],
])('a skipped question %s is %s', (_what, code, change) => {
  expect(codeOf(file([...honest.slice(0, 3), skipped(1, 7, change), iteration(2, 8)]))).toBe(code);
});
