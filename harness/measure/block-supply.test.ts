import { expect, test } from 'vitest';
import type { Launch } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';
import type { SupplyState } from '#harness/domain/power.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import { measureRun } from './measure-run.ts';
import { build, measured, request, scriptedLab } from './scripted-device.fixture.ts';

/** Two blocks of two launches; what powers the phone is asked before the first and after each launch. */
async function measuredOn(supplies: readonly SupplyState[]): Promise<readonly Launch[]> {
  const lab = scriptedLab({ a: { outcomes: [measured()], supplies } });
  const asked = request(lab, 1);
  const slots = [0, 1, 2, 3].map((index): Slot => {
    const arm = index % 2 === 0 ? 'baseline' : 'candidate';
    return { index, pass: 'latency', block: Math.floor(index / 2), arm, discard: false };
  });
  const plan = { seed: 1, devices: [{ deviceId: 'a', slots }] };
  const { run, lost } = await measureRun({
    ...asked,
    plan,
    header: { ...asked.header, reference: measuredBeside(build('baseline')) },
  });
  expect(lost).toEqual([]);
  return run.launches;
}

const kinds = (launches: readonly Launch[]): readonly string[] =>
  launches.map(({ outcome }) => (outcome.kind === 'invalid' ? outcome.reason : outcome.kind));

test('a phone on one supply is measured, whichever it is', async () => {
  expect(kinds(await measuredOn(['charging']))).toEqual(['measured', 'measured', 'measured', 'measured']);
});

test('a cable that is moved inside a block costs that block one launch, once, and no phone', async () => {
  expect(kinds(await measuredOn(['battery', 'held']))).toEqual(['measured', 'otherSupply', 'measured', 'measured']);
});

test('a cable that is moved back in time costs nothing', async () => {
  const launches = await measuredOn(['battery', 'held', 'held', 'battery']);
  expect(kinds(launches)).toEqual(['measured', 'measured', 'measured', 'measured']);
});
