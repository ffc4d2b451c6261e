import { expect, test } from 'vitest';
import { CHARGING, CONSUMED, HELD, HELD_LATER } from '#harness/energy/golden-dumps.fixture.ts';
import { createRandom } from '#harness/stats/random.ts';
import { type Gauge, newGauge, powerTelemetry, tick } from './gauge.ts';

test.each([
  ['held', HELD, 3660],
  ['held, later', HELD_LATER, 4155],
  ['charging', CHARGING, 11_895],
] as const)('the instant values of a public dump are reproduced: %s', (_, dump, consumed) => {
  const { supply, loadMilliwatts, inputMilliwatts, batteryMilliwatts } = dump;
  const gauge = tick(newGauge('battery', 0), {
    supply: supply ?? 'battery',
    loadMilliwatts: loadMilliwatts ?? 0,
    chargeMilliwatts: batteryMilliwatts ?? 0,
  });
  expect(powerTelemetry(gauge)).toMatchObject({
    SystemLoad: loadMilliwatts,
    SystemPowerIn: inputMilliwatts,
    BatteryPower: batteryMilliwatts,
    SystemEnergyConsumed: consumed,
    AccumulatedSystemEnergyConsumed: consumed,
  });
});

/** Of a whole number divided by 3.6, the part behind the point: on average 17/36, as all of 0/18 to 17/18 are equally likely. */
const LOST_IN_A_TICK = 17 / 36;

test('the counter of consumed energy loses what rounding down in each tick loses, in the dumps and here', () => {
  for (const { inputMilliwatts, ticks, counter } of CONSUMED) {
    expect(Math.abs((inputMilliwatts / 3.6 - counter) / ticks - LOST_IN_A_TICK)).toBeLessThan(0.004);
  }
  const random = createRandom(1, 'gauge');
  let gauge: Gauge = newGauge('held', 0);
  for (let count = 0; count < 45_146; count += 1) {
    gauge = tick(gauge, {
      supply: 'held',
      loadMilliwatts: 5000 + Math.floor(random.next() * 20_000),
      chargeMilliwatts: 0,
    });
  }
  const lost = gauge.accumulatedInputMilliwatts / 3.6 - gauge.consumedMicrowattHours;
  // Its standard error is .29 / √45,146.
  expect(Math.abs(lost / gauge.inputTicks - LOST_IN_A_TICK)).toBeLessThan(0.006);
});

test('on battery nothing comes in, and that counter stands still while the load counts', () => {
  const before = tick(newGauge('held', 4000), { supply: 'held', loadMilliwatts: 4000, chargeMilliwatts: 0 }, 100);
  const after = tick(before, { supply: 'battery', loadMilliwatts: 4636, chargeMilliwatts: 0 }, 100);
  expect(after.consumedMicrowattHours).toBe(before.consumedMicrowattHours);
  expect(after).toMatchObject({ inputTicks: 100, inputMilliwatts: 0, batteryMilliwatts: -4636, dischargeTicks: 100 });
  expect(after.accumulatedLoadMilliwatts - before.accumulatedLoadMilliwatts).toBe(463_600);
  expect(after.accumulatedDischargeMilliwatts).toBe(-463_600);
});

test('many equal ticks at once are as many one after another', () => {
  const ticks = { supply: 'charging', loadMilliwatts: 812.4, chargeMilliwatts: 9000 } as const;
  let slowly = newGauge('battery', 0);
  for (let count = 0; count < 20; count += 1) slowly = tick(slowly, ticks);
  expect(tick(newGauge('battery', 0), ticks, 20)).toEqual(slowly);
});
