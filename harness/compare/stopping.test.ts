import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Launch } from '#harness/domain/launch.ts';
import { NO_REFERENCE } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import { assess } from './assess.ts';
import {
  aDevice,
  aMargin,
  aMeasured,
  anIteration,
  aPass,
  aRun,
  aSuite,
  CRASH,
  launchNoise,
  LOST,
  TOO_HOT,
} from './run.fixture.ts';
import { stoppingRule } from './stopping.ts';

const PLACE = { deviceIds: ['one'], passId: 'latency' };
const LOOKS = { blocks: 24, looks: [6, 12, 18] };
const pass = aPass('latency', ['timeToFirstToken', 'visionEncode']);
const PASSES = [{ ...pass, protocol: { ...pass.protocol, ...LOOKS } }];

/** A run of so many blocks whose vision encoder is slower by a factor in the candidate. */
function aRunOf(blocks: number, factor: number, sigma = 0.01, overrides: Partial<Run> = {}): Run {
  const noise = launchNoise(5, sigma);
  return aRun({
    blocks,
    passes: PASSES,
    outcome: ({ arm }) => {
      const visionEncodeMs = 50 * noise() * (arm === 'candidate' ? factor : 1);
      return aMeasured({ iterations: [anIteration({ visionEncodeMs })] });
    },
    overrides,
  });
}

const isSettled = (run: Run): boolean => {
  const blocks = new Set(run.launches.map(({ slot }) => slot.block)).size;
  return stoppingRule(run)({ ...PLACE, blocks }, run.launches);
};

test('a build that is surely unharmed, or surely slower, needs no more blocks', () => {
  expect(isSettled(aRunOf(6, 1))).toBe(true);
  expect(isSettled(aRunOf(6, 1.4))).toBe(true);
});

test('a build between the two goes on', () => {
  expect(isSettled(aRunOf(6, 1.12, 0.05))).toBe(false);
});

test('a regression that would not hold among all comparisons of the run goes on', () => {
  const run = aRunOf(6, 1.25, 0.03);
  const others = Array.from({ length: 39 }, (_, index) => aDevice(`${index}`, { model: `${index}` }));
  expect(isSettled(run)).toBe(true);
  expect(isSettled({ ...run, devices: [...run.devices, ...others] })).toBe(false);
});

test('a phase goes on, and is closed where its parent is certainly no worse', () => {
  // The encoder is half of the time to first token; its own margin is so narrow that six blocks cannot decide it.
  const margins = [aMargin('timeToFirstToken', { percent: 20 }), aMargin('visionEncode', { percent: 7 })];
  const drifted = aRunOf(6, 1.08, 0.02, { suite: aSuite(PASSES, margins) });
  expect(assess({ run: drifted, baselineRun: null, seed: 1 }).looks[0]?.taken).toEqual([
    { blocks: 6, undecided: ['visionEncode'] },
  ]);
  const noise = launchNoise(5, 0.02);
  const won = aRun({
    blocks: 6,
    passes: PASSES,
    outcome: ({ arm }) => {
      const isCandidate = arm === 'candidate';
      const question = { preprocessMs: isCandidate ? 5 : 20, visionEncodeMs: 50 * noise() * (isCandidate ? 1.06 : 1) };
      return aMeasured({ iterations: [anIteration(question)] });
    },
  });
  const assessment = assess({ run: won, baselineRun: null, seed: 1 });
  expect(assessment.comparisons.find(({ metric }) => metric === 'visionEncode')?.verdict.kind).toBe('inconclusive');
  expect(assessment.looks[0]?.taken).toEqual([{ blocks: 6, undecided: [] }]);
});

test('a phase goes on beside a regression of a parent that only warns: it fails the gate alone, or not at all', () => {
  const warning = aMargin('timeToFirstToken', { percent: 1, severity: 'warn' });
  const margins = [warning, aMargin('visionEncode', { percent: 18 })];
  const drifted = aRunOf(6, 1.2, 0.02, { suite: aSuite(PASSES, margins) });
  const { comparisons, looks } = assess({ run: drifted, baselineRun: null, seed: 1 });
  expect(comparisons.map(({ verdict }) => verdict.kind)).toEqual(['regression', 'inconclusive']);
  expect(looks[0]?.taken).toEqual([{ blocks: 6, undecided: ['visionEncode'] }]);
});

test('a phase that an app does not report is not waited for where its parent closes it', () => {
  const run = (candidateMs: number): Run => {
    const noise = launchNoise(5, 0.01);
    return aRun({
      blocks: 6,
      passes: PASSES,
      outcome: ({ arm }) => {
        const prefillMs = 30 * noise() * (arm === 'candidate' ? candidateMs / 30 : 1);
        const { spans, ...iteration } = anIteration({ prefillMs });
        return aMeasured({
          iterations: [{ ...iteration, spans: spans.filter(({ stage }) => stage !== 'visionEncode') }],
        });
      },
    });
  };
  const left = (of: Run) => assess({ run: of, baselineRun: null, seed: 1 }).looks[0]?.taken[0]?.undecided;
  expect(left(run(24))).toEqual([]);
  expect(left(run(31))).toEqual(['visionEncode']);
});

test('a metric that an arm has not reported yet goes on', () => {
  const run = aRunOf(6, 1);
  const tooHot = (launch: Launch): Launch =>
    launch.slot.arm === 'candidate' ? { ...launch, outcome: TOO_HOT } : launch;
  expect(isSettled({ ...run, launches: run.launches.map(tooHot) })).toBe(false);
});

test('a build that is measured alone is never settled', () => {
  expect(isSettled(aRunOf(6, 1, 0.01, { reference: NO_REFERENCE }))).toBe(false);
});

/** Blocks of two phones of one model, whose candidates are slower by a factor each. */
function fleetOf(blocks: number, factors: readonly number[], sigma: number, seed = 5): Run {
  const noise = launchNoise(seed, sigma);
  return aRun({
    blocks,
    passes: PASSES,
    devices: factors.map((_, index) => aDevice(`${index}`)),
    outcome: ({ arm, deviceId }) => {
      const visionEncodeMs = 50 * noise() * (arm === 'candidate' ? (factors[Number(deviceId)] ?? 1) : 1);
      return aMeasured({ iterations: [anIteration({ visionEncodeMs })] });
    },
  });
}

test('phones of a model stop together, by their mean, where each alone would go on', () => {
  const fleet = fleetOf(6, [1, 1, 1, 1], 0.05, 2);
  const ids = fleet.devices.map(({ id }) => id);
  const settled = (deviceIds: readonly string[]): boolean => {
    const seen = fleet.launches.filter(({ deviceId }) => deviceIds.includes(deviceId));
    return stoppingRule(fleet)({ deviceIds, passId: 'latency', blocks: 6 }, seen);
  };
  expect(settled(ids)).toBe(true);
  expect(ids.filter((id) => settled([id])).length).toBeLessThan(2);
  const { looks, deviceModels, comparisons } = assess({ run: fleet, baselineRun: null, seed: 1 });
  expect(looks).toMatchObject([{ deviceIds: ids, blocksMeasured: 6, taken: [{ blocks: 6, undecided: [] }] }]);
  expect(looks[0]?.minutesSaved).toBeCloseTo((4 * 18 * 2 * 1.5) / 60, 9);
  expect(new Set(deviceModels.map(({ verdict }) => verdict.kind))).toEqual(new Set(['noRegression']));
  expect(deviceModels[0]?.evidence).toMatchObject({ n: 6, method: 'mean-of-phones', look: { number: 1, of: 4 } });
  expect(deviceModels[0]?.evidence.deviceMinutes).toBeCloseTo((4 * 6 * 2 * 1.5) / 60, 9);
  expect(comparisons.some(({ verdict }) => verdict.kind === 'inconclusive')).toBe(true);
});

test('phones that disagree go on', () => {
  const fleet = fleetOf(6, [1, 1.4], 0.01);
  const seen = { deviceIds: ['0', '1'], passId: 'latency', blocks: 6 };
  expect(stoppingRule(fleet)(seen, fleet.launches)).toBe(false);
});

test('a phone that was lost has no part in the mean of the passes that it did not measure as far as the others', () => {
  const fleet = fleetOf(12, [1, 1, 1], 0.01);
  const launches = fleet.launches.filter(({ deviceId, slot }) => deviceId !== '2' || slot.block < 4);
  const lost = [{ deviceId: '2', message: 'unplugged' }];
  const assessed = assess({ run: { ...fleet, launches, lost, isComplete: false }, baselineRun: null, seed: 1 });
  expect(assessed.deviceModels.map(({ deviceIds }) => deviceIds)).toEqual([
    ['0', '1'],
    ['0', '1'],
  ]);
  expect(assessed.deviceModels[0]?.evidence.n).toBe(12);
});

test('phones that were measured unequally far, as earlier versions did, are compared at the blocks that all have', () => {
  const fleet = fleetOf(12, [1, 1], 0.01);
  const launches = fleet.launches.filter(({ deviceId, slot }) => deviceId === '0' || slot.block < 6);
  const { deviceModels, comparisons, looks } = assess({ run: { ...fleet, launches }, baselineRun: null, seed: 1 });
  expect(deviceModels[0]?.evidence.n).toBe(6);
  expect(comparisons.find(({ deviceId }) => deviceId === '0')?.evidence.n).toBe(12);
  expect(looks).toMatchObject([{ deviceIds: ['0', '1'], blocksMeasured: 6 }]);
});

test('a run that stopped early says what it saved', () => {
  const assessment = assess({ run: aRunOf(6, 1), baselineRun: null, seed: 1 });
  // Two launches of 1.5 s each make a block.
  expect(assessment.looks).toMatchObject([
    { ...PLACE, blocksPlanned: 24, blocksMeasured: 6, taken: [{ blocks: 6, undecided: [] }] },
  ]);
  expect(assessment.looks[0]?.minutesSaved).toBeCloseTo((18 * 2 * 1.5) / 60, 9);
  expect(assessment.comparisons[0]?.evidence.deviceMinutes).toBeCloseTo((6 * 2 * 1.5) / 60, 9);
});

test('a look saved nothing in a pass that was cut short between two looks, or with something left to decide', () => {
  const savedBy = (run: Run): number | undefined => assess({ run, baselineRun: null, seed: 1 }).looks[0]?.minutesSaved;
  expect(savedBy(aRunOf(7, 1))).toBe(0);
  expect(savedBy(aRunOf(6, 1.12, 0.05))).toBe(0);
});

/** What one launch of a random run may come to. */
const launchOf = fc.record({
  /** In tenths of a millisecond, so that some looks decide and some do not. */
  vision: fc.integer({ min: 470, max: 530 }),
  wild: fc.integer({ min: 0, max: 40 }),
  end: fc.oneof(
    { weight: 16, arbitrary: fc.constant('measured' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom('crash' as const, 'lost' as const, 'hot' as const, 'withoutTokens' as const),
    },
  ),
});

test('what is recorded of a look is what was decided at it, however the run went on', () => {
  const plans = fc.constantFrom(
    { blocks: 24, looks: [6, 12, 18] },
    { blocks: 12, looks: [3, 4, 7] },
    { blocks: 5, looks: [3] },
  );
  const random = fc.record({
    plan: plans,
    launches: fc.array(launchOf, { minLength: 48, maxLength: 48 }),
    slower: fc.constantFrom(1, 1.05, 1.1, 1.5),
    lostFrom: fc.constantFrom(24, 6, 12),
  });
  fc.assert(
    fc.property(random, ({ plan, launches, slower, lostFrom }) => {
      const run = aRun({
        blocks: plan.blocks,
        passes: [{ ...pass, protocol: { ...pass.protocol, ...plan } }],
        outcome: ({ block, arm }) => {
          const drawn = launches[2 * block + (arm === 'candidate' ? 1 : 0)];
          if (drawn === undefined || drawn.end === 'crash') return CRASH;
          // Some phones lose one arm from some block on, so that a look sees other launches lost than the next one.
          if (drawn.end === 'lost' || (arm === 'candidate' && block >= lostFrom)) return LOST;
          if (drawn.end === 'hot') return TOO_HOT;
          if (drawn.end === 'withoutTokens') return aMeasured({ iterations: [anIteration({ tokens: 0 })] });
          const wild = drawn.wild === 0 ? 1.5 : 1;
          const visionEncodeMs = (drawn.vision / 10) * wild * (arm === 'candidate' ? slower : 1);
          return aMeasured({ iterations: [anIteration({ visionEncodeMs })] });
        },
      });
      const isSettledAt = stoppingRule(run);
      const taken = assess({ run, baselineRun: null, seed: 1 }).looks[0]?.taken ?? [];
      for (const look of plan.looks) {
        const seen = run.launches.filter(({ slot }) => slot.block < look);
        const recorded = taken.find(({ blocks }) => blocks === look);
        expect(recorded?.undecided.length === 0).toBe(isSettledAt({ ...PLACE, blocks: look }, seen));
      }
    }),
    { numRuns: 150 },
  );
});

test('a pass that wants twenty launches of each build ends as unharmed when all phones together have them', () => {
  const wanting = (fewestToPass: number) => (run: Run) => {
    const passes = run.suite.passes.map((own) => ({ ...own, protocol: { ...own.protocol, fewestToPass } }));
    return { ...run, suite: { ...run.suite, passes } };
  };
  const settled = (run: Run): boolean => {
    const deviceIds = run.devices.map(({ id }) => id);
    return stoppingRule(run)({ deviceIds, passId: 'latency', blocks: 6 }, run.launches);
  };
  const [one, four] = [fleetOf(6, [1], 0.01), fleetOf(6, [1, 1, 1, 1], 0.01)];
  expect([one, four].map(wanting(0)).map(settled)).toEqual([true, true]);
  expect([one, four].map(wanting(20)).map(settled)).toEqual([false, true]);
  // What surely got worse waits for nothing.
  expect(settled(wanting(20)(fleetOf(6, [1.5], 0.01)))).toBe(true);
});

test('no look is left open for launches that the plan does not have', () => {
  const run = fleetOf(12, [1], 0.01);
  const passes = PASSES.map((own) => ({
    ...own,
    protocol: { ...own.protocol, blocks: 12, looks: [6], fewestToPass: 20 },
  }));
  const { looks } = assess({ run: { ...run, suite: { ...run.suite, passes } }, baselineRun: null, seed: 1 });
  expect(looks[0]?.taken.map(({ undecided }) => undecided.length > 0)).toEqual([true, false]);
});

test('what calibrations knew when the run began makes slow launches of the candidate suspicious', () => {
  const noise = launchNoise(9, 0.01);
  const run = aRun({
    blocks: 24,
    passes: [{ ...pass, protocol: { ...pass.protocol, blocks: 24, looks: [] } }],
    outcome: ({ arm, block }) => {
      const slow = arm === 'candidate' && (block === 7 || block === 15) ? 1.5 : 1;
      return aMeasured({ iterations: [anIteration({ visionEncodeMs: 50 * noise() * slow })] });
    },
  });
  const verdictOf = (known: Run['known']): unknown =>
    assess({ run: known === undefined ? run : { ...run, known }, baselineRun: null, seed: 1 }).comparisons.find(
      ({ metric }) => metric === 'visionEncode',
    )?.verdict;
  const tail = { deviceId: 'one', passId: 'latency', metric: 'visionEncode', launches: 192, lag1: 0 } as const;
  expect(verdictOf(undefined)).toEqual({ kind: 'noRegression' });
  expect(verdictOf([{ ...tail, farOut: 0 }])).toEqual({ kind: 'inconclusive', reason: 'farOutLaunches' });
  expect(verdictOf([{ ...tail, farOut: 20 }])).toEqual({ kind: 'noRegression' });
});
