import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aMargin, aMeasured, anIteration, aPass, aRun, aSuite } from '#harness/compare/run.fixture.ts';
import type { Run } from '#harness/domain/run.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { launchEnergy } from './launch-energy.ts';
import { launchStretches, TICK_MS } from './readings.fixture.ts';

const ENERGY = aPass('energy', ['energyPerAnswer']);
const IDLE_WATTS = 0.8;

/** Launches whose telemetry was read, 1 % of noise between them, the candidate's work costing so much more. */
function runWith(change: number): Run {
  const normal = standardNormal(createRandom(3, 'energy'));
  return aRun({
    blocks: 8,
    passes: [ENERGY],
    overrides: { suite: aSuite([ENERGY], [aMargin('energyPerAnswer', { percent: 4 })]) },
    outcome: ({ arm }) => {
      const work = 3.7 * (1 + 0.01 * normal()) * (arm === 'candidate' ? 1 + change : 1);
      const idle = [80, IDLE_WATTS] as const;
      const stretches = launchStretches(idle, [400, IDLE_WATTS + work], idle);
      const reading = launchEnergy({ source: 'load', ...stretches, refreshMs: 20_000, tickMs: TICK_MS });
      if (reading.kind !== 'known') throw new Error(JSON.stringify(reading));
      return aMeasured({ energy: reading.energy, iterations: Array.from({ length: 40 }, () => anIteration()) });
    },
  });
}

function verdictOf(run: Run): unknown {
  return assess({ run, baselineRun: null, seed: 1 }).comparisons.map(({ verdict }) => verdict.kind);
}

test('a build that uses 8 % more is found in readings of the telemetry, an unchanged one is shown unharmed', () => {
  expect(verdictOf(runWith(0.08))).toEqual(['regression']);
  expect(verdictOf(runWith(0))).toEqual(['noRegression']);
});
