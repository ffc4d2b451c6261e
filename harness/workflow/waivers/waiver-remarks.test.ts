import { expect, test } from 'vitest';
import type { Decision, WaiverUse } from '#harness/domain/decision.ts';
import { parseWaivers, type Waiver, waiversText } from '#harness/domain/waiver.ts';
import { aDevice } from '#harness/compare/run.fixture.ts';
import { anAssessment, aRegression } from '#harness/gate/assessment.fixture.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import { waiverTerms } from '#harness/text/waivers.ts';
import { waiverRemarks } from './waiver-remarks.ts';

const waiver = (changes: Partial<Waiver>): Waiver => ({
  metric: 'timeToFirstToken',
  acceptedPercent: 9,
  owner: 'QA',
  reason: 'A } brace, a "quote" and a \\',
  until: '2026-12-31',
  ...changes,
});
const WAIVERS = [waiver({}), waiver({ metric: 'peakMemory', builds: ['4f1c2d9'] }), waiver({ acceptedPercent: 3 })];

const reason = (own: Waiver, state: WaiverUse['state'], message: string): Decision['reasons'][number] => ({
  kind: 'regression',
  deviceId: 'one',
  passId: 'latency',
  metric: own.metric,
  phases: [],
  message,
  waiver: { state, terms: waiverTerms(own) },
});

function remarksOn(decision: Omit<Decision, 'policy'>): ReturnType<typeof waiverRemarks> {
  const text = waiversText(WAIVERS);
  const read = { file: '/app/waivers.json', text, waivers: parseWaivers(text, 'waivers.json') };
  return waiverRemarks(read, { ...decision, policy: POLICIES.pr }, ASSESSMENT);
}

const ASSESSMENT = anAssessment([aRegression('timeToFirstToken'), aRegression('peakMemory')], {
  commit: '4f1c2d9aa',
  devices: [aDevice('one', { model: 'iPhone17,1' })],
});

const [first, second, third] = WAIVERS as [Waiver, Waiver, Waiver];
const lineOf = (metric: string, from = 0): number => {
  const lines = waiversText(WAIVERS).split('\n');
  return lines.findIndex((line, index) => index >= from && line.includes(`"metric": "${metric}"`));
};

test('a waiver that does not help is named on the line on which it begins, as hard as the gate takes it', () => {
  const remarks = remarksOn({
    kind: 'fail',
    reasons: [reason(second, 'exceeded', 'worse'), reason(third, 'expired', 'old')],
    notes: [reason(first, 'mayExceed', 'perhaps')],
  });
  const file = '/app/waivers.json';
  expect(remarks).toEqual([
    { file, line: lineOf('peakMemory'), level: 'failure', message: 'worse' },
    { file, line: lineOf('timeToFirstToken', lineOf('peakMemory')), level: 'failure', message: 'old' },
    { file, line: lineOf('timeToFirstToken'), level: 'warning', message: 'perhaps' },
  ]);
});

test('one that helps is not, nor one that is in no file, and each is named once', () => {
  const lost = waiver({ owner: 'somebody else' });
  const decision = {
    kind: 'inconclusive',
    notes: [reason(third, 'waived', 'fine'), reason(lost, 'expired', 'x')],
  } as const;
  const twice = [reason(first, 'mayExceed', 'on one phone'), reason(first, 'mayExceed', 'on another')];
  expect(remarksOn({ ...decision, reasons: twice })).toMatchObject([{ level: 'warning', message: 'on one phone' }]);
});

test('of entries with the same terms for several models, the one that is for the phone is named', () => {
  const entries = ['iPhone12,1', 'iPhone17,1'].map((deviceModel) => waiver({ deviceModel }));
  const text = waiversText(entries);
  const [, own = waiver({})] = entries;
  const decision = {
    kind: 'fail',
    policy: POLICIES.pr,
    reasons: [reason(own, 'exceeded', 'worse')],
    notes: [],
  } as const;
  const [remark] = waiverRemarks({ file: '/app/waivers.json', text, waivers: entries }, decision, ASSESSMENT);
  const first = text.split('\n').findIndex((line) => line.includes('iPhone12,1'));
  expect(remark?.line).toBeGreaterThan(first);
});
