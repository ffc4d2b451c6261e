import { expect, test } from 'vitest';
import type { Outcome } from '#harness/domain/launch.ts';
import { aDevice, aMeasured, anIteration, aPass, aRun, launchNoise } from './run.fixture.ts';
import { stoppingRule } from './stopping.ts';

test('a metric that no phone of the model can report is not waited for, one that a phone has not reported yet is', () => {
  const energy = aPass('latency', ['timeToFirstToken', 'energyPerAnswer']);
  const passes = [{ ...energy, protocol: { ...energy.protocol, blocks: 24, looks: [6, 12, 18] } }];
  const settled = (mute: readonly string[]): boolean => {
    const noise = launchNoise(5, 0.01);
    const devices = ['one', 'two'].map((id) => {
      const device = aDevice(id);
      return mute.includes(id) ? { ...device, capabilities: { ...device.capabilities, energy: null } } : device;
    });
    const outcome = (): Outcome => aMeasured({ iterations: [anIteration({ visionEncodeMs: 50 * noise() })] });
    const run = aRun({ blocks: 6, passes, devices, outcome });
    return stoppingRule(run)({ deviceIds: ['one', 'two'], passId: 'latency', blocks: 6 }, run.launches);
  };
  expect(settled(['one', 'two'])).toBe(true);
  expect(settled(['one'])).toBe(false);
  expect(settled([])).toBe(false);
});
