import { expect, test } from 'vitest';
import { aDevice, aMargin, aPass, aRun, aSuite } from '#harness/compare/run.fixture.ts';
import { aComparison } from '#harness/gate/assessment.fixture.ts';
import type { DeviceModelComparison } from './comparison.ts';
import type { Device } from './device.ts';
import { closesPhases, decidingCount, decidingFindings, decidingMetrics, parentOf, wholeFindings } from './deciding.ts';

test('only noisy metrics that block can fail a gate by chance, on every model', () => {
  const metrics = ['timeToFirstToken', 'visionEncode', 'interTokenP50', 'modelSize', 'endToEnd'] as const;
  const margins = metrics.map((metric) => aMargin(metric, metric === 'endToEnd' ? { severity: 'warn' } : {}));
  const countOf = (models: readonly string[]): number => {
    const devices = models.map((model, index) => aDevice(`${index}`, { model }));
    const run = aRun({ passes: [aPass('p', metrics)], devices });
    return decidingCount({ ...run, suite: { ...run.suite, margins } });
  };
  expect(countOf(['a', 'b'])).toBe(4);
  expect(countOf(['a', 'a', 'b'])).toBe(4);
});

test('accuracy is counted on every phone: it has no mean', () => {
  const run = aRun({
    passes: [aPass('p', ['answerAccuracy'])],
    devices: [aDevice('one'), aDevice('two')],
    overrides: { suite: aSuite([aPass('p', ['answerAccuracy'])], [aMargin('answerAccuracy')]) },
  });
  expect(decidingCount(run)).toBe(2);
});

test('every metric but a secondary one can fail a gate where its margin blocks', () => {
  const pass = aPass('p', ['timeToFirstToken', 'visionEncode', 'interTokenP50', 'modelSize', 'endToEnd', 'prefill']);
  const margins = pass.metrics
    .filter((metric) => metric !== 'prefill')
    .map((metric) => aMargin(metric, metric === 'endToEnd' ? { severity: 'warn' } : {}));
  expect(decidingMetrics(pass, { margins })).toEqual(['timeToFirstToken', 'visionEncode', 'modelSize']);
});

test('a parent closes its phases when its whole interval is no worse than before', () => {
  const change = (low: number, high: number) => ({ estimate: (low + high) / 2, low, high, confidence: 0.9 });
  expect(closesPhases({ metric: 'timeToFirstToken', change: change(-0.1, 0) })).toBe(true);
  expect(closesPhases({ metric: 'timeToFirstToken', change: change(-0.1, 0.001) })).toBe(false);
  expect(closesPhases({ metric: 'decodeRate', change: change(0, 0.1) })).toBe(true);
  expect(closesPhases({ metric: 'decodeRate', change: change(-0.001, 0.1) })).toBe(false);
  expect(closesPhases({ metric: 'timeToFirstToken', change: null })).toBe(false);
});

test('the parent of a phone without a mean is the mean of its model, and never that of another phone', () => {
  const devices = [aDevice('one', { model: 'a' }), aDevice('two', { model: 'b' })];
  const phase = aComparison('prefill');
  const { deviceId, ...whole } = aComparison('timeToFirstToken');
  const meanOf = (deviceModel: string): DeviceModelComparison => ({
    ...whole,
    deviceModel,
    deviceIds: [deviceId],
    heterogeneity: null,
  });
  const own = aComparison('timeToFirstToken');
  const other = aComparison('timeToFirstToken', { deviceId: 'two' });
  expect(parentOf(phase, [other, own], devices)).toBe(own);
  const mean = meanOf('a');
  expect(parentOf(phase, [meanOf('b'), mean], devices)).toBe(mean);
  expect(parentOf(phase, [other, meanOf('b')], devices)).toBeUndefined();
});

test('a phase decides for itself where its parent does not decide, and can fail a gate where its parent leaves it open', () => {
  const devices = [aDevice('one')];
  const findings = (severity: 'block' | 'warn', high: number) => ({
    devices,
    deviceModels: [],
    comparisons: [
      aComparison('timeToFirstToken', { severity, change: { estimate: -0.02, low: -0.03, high, confidence: 0.9 } }),
      aComparison('visionEncode'),
    ],
  });
  const names = (of: typeof wholeFindings, given: ReturnType<typeof findings>) => of(given).map(({ metric }) => metric);
  expect(names(wholeFindings, findings('block', 0.01))).toEqual(['timeToFirstToken']);
  expect(names(wholeFindings, findings('warn', 0.01))).toEqual(['visionEncode']);
  expect(names(decidingFindings, findings('block', 0.01))).toEqual(['timeToFirstToken', 'visionEncode']);
  expect(names(decidingFindings, findings('block', -0.01))).toEqual(['timeToFirstToken']);
});

test('a metric is one question of a model as soon as one of its phones can report it, and none where no phone can', () => {
  const passes = [aPass('p', ['energyPerAnswer'])];
  const { capabilities } = aDevice('one');
  const mute = { capabilities: { ...capabilities, energy: null } };
  const countOf = (devices: readonly Device[]): number => decidingCount(aRun({ passes, devices }));
  expect(countOf([aDevice('one', mute), aDevice('two')])).toBe(1);
  expect(countOf([aDevice('one', mute), aDevice('two', mute)])).toBe(0);
});
