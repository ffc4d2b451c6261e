import { assert, asyncProperty, integer } from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { measurePhones, type Phones, phones } from './random-phones.fixture.ts';

const RUNS = { numRuns: 25, seed: 20_260_101 };
const paces = integer({ min: 1, max: 1000 });

const decided = (run: Run): Decision => decide(assess({ run, baselineRun: null, seed: 1 }), POLICIES.pr);
const staying = (drawn: Phones): Phones => ({ ...drawn, lostAt: drawn.lostAt.map(() => null) });

/** What was measured and left out, in an order that does not depend on who was faster. */
function measured({ launches, skipped = [], isComplete }: Run): unknown {
  const texts = launches.map(({ deviceId, slot, outcome }) => `${deviceId} ${slot.index} ${outcome.kind}`);
  const left = skipped.map(({ deviceId, passId, fromBlock }) => `${deviceId} ${passId} ${fromBlock}`);
  return [texts.toSorted(), left.toSorted(), isComplete];
}

async function wholeRun(...of: Parameters<typeof measurePhones>): Promise<Run> {
  const { run } = await measurePhones(...of);
  if (run === null) throw new Error('the run was not interrupted, and yet it did not end');
  return run;
}

test('which phone of a model is faster changes neither what is measured nor what is decided', async () => {
  await assert(
    asyncProperty(phones, paces, async (drawn, pace) => {
      const [run, other] = [await wholeRun(staying(drawn)), await wholeRun(staying(drawn), { pace })];
      expect(measured(other)).toEqual(measured(run));
      expect(decided(other)).toEqual(decided(run));
    }),
    RUNS,
  );
});

test('a run that was interrupted anywhere and resumed measures and decides what it would have', async () => {
  await assert(
    asyncProperty(phones, paces, async (drawn, pace) => {
      const run = await wholeRun(staying(drawn));
      const until = 1 + (pace % run.launches.length);
      const { journal: done } = await measurePhones(staying(drawn), { until, pace });
      const resumed = await wholeRun(staying(drawn), { done });
      expect(measured(resumed)).toEqual(measured(run));
      expect(decided(resumed)).toEqual(decided(run));
    }),
    RUNS,
  );
});

test('a run that loses phones ends, and never passes', async () => {
  await assert(
    asyncProperty(phones, paces, async (drawn, pace) => {
      const run = parseRun(JSON.parse(JSON.stringify(await wholeRun(drawn, { pace }))), 'run');
      const mayPass = run.lost === undefined;
      expect(mayPass || decided(run).kind !== 'pass').toBe(true);
    }),
    RUNS,
  );
});

test('a run that lost phones is measured to its end when they are back', async () => {
  await assert(
    asyncProperty(phones, paces, async (drawn, pace) => {
      const { run, journal: done } = await measurePhones(drawn, { pace });
      if (run?.lost === undefined) return;
      const resumed = await wholeRun(staying(drawn), { done });
      expect(resumed).toMatchObject({ isComplete: true });
      expect(resumed.lost).toBeUndefined();
    }),
    RUNS,
  );
});
