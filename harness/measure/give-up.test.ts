import { expect, test } from 'vitest';
import type { Outcome } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';
import { measureRun } from './measure-run.ts';
import { patientClock } from './in-memory.fixture.ts';
import {
  crash,
  type Lab,
  measured,
  outcomesOf,
  request,
  scriptedLab,
  type Script,
  unplugged,
} from './scripted-device.fixture.ts';

const lowPower: Outcome = { kind: 'invalid', reason: 'lowPower', message: 'Low Power Mode was on while the app ran.' };
const MINUTE_MS = 60_000;

/** Runs so many slots on a phone with this script beside a sound one. */
async function measureBeside(script: Script, slots: number) {
  const lab = scriptedLab({ bad: script, good: { outcomes: [measured()] } });
  const clock = patientClock();
  const { run, lost } = await measureRun(request(lab, slots, { clock }));
  const [lostOne] = lost;
  const onBad = run.launches.filter(({ deviceId }) => deviceId === 'bad');
  return {
    lab: lab satisfies Lab,
    run,
    error: lostOne?.error ?? null,
    tries: onBad.length,
    good: run.launches.length - onBad.length,
    waitedMs: clock.monotonicMs(),
  };
}

test('a phone that misses its readiness limit twice in a row is given up, and the others finish', async () => {
  const result = await measureBeside({ outcomes: [measured()], thermals: ['serious'] }, 500);
  expect(result).toMatchObject({ tries: 2, good: 500, error: { code: 'DEVICE_GIVEN_UP', exitCode: 4 } });
  expect(result.error?.message).toBe(
    'bad was not ready within its limit twice in a row; the last wait took 60 s. ' +
      'The reason: thermal state is serious (charge 80 %).',
  );
  expect(result.error?.remedy).toMatch(/cool down.*charging\.$/);
  expect(result.waitedMs).toBeLessThan(3 * MINUTE_MS);
  expect(result.run.isComplete).toBe(false);
});

test('a phone that misses its limit now and then is given up at the fifth time', async () => {
  // Thirteen looks fill the limit of a minute; then the phone is ready before and after one launch.
  const miss = Array.from({ length: 13 }, () => 'fair' as const);
  const thermals = Array.from({ length: 8 }, () => [...miss, 'nominal' as const, 'nominal' as const]).flat();
  const result = await measureBeside({ outcomes: [measured()], thermals }, 500);
  expect(result.error?.message).toMatch(/^bad was not ready within its limit 5 times in this run;/);
  expect(result.waitedMs).toBeLessThan(8 * MINUTE_MS);
});

test.each<[string, Script, RegExp]>([
  [
    'get warm while they run',
    { outcomes: [measured('fair')] },
    /8 × invalid \(thermal\)\. The last one: thermal state became fair/,
  ],
  [
    'get warm between two questions',
    { outcomes: [{ ...measured(), thermalChanges: [{ atNs: 5, state: 'serious' }] }] },
    /8 × invalid \(thermal\)\. The last one: thermal state became serious/,
  ],
  ['run in Low Power Mode', { outcomes: [lowPower] }, /8 × invalid \(lowPower\)\. The last one: Low Power Mode was on/],
  ['fail through the lab', { outcomes: [unplugged] }, /8 × TUNNEL\. The last one: no tunnel\.$/],
  ['fail in more than one way', { outcomes: [unplugged, lowPower, unplugged] }, /7 × TUNNEL, 1 × invalid \(lowPower\)/],
])('a phone on which launches %s again and again is given up after eight', async (_how, script, message) => {
  const result = await measureBeside(script, 500);
  expect(result).toMatchObject({ tries: 8, good: 500, error: { code: 'DEVICE_GIVEN_UP' } });
  expect(result.error?.message).toMatch(/^8 launches in a row measured nothing on bad: /);
  expect(result.error?.message).toMatch(message);
});

test('a phone that opens and never says how it is is given up', async () => {
  const silentStates = Array.from({ length: 100 }, (_, index) => index + 1);
  const result = await measureBeside({ outcomes: [measured()], silentStates }, 500);
  expect(result).toMatchObject({ tries: 8, error: { code: 'DEVICE_GIVEN_UP' } });
  expect(result.error?.message).toContain('8 × DEVICE_LOST');
});

test('a build that cannot be launched on a phone ends the measurement there, though the other one can', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] } });
  const plain = request(lab, 0);
  const slots = Array.from({ length: 200 }, (_, index): Slot => ({
    index,
    pass: 'latency',
    block: index >> 1,
    arm: index % 2 === 0 ? 'baseline' : 'candidate',
    discard: false,
  }));
  const outcomes = slots.flatMap(({ arm }) => (arm === 'baseline' ? Array<Outcome>(4).fill(unplugged) : [measured()]));
  const scripted = scriptedLab({ a: { outcomes } });
  const { run, lost } = await measureRun({
    ...plain,
    driverOf: () => scripted.driver,
    plan: { seed: 1, devices: [{ deviceId: 'a', slots }] },
  });
  expect(run.launches).toHaveLength(9);
  expect(lost[0]?.error.message).toMatch(/^8 launches of the baseline in a row measured nothing on a: 8 × TUNNEL/);
});

test('a build that crashes is no reason to give the phone up', async () => {
  const result = await measureBeside({ outcomes: [crash] }, 500);
  expect(result.error).toBeNull();
});

test('whoever resumes gets new tries', async () => {
  const warm = scriptedLab({ a: { outcomes: [measured()], thermals: ['serious'] } });
  const first = await measureRun(request(warm, 3));
  expect(first.lost).toHaveLength(1);
  const cool = scriptedLab({ a: { outcomes: [measured()] } });
  const { run, lost } = await measureRun(request(cool, 3, { done: first.run.launches }));
  expect(lost).toEqual([]);
  expect(outcomesOf(run)).toEqual(['invalid', 'invalid', 'measured', 'measured', 'measured']);
});
