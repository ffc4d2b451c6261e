import { expect, test } from 'vitest';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';

test('a hint names metric and phones, what was found there, and the page that it rests on', () => {
  const hints = viewReport(fixtureInput('failEncoder')).hints;
  const encoder = hints.find(({ id }) => id === 'onlyVisionEncoder');
  expect(encoder?.seen[0]).toBe('Vision encoder on both phones, pass latency: prefill is unharmed there.');
  expect(encoder?.source.url).toMatch(/^https:/);
});

test.each(FIXTURE_CASES)('of %s there are hints only where something surely got worse', (kind) => {
  const input = fixtureInput(kind);
  const isWorse = [...input.decision.reasons, ...input.decision.notes].some((reason) =>
    reason.kind.toLowerCase().endsWith('regression'),
  );
  expect(viewReport(input).hints.length === 0 || isWorse).toBe(true);
});
