import { expect, test } from 'vitest';
import { aLaunch, aMeasured, anIteration, aRun, LOST, TOO_HOT } from '#harness/compare/run.fixture.ts';
import { launchGroupOf, samplesOf } from './launch-group.ts';
import { comparedArms } from './compared-arms.ts';

const PLACE = { deviceId: 'one', pass: 'latency', block: 0, arm: 'candidate' } as const;
const took = (visionEncodeMs: number) => aMeasured({ iterations: [anIteration({ visionEncodeMs })] });

function visionOf(launches: ReturnType<typeof aLaunch>[]): readonly { block: number; value: number }[] {
  const { candidate } = comparedArms(aRun({ overrides: { launches } }), null, []);
  const samples = samplesOf(launchGroupOf(candidate, 'one', 'latency'), 'visionEncode');
  return samples.map(({ block, value }) => ({ block, value }));
}

test('of several attempts the last one counts', () => {
  const lost = aLaunch(PLACE, LOST);
  const measured = aLaunch(PLACE, took(50), { attempt: 2 });
  expect(visionOf([lost, measured])).toEqual([{ block: 0, value: 50 }]);
  expect(visionOf([measured, lost])).toEqual([{ block: 0, value: 50 }]);
});

test('a slot whose last attempt was not measured counts for nothing', () => {
  expect(visionOf([aLaunch(PLACE, took(50)), aLaunch(PLACE, TOO_HOT, { attempt: 2 })])).toEqual([]);
});

test('a first launch after installation is never compared', () => {
  const first = aLaunch(PLACE, took(90));
  expect(visionOf([{ ...first, slot: { ...first.slot, discard: true } }])).toEqual([]);
});

test('launches of another device, pass or arm do not mix in', () => {
  const others = [
    { ...PLACE, deviceId: 'two' },
    { ...PLACE, pass: 'memory' },
    { ...PLACE, arm: 'baseline' },
  ] as const;
  expect(visionOf(others.map((place) => aLaunch(place, took(50))))).toEqual([]);
});

test('values stand in the order they were measured', () => {
  const launches = [2, 0, 1].map((block) => aLaunch({ ...PLACE, block }, took(10 + block)));
  expect(visionOf(launches).map((sample) => sample.block)).toEqual([0, 1, 2]);
});
