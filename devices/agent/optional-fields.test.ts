import { expect, test } from 'vitest';
import { file, hello, honest, iteration, load, plan } from './events.fixture.ts';
import { readEvents } from './events.ts';

test('what ended an answer is kept where the app reports it', () => {
  const four = { tokenIds: 'd'.repeat(64), tokenNs: [325, 330, 340, 350], tokenCount: 4, answer: 'a red cube .' };
  const reasons = [{ finishReason: 'length' }, { finishReason: 'endOfSequence' }, { finishReason: null }, {}].map(
    (reason) => {
      const reading = readEvents(file([...honest.slice(0, 4), iteration(2, 8, { ...four, ...reason })]), plan);
      return reading.kind === 'complete' ? reading.record.iterations.at(-1)?.finishReason : reading.message;
    },
  );
  expect(reasons).toEqual(['length', 'endOfSequence', undefined, undefined]);
});

test('what runs each graph is kept with its load; shares of more than a whole are malformed', () => {
  const vision = { graph: 'vision.mlpackage', of: 'cost', cpu: 0.1, gpu: 0, neuralEngine: 0.9 };
  const readingOf = (computeUnits: unknown) =>
    readEvents(file([hello, { ...load, computeUnits }, ...honest.slice(2)]), plan);
  const reading = readingOf([vision]);
  expect(reading).toMatchObject({ kind: 'complete', record: { loads: [{ computeUnits: [vision] }] } });
  expect(readingOf(null)).toMatchObject({ kind: 'complete' });
  for (const wrong of [{ cpu: 0.2 }, { gpu: -0.1 }, { cpu: 10 }, { of: 'time' }]) {
    expect(readingOf([{ ...vision, ...wrong }])).toMatchObject({ code: 'EVENTS_MALFORMED' });
  }
});
