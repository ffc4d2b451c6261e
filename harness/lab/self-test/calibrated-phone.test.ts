import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { aCalibration } from './calibration.fixture.ts';
import { calibratedPhone } from './calibrated-phone.ts';
import { simulateRun } from './simulate-run.ts';
import { aSimulation, aSmallSuite } from './simulation.fixture.ts';

const SUITE = aSmallSuite(['visionEncode'], { blocks: 6 });

/** The models that a comparison of these phones judges together. */
function modelsOf(...phones: readonly Partial<Calibration>[]): readonly string[] {
  const simulated = phones.flatMap((phone) => calibratedPhone([aCalibration(phone)], SUITE) ?? []);
  const run = simulateRun(aSimulation(SUITE, { phones: simulated }));
  return assess({ run, baselineRun: null, seed: 1 }).deviceModels.map(({ deviceModel }) => deviceModel);
}

test('a phone is simulated with the levels that were calibrated on it, as a virtual one of a name of its own', () => {
  const phone = calibratedPhone([aCalibration({ deviceId: 'mine', level: 70 })], SUITE);
  expect(phone?.device).toMatchObject({ id: 'simulated-mine', label: 'Simulated mine', provenance: 'virtual' });
  expect(phone?.profile.quantities.visionEncode.level).toBe(70);
  expect(calibratedPhone([], SUITE)).toBeNull();
});

test('phones of one model are judged together, those of different models are not', () => {
  expect(modelsOf({ deviceId: 'one' }, { deviceId: 'two' })).toEqual(['iPhone17,1']);
  expect(modelsOf({ deviceId: 'one' }, { deviceId: 'two', model: 'iPhone14,5' })).toEqual([]);
});
