import { expect, test } from 'vitest';
import type { Assessment } from '#harness/domain/assessment.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';
import { narrowing } from './narrowing.ts';

const { assessment } = fixtureInput('failModel');
const [phone = ''] = assessment.devices.map(({ id }) => id);
const ofLatency = (overrides: Partial<Assessment> = {}): string =>
  narrowing({ passId: 'latency', metric: 'decodeRate' }, [phone], { ...assessment, looks: [], ...overrides });

test('more blocks are advised only where some were left out', () => {
  expect(ofLatency()).toBe(
    'The planned 12 blocks were measured; a calmer device or a plan of more blocks would narrow it.',
  );
  const looks = [
    { deviceIds: [phone], passId: 'latency', blocksPlanned: 12, blocksMeasured: 6, taken: [], minutesSaved: 9 },
  ];
  expect(ofLatency({ looks })).toContain('run --no-early-stop');
  expect(ofLatency({ looks: looks.map((look) => ({ ...look, blocksMeasured: 12 })) })).toContain('planned 12 blocks');
});

test('a run that lost a phone is advised to resume', () => {
  expect(ofLatency({ isComplete: false })).toContain('run --resume');
});

test('a stored baseline is better measured again', () => {
  const { baseline } = assessment;
  if (baseline === null) throw new Error('the fixture has no baseline');
  expect(ofLatency({ baseline: { ...baseline, design: 'stored' } })).toContain('Measuring the baseline again');
});

test('what is compared question by question needs more questions, however many blocks were measured', () => {
  expect(narrowing({ passId: 'accuracy', metric: 'answerAccuracy' }, [phone], assessment)).toContain('More questions');
});

test('a doubtful row says what would help it', () => {
  const { devices } = viewReport(fixtureInput('inconclusive', 6));
  const texts = devices.flatMap(({ comparisons }) => comparisons.map(({ verdict }) => verdict.explanation));
  expect(texts).toContain(
    'The interval lies on both sides of the margin. The planned 6 blocks were measured; a calmer device or a plan of more blocks would narrow it.',
  );
});
