import { expect, test } from 'vitest';
import type { DeviceState } from '#harness/domain/device.ts';
import type { SupplyState } from '#harness/domain/power.ts';
import type { Run } from '#harness/domain/run.ts';
import { assess } from '#harness/compare/assess.ts';
import { aRun } from '#harness/compare/run.fixture.ts';
import { supplyDifferences } from './supplies.ts';

function poweredBy(...supplies: readonly (SupplyState | null)[]): Run {
  const run = aRun({ hasBaseline: false, blocks: 3 });
  const launches = run.launches.map((launch, index) => {
    const supply = supplies[index % supplies.length] ?? null;
    const before: DeviceState = { ...SILENT, supply };
    return { ...launch, before };
  });
  return { ...run, id: `on ${supplies.join()}`, launches };
}

const SILENT = { at: '', thermal: null, batteryPercent: null, charging: null, lowPowerMode: null, temperatureC: null };

test('runs on one supply do not differ, nor do runs that never reported theirs', () => {
  expect(supplyDifferences(poweredBy('held'), poweredBy('held'))).toEqual([]);
  expect(supplyDifferences(poweredBy('held'), poweredBy(null))).toEqual([]);
  expect(supplyDifferences(poweredBy(null), poweredBy('charging'))).toEqual([]);
});

test('a run on another supply is named with both', () => {
  expect(supplyDifferences(poweredBy('battery', 'held'), poweredBy('charging'))).toEqual([
    'Power supply of pass latency: the candidate was measured on battery or on an adapter, battery held, the baseline charging.',
  ]);
});

test('an assessment of such runs warns', () => {
  const { warnings } = assess({ run: poweredBy('battery'), baselineRun: poweredBy('charging'), seed: 1 });
  expect(warnings).toContainEqual({
    code: 'comparabilityRelaxed',
    message: expect.stringContaining('Power supply of pass latency'),
  });
});
