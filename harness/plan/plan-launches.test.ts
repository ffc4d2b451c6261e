import { expect, test } from 'vitest';
import { aDevice, aPass, aRun, aSuite } from '#harness/compare/run.fixture.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Plan, Slot } from '#harness/domain/plan.ts';
import { ORDER_VERSION } from '#harness/domain/run.ts';
import { planLaunches, refuseOtherOrder } from './plan-launches.ts';

const passes = ['accuracy', 'latency', 'memory'].map((id) => {
  const pass = aPass(id, ['endToEnd']);
  return { ...pass, protocol: { ...pass.protocol, blocks: 24 } };
});
const header = { suite: aSuite(passes), devices: [aDevice('one'), aDevice('two')], seed: 7 };
const current = { ...header, orderVersion: ORDER_VERSION };

function orders(plan: Plan): readonly string[] {
  return plan.devices.flatMap(({ slots }) =>
    passes.map(({ id }) =>
      slots
        .filter((slot) => slot.pass === id)
        .map(({ arm }) => arm.charAt(0))
        .join(''),
    ),
  );
}

function launched(slots: readonly Slot[]): readonly Launch[] {
  const [launch] = aRun().launches;
  return launch === undefined ? [] : slots.map((slot) => ({ ...launch, slot }));
}

test('every pass on every phone draws an order of its own', () => {
  expect(new Set(orders(planLaunches(current, ['baseline', 'candidate']))).size).toBe(6);
});

test('the order of a pass does not depend on the passes before it', () => {
  const alone = { ...current, suite: aSuite(passes.slice(2)) };
  const ordersAlone = planLaunches(alone, ['baseline', 'candidate']).devices.map(({ slots }) =>
    slots.map(({ arm }) => arm),
  );
  const among = planLaunches(current, ['baseline', 'candidate']).devices.map(({ slots }) =>
    slots.filter(({ pass }) => pass === 'memory').map(({ arm }) => arm),
  );
  expect(ordersAlone).toEqual(among);
});

test('a run that does not say how its order is drawn keeps the one it began with', () => {
  // As version 0.1 drew it: one stream a phone, begun anew with each pass.
  const first = 'cbbccbbccbbcbccbcbbcbccbcbbcbccbcbbccbbccbbccbbc';
  const [accuracy, latency, memory] = orders(planLaunches(header, ['baseline', 'candidate']));
  expect([accuracy, latency, memory]).toEqual([first, first, first]);
});

test('launches of another order are not continued', () => {
  const old = planLaunches(header, ['baseline', 'candidate']);
  const done = launched(old.devices[0]?.slots.slice(0, 60) ?? []);
  expect(done).toHaveLength(60);
  expect(() => refuseOtherOrder(old, done, header)).not.toThrow();
  const now = planLaunches(current, ['baseline', 'candidate']);
  expect(() => refuseOtherOrder(now, done, current)).toThrow('in another order');
  const later = { ...current, orderVersion: ORDER_VERSION + 1 };
  expect(() => refuseOtherOrder(now, [], later)).toThrow('in another order');
});
