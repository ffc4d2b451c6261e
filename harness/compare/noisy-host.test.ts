import { expect, test } from 'vitest';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Device } from '#harness/domain/device.ts';
import type { KnownNoise } from '#harness/domain/known-noise.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { assess } from './assess.ts';
import { aDevice, aMargin, aMeasured, anIteration, aPass, aRun, aSuite } from './run.fixture.ts';

const METRICS = ['timeToFirstToken', 'peakMemory'] as const;
const machine: Device = { ...aDevice('one', { provenance: 'host' }), platform: 'host' };

/** A candidate that is twice as slow and large, on a device where the app waits for so much of its time. */
function slower(
  device: Device,
  { waitedMs, known = [] }: { readonly waitedMs?: number; readonly known?: readonly KnownNoise[] } = {},
): Assessment {
  const passes = [aPass('only', [...METRICS])];
  const run = aRun({
    devices: [device],
    passes,
    blocks: 8,
    outcome: ({ arm, block }) => {
      const factor = arm === 'candidate' ? 2 : 1;
      return aMeasured({
        iterations: [0, 1, 2, 3].map((index) => anIteration({ visionEncodeMs: (200 + block) * factor }, { index })),
        peakFootprintBytes: 500e6 * factor,
        cpuTimeMs: 900,
        ...(waitedMs === undefined ? {} : { waitedMs }),
      });
    },
  });
  const suite = { ...aSuite(passes), margins: METRICS.map((metric) => aMargin(metric)) };
  return assess({ run: { ...run, suite, known }, baselineRun: null, seed: 1 });
}

const severities = ({ comparisons }: Assessment): unknown =>
  comparisons.map(({ metric, severity }) => [metric, severity]);
const codes = ({ warnings }: Assessment): readonly string[] => warnings.map(({ code }) => code);
const failed = (assessment: Assessment): unknown =>
  decide(assessment, POLICIES.pr).reasons.map((reason) => ('metric' in reason ? reason.metric : reason.kind));

test('on a quiet machine times and sizes decide, as on a phone', () => {
  const assessment = slower(machine, { waitedMs: 9 });
  expect(codes(assessment)).not.toContain('noisyHost');
  expect(failed(assessment)).toEqual(expect.arrayContaining([...METRICS]));
});

test('where other work took processors from the app, its times only warn, and its sizes decide all the same', () => {
  const assessment = slower(machine, { waitedMs: 100 });
  expect(severities(assessment)).toEqual([
    ['timeToFirstToken', 'warn'],
    ['peakMemory', 'block'],
  ]);
  expect(assessment.warnings).toContainEqual({
    code: 'noisyHost',
    message:
      'In the median launch, other work had the processor for 10 % of the time in which the app wanted it, on iPhone one, pass only: times only warn.',
  });
  expect(failed(assessment)).toEqual(['peakMemory']);
});

test('where a calibration doubts a time of the machine, that one only warns', () => {
  const doubted: KnownNoise = {
    deviceId: 'one',
    passId: 'only',
    metric: 'timeToFirstToken',
    farOut: 0,
    launches: 16,
    lag1: 0,
    isDoubted: true,
  };
  const assessment = slower(machine, { waitedMs: 0, known: [doubted, { ...doubted, metric: 'peakMemory' }] });
  expect(failed(assessment)).toEqual(['peakMemory']);
  expect(codes(assessment)).toContain('noisyHost');
});

test('on a phone nothing of this counts', () => {
  const phone = slower(aDevice('one'), { waitedMs: 900 });
  expect(failed(phone)).toEqual(expect.arrayContaining([...METRICS]));
  expect(codes(phone)).not.toContain('noisyHost');
});
