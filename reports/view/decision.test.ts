import { expect, test } from 'vitest';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';

test.each([
  ['pass', 'PASS', 'No metric that decides regressed beyond its margin on 2 devices.'],
  [
    'failEncoder',
    'FAIL',
    'Time to first token regressed beyond the margin on both devices, end to end on iPhone 13 (virtual); the phase that regressed: vision encoder.',
  ],
  ['failAccuracy', 'FAIL', 'Answer accuracy regressed beyond the margin on both devices.'],
  [
    'inconclusive',
    'INCONCLUSIVE',
    'The measurements do not decide time to first token, decode rate and 2 more metrics on both devices; the policy does not accept numbers of virtual phones.',
  ],
  [
    'noBaseline',
    'MEASURED',
    '26 medians measured on 2 devices; there was no baseline to compare with, so nothing is judged.',
  ],
  ['failModel', 'FAIL', 'Decode rate regressed beyond the margin on iPhone17,1 (2 virtual phones).'],
  [
    'productFault',
    'FAIL',
    '5 of 55 launches of the candidate ran out of memory, none of 50 of the baseline (p 0.026).',
  ],
] as const)('the decision on %s is said in a word and a sentence', (kind, word, sentence) => {
  expect(viewReport(fixtureInput(kind)).decision).toMatchObject({ word, sentence });
});

test('a pass names what decides and is not measured by its suite, other decisions do not', () => {
  expect(viewReport(fixtureInput('pass')).decision.unmeasured).toBe(
    'Suite release does not measure memory after load, sustained throughput or throughput retention.',
  );
  const others = FIXTURE_CASES.filter((kind) => kind !== 'pass').map((kind) => fixtureInput(kind));
  expect(others.map((input) => viewReport(input).decision.unmeasured)).toEqual(others.map(() => null));
});

test('of two builds of the same code only that is said which intervals beside zero do not contradict', () => {
  const { assessment, ...input } = fixtureInput('pass');
  const candidate = assessment.baseline?.build ?? assessment.candidate;
  const { decision } = viewReport({ ...input, assessment: { ...assessment, candidate } });
  expect(decision.sentence).toBe(
    'Same executable and models as the baseline: no difference in a metric that decides is certain beyond its margin.',
  );
});

test('a run in which nothing was compared is no pass in any colour, though it holds no build up', () => {
  const { decision } = viewReport(fixtureInput('noBaseline'));
  expect(decision).toMatchObject({ kind: 'pass', word: 'MEASURED', tone: 'neutral' });
  expect(decision.notes[0]).toMatchObject({ kind: 'noBaseline', tone: 'neutral' });
});

test('metrics that regressed on different devices are named with their devices', () => {
  const { decision, ...input } = fixtureInput('failEncoder');
  const [first, second] = ['virtual-iphone-13', 'virtual-iphone-16-pro'];
  const reasons = decision.reasons.filter(
    (reason) => 'deviceId' in reason && reason.deviceId === (reason.metric === 'endToEnd' ? first : second),
  );
  expect(viewReport({ ...input, decision: { ...decision, reasons } }).decision.sentence).toBe(
    'Time to first token regressed beyond the margin on iPhone 16 Pro (virtual), end to end on iPhone 13 (virtual); the phase that regressed: vision encoder.',
  );
});

test('a phase that fails by itself on one phone is named on each phone on which its parent names it', () => {
  const { decision, ...input } = fixtureInput('failEncoder');
  const [first, second] = ['virtual-iphone-16-pro', 'virtual-iphone-13'];
  const reasons = decision.reasons.flatMap((reason) => {
    if (!('deviceId' in reason) || reason.metric !== 'timeToFirstToken') return [];
    if (reason.deviceId === first) return [reason];
    return reason.deviceId === second ? [{ ...reason, metric: 'visionEncode' as const, phases: [] }] : [];
  });
  expect(viewReport({ ...input, decision: { ...decision, reasons } }).decision.sentence).toBe(
    'Time to first token regressed beyond the margin on iPhone 16 Pro (virtual), vision encoder on both devices.',
  );
});

test('a metric that regressed on every device is named once, for all devices', () => {
  const { decision, ...input } = fixtureInput('failModel');
  const reasons = input.assessment.devices.map(({ id }) => ({
    kind: 'regression' as const,
    deviceId: id,
    passId: 'latency',
    metric: 'endToEnd' as const,
    phases: [],
    message: 'End to end regressed',
  }));
  expect(viewReport({ ...input, decision: { ...decision, reasons } }).decision.sentence).toBe(
    'End to end regressed beyond the margin on all 3 devices.',
  );
});

test('answers that got shorter are a doubt with a name', () => {
  const { decision, ...input } = fixtureInput('failAccuracy');
  const message = '9 of 20 timed answers differ on iPhone 13: End to end cannot be compared';
  const view = viewReport({
    ...input,
    decision: { ...decision, kind: 'inconclusive', reasons: [{ kind: 'outputs', message }] },
  });
  expect(view.decision).toMatchObject({
    sentence: 'Answers got shorter, so times cannot be compared.',
    reasons: [{ title: 'Other answers', detail: `${message}.` }],
  });
});

test('a pass never hides what could not be decided', () => {
  const { decision, ...input } = fixtureInput('inconclusive');
  const passed = { ...decision, kind: 'pass', reasons: [], notes: decision.reasons } as const;
  expect(viewReport({ ...input, decision: passed }).decision.sentence).toBe(
    'No metric that decides regressed beyond its margin on 2 devices; 6 comparisons that decide are inconclusive.',
  );
});

test('answers that contradict themselves are not called shorter, and stand in the headline of a pass', () => {
  const { decision, ...input } = fixtureInput('failAccuracy');
  const message = '1 of 36 answers have the same output tokens in both builds, but another text or length';
  const warnings = [{ code: 'answersContradict' as const, message: `${message}.` }];
  const assessment = { ...input.assessment, warnings };
  const reasons = [{ kind: 'outputs' as const, message }];
  const sentenceOf = (changes: Partial<typeof decision>): string =>
    viewReport({ ...input, assessment, decision: { ...decision, ...changes } }).decision.sentence;
  const torn = 'okens, texts and scores of the answers contradict each other.';
  expect(sentenceOf({ kind: 'inconclusive', reasons, notes: [] })).toBe(`T${torn}`);
  expect(sentenceOf({ kind: 'pass', reasons: [], notes: reasons })).toContain(`; t${torn}`);
});

test('a pass says that many questions were left out', () => {
  const { decision, ...input } = fixtureInput('failAccuracy');
  const notes = [{ kind: 'incomplete' as const, message: '60 of 120 questions are left out' }];
  const view = viewReport({ ...input, decision: { ...decision, kind: 'pass', reasons: [], notes } });
  expect(view.decision.sentence).toMatch(/; many questions were left out\.$/);
});
