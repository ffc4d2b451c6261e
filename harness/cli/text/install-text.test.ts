import { expect, test } from 'vitest';
import { aBuild, aRun, identifiedAs } from '#harness/compare/run.fixture.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { measuredBeside, NO_REFERENCE } from '#harness/domain/reference.ts';
import { planOf } from '#harness/plan/plan-launches.ts';
import { exampleCalibration } from '#harness/store/run.fixture.ts';
import { installationsOf } from '#harness/plan/installations.ts';
import { installText } from './install-text.ts';

const run = aRun({ blocks: 12 });
const baseline = aBuild('baseline');
const candidate = aBuild('candidate');
const plan = planOf({ ...run, reference: measuredBeside(baseline) });
const installs = plan.devices[0]?.slots.filter(({ arm }, at, slots) => arm !== slots[at - 1]?.arm).length ?? 0;

test('builds of one bundle identifier reinstall each other, and the remedy is named', () => {
  const text = installText(installationsOf({ reference: measuredBeside(baseline), candidate }, plan, []));
  expect(text).toContain(
    `One bundle identifier, com.example.fastvlm: a phone reinstalls ${installs - 2} times, and a preparation launch`,
  );
  expect(text).toContain('Give one build another identifier');
});

test('what it takes is said where a calibration knows what an installation takes', () => {
  const known: Calibration = { ...exampleCalibration(), deviceId: 'one', installMinutes: 2 };
  expect(installText(installationsOf({ reference: measuredBeside(baseline), candidate }, plan, [known]))).toContain(
    `${installs - 2} times, +${2 * (installs - 2)} min, and`,
  );
});

test('nothing is said where each build is installed once', () => {
  const once = { ...plan, devices: plan.devices.map((own) => ({ ...own, slots: own.slots.slice(0, 2) })) };
  expect(installText(installationsOf({ reference: measuredBeside(baseline), candidate }, once, []))).toBe('');
});

test('builds of two bundle identifiers both stay installed', () => {
  const beside = identifiedAs(candidate, { bundleId: 'com.example.beside' });
  expect(installText(installationsOf({ reference: measuredBeside(baseline), candidate: beside }, plan, []))).toBe(
    'Both builds stay installed (com.example.fastvlm, com.example.beside): each is installed and prepared once a phone.\n',
  );
});

test('a build alone, a build against itself and builds that were not named need no text', () => {
  const silent = [{ candidate, reference: NO_REFERENCE }, { candidate, reference: measuredBeside(candidate) }, {}];
  for (const builds of silent) expect(installText(installationsOf(builds, plan, []))).toBe('');
});
