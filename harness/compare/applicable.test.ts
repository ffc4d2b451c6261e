import { expect, test } from 'vitest';
import { assess } from './assess.ts';
import { launchValuesOf } from './launches/launch-values.ts';
import { aDevice, aMeasured, aPass, aRun } from './run.fixture.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { inapplicableText } from '#harness/text/applicable.ts';
import { applicableMetrics, inapplicableMetrics } from '#harness/domain/applicable.ts';
import { type Capabilities, phoneCapabilities } from '#harness/domain/device.ts';

const able = (changes: Partial<Capabilities> = {}): { readonly capabilities: Capabilities } => ({
  capabilities: { ...phoneCapabilities(20_000), ...changes },
});
const pass = { metrics: ['timeToFirstToken', 'peakMemory', 'energyPerAnswer', 'averagePower'], protocol: {} } as const;

test('a phone reports everything', () => {
  expect(applicableMetrics(pass, able())).toEqual(pass.metrics);
  expect(inapplicableMetrics([pass], able())).toEqual([]);
});

test('a metric that needs what a device lacks does not apply there', () => {
  const device = able({ energy: null, peakMemory: false });
  expect(applicableMetrics(pass, device)).toEqual(['timeToFirstToken']);
  expect(inapplicableMetrics([pass, pass], device)).toEqual(['peakMemory', 'energyPerAnswer', 'averagePower']);
});

test('a pass that forces a state applies where that state can be forced, with all that the device reports', () => {
  const forced = { ...pass, protocol: { forcedThermal: 'serious' } } as const;
  expect(applicableMetrics(forced, able())).toEqual(pass.metrics);
  const { forcedThermal: _, ...withoutInducer } = able().capabilities;
  for (const device of [able({ forcedThermal: ['fair'] }), { capabilities: withoutInducer }]) {
    expect(applicableMetrics(forced, device)).toEqual([]);
    // Its metrics are not missing by themselves.
    expect(inapplicableMetrics([forced], device)).toEqual([]);
    const named = { ...aPass('hot', pass.metrics), protocol: { ...aPass('hot', []).protocol, ...forced.protocol } };
    expect(inapplicableText(device, { passes: [named] })).toEqual([
      'not applicable: pass hot (thermal state serious cannot be forced here)',
    ]);
  }
});

const withoutMemory = aDevice('one', { capabilities: { ...phoneCapabilities(20_000), peakMemory: false } });
const runOn = (device: ReturnType<typeof aDevice>): ReturnType<typeof aRun> =>
  aRun({
    devices: [device],
    passes: [aPass('latency', ['timeToFirstToken', 'peakMemory'])],
    outcome: () => aMeasured({ peakFootprintBytes: 0 }),
  });

test('a run of nothing that its devices can measure passes under no policy', () => {
  const hot = aPass('hot', ['timeToFirstToken']);
  const passes = [{ ...hot, protocol: { ...hot.protocol, forcedThermal: 'serious' as const } }];
  const run = { ...aRun({ devices: [aDevice('one', able({ forcedThermal: [] }))], passes }), launches: [] };
  const { kind, reasons } = decide(assess({ run, baselineRun: null, seed: 1 }), POLICIES.pr);
  expect(kind).toBe('inconclusive');
  expect(reasons.map(({ message }) => message)).toContain(
    'No pass of the suite can be measured on the devices of the run, so nothing was measured',
  );
});

test('it is neither compared nor missing, and its zero is kept as no value', () => {
  const [lacking, full] = [runOn(withoutMemory), runOn(aDevice('one'))];
  const metricsOf = (run: typeof lacking): ReadonlySet<string> => {
    const { comparisons, summaries } = assess({ run, baselineRun: null, seed: 1 });
    return new Set([...comparisons, ...summaries, ...launchValuesOf(run)].map(({ metric }) => metric));
  };
  expect(metricsOf(lacking)).not.toContain('peakMemory');
  expect(metricsOf(full)).toContain('peakMemory');
  const decision = decide(assess({ run: lacking, baselineRun: null, seed: 1 }), POLICIES.release);
  expect(JSON.stringify(decision)).not.toContain('Peak memory');
});

test('what does not apply is said by its name', () => {
  expect(inapplicableText(able({ energy: null }), { passes: [aPass('energy', ['energyPerAnswer'])] })).toEqual([
    'not applicable: energy per answer',
  ]);
  expect(inapplicableText(able(), { passes: [aPass('energy', ['energyPerAnswer'])] })).toEqual([]);
});
