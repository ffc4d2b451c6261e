import { expect, test } from 'vitest';
import type { Comparison, DeviceModelComparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Reason } from '#harness/domain/decision.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';

const TWINS = ['virtual-iphone-16-pro', 'virtual-iphone-16-pro-b'];

test('phones of one model are shown together, and nothing is claimed about others', () => {
  const { deviceModels, deviceModelMeaning } = viewReport(fixtureInput('failModel'));
  expect(deviceModels).toMatchObject([
    { title: 'iPhone17,1 (2 virtual phones)', phones: 'iPhone 16 Pro (virtual) and iPhone 16 Pro, second (virtual)' },
  ]);
  expect(deviceModelMeaning).toContain('claims nothing about other phones of the model');
  expect(viewReport(fixtureInput('pass'))).toMatchObject({ deviceModels: [], deviceModelMeaning: '' });
});

test('how far the phones differ is said as how often phones that are alike would differ as much', () => {
  const rows = viewReport(fixtureInput('failModel')).deviceModels.flatMap((model) => model.rows);
  expect(rows.find(({ metric }) => metric === 'decodeRate')).toMatchObject({
    agreement: 'in 78 of 100 runs',
    heterogeneity: 'F(1, 22.0) 0.08, p 0.779',
  });
  expect(rows.find(({ metric }) => metric === 'modelLoadCold')).toMatchObject({
    agreement: 'in fewer than 1 of 1,000 runs: they disagree',
    verdict: { word: 'Inconclusive' },
  });
});

test('a regression of a model is a reason with its phones, and names the phases that regressed on any of them', () => {
  const input = slowerEncoder(fixtureInput('failModel'));
  expect(viewReport(input).decision.reasons).toMatchObject([
    {
      title: 'Regression: Time to first token',
      where: 'iPhone17,1 (2 virtual phones)',
      phases: [{ label: 'Vision encoder' }],
    },
  ]);
  expect(viewReport(input).decision.sentence).toBe(
    'Time to first token regressed beyond the margin on iPhone17,1 (2 virtual phones); the phase that regressed: vision encoder.',
  );
});

test('a phase under a model that failed is no doubt', () => {
  const rows = viewReport(slowerEncoder(fixtureInput('failModel'))).devices.flatMap((device) => device.comparisons);
  const encoders = rows.filter(({ metric, verdict }) => metric === 'visionEncode' && verdict.tone !== 'good');
  expect(encoders.map(({ verdict }) => verdict.kind)).toEqual(['regression', 'regression']);
});

test('one phone that got worse where its model did not is unconfirmed, and says why', () => {
  const { assessment, ...input } = fixtureInput('failModel');
  const calm = { ...assessment, deviceModels: judgedAs({ kind: 'noRegression' }, assessment) };
  const row = viewReport({ ...input, assessment: calm }).devices[0]?.comparisons.find(
    ({ metric }) => metric === 'decodeRate',
  );
  expect(row?.verdict).toMatchObject({
    kind: 'unconfirmed',
    explanation: 'Beyond the margin on this phone, but not on the phones of its model together, which decide.',
  });
});

test('a regression of a model that does not hold among all comparisons is unconfirmed on its phones too', () => {
  const { decision, ...input } = fixtureInput('failModel');
  const reasons = decision.reasons.map((reason) =>
    reason.kind === 'deviceModelRegression' ? { ...reason, kind: 'deviceModelInconclusive' as const } : reason,
  );
  const view = viewReport({ ...input, decision: { ...decision, kind: 'inconclusive', reasons } });
  expect(view.decision.reasons[0]?.title).toBe('Regression, unconfirmed: Decode rate');
  const rows = view.devices.flatMap((device) => device.comparisons);
  expect(rows.filter(({ verdict }) => verdict.kind === 'regression')).toEqual([]);
});

test('a doubt about a model that blocks is counted in the sentence of a pass', () => {
  const { decision, ...input } = fixtureInput('failModel');
  const notes = decision.notes.filter(({ kind }) => kind === 'deviceModelInconclusive');
  const passed = { ...decision, kind: 'pass', reasons: [], notes } as const;
  expect(viewReport({ ...input, decision: passed }).decision.sentence).toBe(
    'No metric that decides regressed beyond its margin on 3 devices; 1 comparison that decides is inconclusive.',
  );
});

test('what the checks found on one phone of a model that passes is not counted among the comparisons that decide', () => {
  const { assessment, decision, ...input } = fixtureInput('failModel');
  const [deviceId] = TWINS;
  const ofPhone = (verdict: Comparison['verdict']): string => {
    const reason: Reason = {
      kind: 'inconclusive',
      deviceId: deviceId ?? '',
      passId: 'latency',
      metric: 'decodeRate',
      phases: [],
      message: 'A check found something',
    };
    const isThat = (one: Comparison): boolean => one.deviceId === deviceId && one.metric === 'decodeRate';
    const comparisons = assessment.comparisons.map((one) => (isThat(one) ? { ...one, verdict } : one));
    const deviceModels = judgedAs({ kind: 'noRegression' }, assessment);
    const passed = { ...decision, kind: 'pass', reasons: [], notes: [reason] } as const;
    return viewReport({ ...input, assessment: { ...assessment, comparisons, deviceModels }, decision: passed }).decision
      .sentence;
  };
  expect(ofPhone({ kind: 'inconclusive', reason: 'farOutLaunches' })).not.toContain('inconclusive');
  // That one phone got worse is a doubt, which another policy blocks on.
  expect(ofPhone({ kind: 'regression' })).toContain('1 regression is unconfirmed');
});

test('a phone that was lost and got worse is unconfirmed like any other phone of its model', () => {
  const { assessment, ...input } = fixtureInput('failModel');
  const [lost] = TWINS;
  const deviceModels = judgedAs({ kind: 'noRegression' }, assessment).map((model) => ({
    ...model,
    deviceIds: model.deviceIds.filter((id) => id !== lost),
  }));
  const view = viewReport({ ...input, assessment: { ...assessment, deviceModels } });
  const row = view.devices[0]?.comparisons.find(({ metric }) => metric === 'decodeRate');
  expect(row?.verdict.explanation).toContain('but not on the phones of its model together');
});

test('a metric that only some phones of a model report says how many', () => {
  const { assessment, ...input } = fixtureInput('failModel');
  const [first = ''] = TWINS;
  const deviceModels = assessment.deviceModels.map((one) =>
    one.metric === 'decodeRate' ? { ...one, deviceIds: [first] } : one,
  );
  const labels = viewReport({ ...input, assessment: { ...assessment, deviceModels } }).deviceModels.flatMap(
    ({ rows }) => rows.map(({ label }) => label),
  );
  expect(labels).toContain('Decode rate (1 of 2 phones)');
  expect(labels).toContain('End to end');
});

function judgedAs(
  verdict: DeviceModelComparison['verdict'],
  { deviceModels }: Assessment,
): readonly DeviceModelComparison[] {
  return deviceModels.map((model) => (model.metric === 'decodeRate' ? { ...model, verdict } : model));
}

/** Time to first token and its vision encoder regressed on the phones of the model, and nothing else did. */
function slowerEncoder({ assessment, decision, ...input }: ReportInput): ReportInput {
  const isSlower = (metric: string): boolean => metric === 'timeToFirstToken' || metric === 'visionEncode';
  const regression = { kind: 'regression' } as const;
  const reason: Reason = {
    kind: 'deviceModelRegression',
    deviceModel: 'iPhone17,1',
    deviceIds: TWINS,
    passId: 'latency',
    metric: 'timeToFirstToken',
    phases: ['visionEncode'],
    message: 'Time to first token regressed',
  };
  return {
    ...input,
    assessment: {
      ...assessment,
      comparisons: assessment.comparisons.map((one) =>
        isSlower(one.metric) && TWINS.includes(one.deviceId) ? { ...one, verdict: regression } : one,
      ),
      deviceModels: assessment.deviceModels.map((one) =>
        isSlower(one.metric) ? { ...one, verdict: regression } : one,
      ),
    },
    decision: { ...decision, reasons: [reason] },
  };
}
