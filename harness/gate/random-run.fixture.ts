/** Test support: runs of every kind that a lab could bring home, drawn by fast-check and a seed. */
import { type Arbitrary, array, boolean, constantFrom, integer, option, record } from 'fast-check';
import {
  aBuild,
  aDevice,
  aLaunch,
  aMeasured,
  anIteration,
  aPass,
  aRun,
  aSuite,
  CRASH,
  LOST,
  type Place,
  TOO_HOT,
} from '#harness/compare/run.fixture.ts';
import type { Launch, Outcome } from '#harness/domain/launch.ts';
import type { Measured } from '#harness/domain/measured.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { planLaunches } from '#harness/plan/plan-launches.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { createRandom } from '#harness/stats/random.ts';

const KINDS: Readonly<Record<string, readonly MetricId[]>> = {
  latency: ['timeToFirstToken', 'preprocess', 'visionEncode', 'prefill', 'decodeRate', 'interTokenP95', 'endToEnd'],
  memory: ['peakMemory', 'leakPerCycle', 'modelSize'],
  energy: ['energyPerAnswer', 'averagePower'],
  accuracy: ['answerAccuracy', 'answerAgreement'],
};

/** How the values of a metric are spread over launches. */
const SPREADS = ['constant', 'noisy', 'quantised', 'bimodal', 'zero', 'negative', 'absent'] as const;

export type Draw = {
  readonly seed: number;
  readonly design: 'remeasured' | 'stored' | 'alone' | 'gone';
  readonly kinds: readonly string[];
  readonly blocks: number;
  readonly areLooksPlanned: boolean;
  readonly models: readonly string[];
  readonly spread: (typeof SPREADS)[number];
  /** How many times as much the candidate takes, uses and holds. */
  readonly factor: number;
  /** In percent of launches, by arm and by kind. */
  readonly lost: { readonly baseline: number; readonly candidate: number };
  readonly crashes: { readonly baseline: number; readonly candidate: number };
  readonly isComplete: boolean;
  /** Of each phone: which builds report neither rates, leaks, energy nor scores there. */
  readonly silent: readonly (readonly Arm[])[];
  /** Of each phone: the slot from which on it does not answer; null where it always does. */
  readonly lostAt: readonly (number | null)[];
};

export const draws: Arbitrary<Draw> = record({
  seed: integer({ min: 0, max: 1_000_000 }),
  design: constantFrom('remeasured', 'remeasured', 'remeasured', 'stored', 'alone', 'gone'),
  kinds: constantFrom(
    ['latency'],
    ['latency'],
    ['memory'],
    ['energy'],
    ['accuracy'],
    ['latency', 'memory'],
    ['energy', 'accuracy'],
  ),
  blocks: constantFrom(1, 2, 3, 4, 6, 9),
  areLooksPlanned: boolean(),
  models: constantFrom(['a'], ['a'], ['a', 'b'], ['a', 'a'], ['a', 'a', 'b']),
  spread: constantFrom(...SPREADS),
  factor: constantFrom(0.5, 0.9, 1, 1, 1.04, 1.3, 4),
  lost: record({ baseline: constantFrom(0, 0, 0, 20, 60, 100), candidate: constantFrom(0, 0, 0, 20, 60, 100) }),
  crashes: record({ baseline: constantFrom(0, 0, 0, 10, 100), candidate: constantFrom(0, 0, 0, 10, 100) }),
  isComplete: boolean(),
  silent: array(constantFrom<readonly Arm[]>([], [], [], ['candidate'], ['baseline'], ['baseline', 'candidate']), {
    minLength: 3,
    maxLength: 3,
  }),
  lostAt: array(option(integer({ min: 0, max: 20 }), { freq: 1 }), { minLength: 3, maxLength: 3 }),
});

/** Several phones of a model, some of which do not report everything or are lost. */
export const fleets: Arbitrary<Draw> = draws.map((draw) => ({
  ...draw,
  design: 'remeasured',
  models: draw.models.length === 3 ? draw.models : ['a', 'a', 'a'],
}));

export type Drawn = { readonly run: Run; readonly baselineRun: Run | null };

/** The same draw gives the same run. */
export function runOf(draw: Draw): Drawn {
  const outcome = outcomeOf(draw, (place) => (place.arm === 'candidate' ? factorOn(draw, place) : 1));
  return built(draw, outcome);
}

/**
 * A run in which the candidate is at least as good as its baseline in every block of every metric, does not fail, and
 * loses the very launches that its baseline loses.
 */
export function runAtLeastAsGood(draw: Draw): Drawn {
  const better = outcomeOf(
    {
      ...draw,
      factor: Math.min(1, draw.factor),
      crashes: { baseline: 0, candidate: 0 },
      lost: { baseline: 0, candidate: 0 },
    },
    (place) => (place.arm === 'baseline' ? 1 : 1 - 0.3 * chance(draw, place, 'gain') * Number(draw.factor !== 1)),
  );
  const spoilt = ({ deviceId, pass, block }: Place): boolean =>
    100 * chance(draw, { deviceId, pass, block, arm: 'baseline' }, 'lost') < draw.lost.baseline;
  return built(draw, (place) => (spoilt(place) ? LOST : better({ ...place })));
}

function built(
  { seed, design, kinds, blocks, areLooksPlanned, models, isComplete, lostAt }: Draw,
  outcome: (place: Place) => Outcome,
): Drawn {
  const passes = kinds.map((kind): Pass => {
    const pass = aPass(kind, KINDS[kind] ?? []);
    const looks = areLooksPlanned && blocks > 3 ? [3] : [];
    return { ...pass, protocol: { ...pass.protocol, blocks, looks } };
  });
  const devices = models.map((model, index) => aDevice(`${index}`, { model }));
  const header = { suite: aSuite(passes), devices, seed, orderVersion: 2 };
  const hasBaseline = design === 'remeasured';
  const launchesOf = (arms: readonly ('baseline' | 'candidate')[]): readonly Launch[] =>
    planLaunches(header, arms).devices.flatMap(({ deviceId, slots }) =>
      slots.map((slot) => {
        const place = { deviceId, pass: slot.pass, block: slot.block, arm: slot.arm };
        return aLaunch(place, outcome(place), { slot });
      }),
    );
  const common = { passes, devices };
  const baselineRun = aRun({
    ...common,
    hasBaseline: false,
    overrides: {
      id: 'stored',
      candidate: aBuild('baseline'),
      launches: launchesOf(['baseline']).map((launch) => ({ ...launch, slot: { ...launch.slot, arm: 'candidate' } })),
    },
  });
  const isGone = ({ deviceId, slot }: Launch): boolean => slot.index >= (lostAt[Number(deviceId)] ?? Infinity);
  const planned = launchesOf(hasBaseline ? ['baseline', 'candidate'] : ['candidate']);
  const lost = devices
    .filter(({ id }) => planned.some((launch) => launch.deviceId === id && isGone(launch)))
    .map(({ id }) => ({ deviceId: id, message: 'unplugged' }));
  const run = aRun({
    ...common,
    hasBaseline,
    overrides: {
      suite: header.suite,
      launches: planned.filter((launch) => !isGone(launch)),
      ...(design === 'stored' || design === 'gone' ? { reference: { kind: 'stored', runId: 'stored' } } : {}),
      isComplete: isComplete && lost.length === 0,
      ...(lost.length === 0 ? {} : { lost }),
    },
  });
  return { run, baselineRun: design === 'stored' ? baselineRun : null };
}

function outcomeOf(draw: Draw, factorOf: (place: Place) => number): (place: Place) => Outcome {
  return (place) => {
    if (100 * chance(draw, place, 'crash') < draw.crashes[place.arm]) return crashIn(place);
    if (100 * chance(draw, place, 'lost') < draw.lost[place.arm])
      return chance(draw, place, 'why') < 0.5 ? LOST : TOO_HOT;
    return measuredWith(draw, place, factorOf(place));
  };
}

function measuredWith(draw: Draw, place: Place, factor: number): Measured {
  const level = factor * levelOf(draw, { ...place, arm: 'baseline' });
  const isAbsent = draw.spread === 'absent' || (draw.silent[Number(place.deviceId)] ?? []).includes(place.arm);
  const isRight = chance(draw, { ...place, arm: 'baseline' }, 'answer') < 0.7;
  const score = draw.factor > 1.1 && place.arm === 'candidate' ? 0 : Number(isRight);
  const tokens = isAbsent ? 0 : 10;
  const question = {
    preprocessMs: 20 * level,
    visionEncodeMs: 50 * level,
    prefillMs: 25 * level,
    firstDecodeMs: 5 * level,
    tokenGapMs: 10 * level,
    tokens,
  };
  const questionIds = [0, 1, 2].map((index) => 1000 * (3 * place.block + index + 1));
  const answered = { tokenIdsSha256: `answer ${score}`, answer: `answer ${score}` };
  return aMeasured({
    iterations: questionIds.map((questionId, index) =>
      anIteration(question, {
        index,
        questionId,
        ...answered,
        score: isAbsent ? null : score,
        agrees: isAbsent ? null : score > 0,
      }),
    ),
    peakFootprintBytes: 900e6 * (0.5 + level / 2),
    unloads: Array.from({ length: isAbsent ? 0 : 8 }, (_, index) => ({
      startNs: index,
      endNs: index + 1,
      footprintBytes: 100e6 + index * 1e6 * level,
    })),
    energy: isAbsent
      ? null
      : {
          totalJoules:
            draw.spread === 'negative'
              ? 9 + factor * chance(draw, { ...place, arm: 'baseline' }, 'joules')
              : 10 + 10 * level,
          windowMs: 10_000,
          idleWatts: 1,
          refreshes: 10,
          confidence: 'measured',
        },
  });
}

/** What is slower is not slower by as much on every phone. */
function factorOn({ factor }: Draw, { deviceId }: Place): number {
  return factor > 1 ? 1 + (factor - 1) * (1 + Number(deviceId)) : factor;
}

/** Every crash says something else. */
function crashIn({ deviceId, pass, block }: Place): Outcome {
  if (CRASH.kind !== 'failed') return CRASH;
  return { ...CRASH, fault: { ...CRASH.fault, message: `The app ended in block ${block} of ${pass} on ${deviceId}.` } };
}

/** Around 1; the same for both arms of a block, which the candidate's factor then moves. */
function levelOf(draw: Draw, place: Place): number {
  const u = chance(draw, place, 'level');
  switch (draw.spread) {
    case 'noisy':
      return Math.exp(0.2 * (u - 0.5));
    case 'quantised':
      return 1 + Math.round(3 * u) / 10;
    case 'bimodal':
      return u < 0.3 ? 2 : 1;
    case 'zero':
      return u < 0.3 ? 0 : 1;
    case 'constant':
    case 'negative':
    case 'absent':
      return 1;
  }
}

function chance({ seed }: Draw, { deviceId, pass, block, arm }: Place, what: string): number {
  return createRandom(seed, `${deviceId}/${pass}/${block}/${arm}/${what}`).next();
}
