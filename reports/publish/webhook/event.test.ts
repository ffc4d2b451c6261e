import { expect, test } from 'vitest';
import { hostileInput } from '#reports/fixtures/hostile.fixture.ts';
import { fixtureInput, goldenInput } from '#reports/fixtures/report.fixture.ts';
import { decisionEvent } from './event.ts';

const NOWHERE = { report: null, job: null };

test('hostile labels stay text in a chat, and every text is one line', () => {
  const hostile = hostileInput();
  const source = { commit: '<!channel>', branch: '@all' };
  const { text, ...event } = decisionEvent({ ...hostile, run: { ...hostile.run, source } }, NOWHERE);
  expect(text.split('\n')).toHaveLength(2);
  for (const mark of ['<script', '<img', '<!', '@team', '](http', '\u{1B}', '\u{202E}'])
    expect(text).not.toContain(mark);
  const sent = JSON.stringify(event);
  for (const mark of [String.raw`\n`, String.raw`\u001b`, '\u{202E}']) expect(sent).not.toContain(mark);
});

test('of many phones at most a hundred changes are sent, and the rest is counted', () => {
  const input = fixtureInput('failEncoder', 3);
  const [phone] = input.assessment.devices;
  if (phone === undefined) throw new Error('the fixture has no device');
  const devices = Array.from({ length: 60 }, (_, index) => ({ ...phone, id: `p${index}`, model: `m${index}` }));
  const comparisons = devices.flatMap(({ id }) =>
    input.assessment.comparisons.slice(0, 13).map((comparison) => ({ ...comparison, deviceId: id })),
  );
  const event = decisionEvent({ ...input, assessment: { ...input.assessment, devices, comparisons } }, NOWHERE);
  expect(event.changes).toHaveLength(100);
  expect(event.changesLeftOut).toBeGreaterThan(0);
  const { noRegression = 0, ...others } = event.counts;
  const changed = Object.values(others).reduce((sum, times) => sum + times, 0);
  expect(noRegression).toBeGreaterThan(0);
  expect(event.changes.length + event.changesLeftOut).toBe(changed);
});

test('a run without a baseline is measured, and has no changes', () => {
  const event = decisionEvent(goldenInput('noBaseline'), NOWHERE);
  expect(event.decision).toMatchObject({ kind: 'measured', exitCode: 0 });
  expect(event.changes).toEqual([]);
});
