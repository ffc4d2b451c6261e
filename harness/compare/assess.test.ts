import { expect, test } from 'vitest';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { WarningCode } from '#harness/domain/warning.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import { assess } from './assess.ts';
import {
  aBuild,
  aDevice,
  aLaunch,
  aMeasured,
  anIteration,
  aPass,
  aQuestion,
  aRun,
  CRASH,
  LATENCY,
  LOST,
  type Place,
  type RunSpec,
  slowerVision,
  TOO_HOT,
} from './run.fixture.ts';

const assessed = (spec: RunSpec): Assessment => assess({ run: aRun(spec), baselineRun: null, seed: 1 });
const codes = (assessment: Assessment): WarningCode[] => assessment.warnings.map((warning) => warning.code);
const verdictOf = ({ comparisons }: Assessment, metric: string): string | undefined => {
  const verdict = comparisons.find((comparison) => comparison.metric === metric)?.verdict;
  return verdict?.kind === 'inconclusive' ? verdict.reason : verdict?.kind;
};

test('a slower vision encoder shows in itself and in its parents, and nowhere else', () => {
  const assessment = assessed({ outcome: slowerVision(1.4) });
  expect(verdictOf(assessment, 'visionEncode')).toBe('regression');
  expect(verdictOf(assessment, 'timeToFirstToken')).toBe('regression');
  expect(verdictOf(assessment, 'endToEnd')).toBe('regression');
  expect(verdictOf(assessment, 'prefill')).toBe('noRegression');
  expect(verdictOf(assessment, 'preprocess')).toBe('noRegression');
});

test('every metric of every pass and device is compared and summarised for both arms', () => {
  const assessment = assessed({ devices: [aDevice('one'), aDevice('two')] });
  expect(assessment.comparisons).toHaveLength(2 * LATENCY.length);
  expect(assessment.summaries).toHaveLength(4 * LATENCY.length);
  expect(assessment.summaries[0]).toMatchObject({ arm: 'baseline', deviceId: 'one', values: { length: 8 } });
  expect(assessment.baseline).toMatchObject({ design: 'remeasured', runId: 'run-1', build: { label: 'baseline' } });
});

test('a run measured alone is summarised and not compared', () => {
  const assessment = assessed({ hasBaseline: false });
  expect(assessment.baseline).toBeNull();
  expect(assessment.comparisons).toEqual([]);
  expect(assessment.summaries).toHaveLength(LATENCY.length);
  expect(codes(assessment)).toEqual([]);
});

test('one build in both arms is called an A/A comparison', () => {
  expect(codes(assessed({ overrides: { reference: measuredBeside(aBuild('candidate')) } }))).toContain('sameBuild');
  expect(codes(assessed({}))).not.toContain('sameBuild');
});

test('numbers of a virtual phone say so', () => {
  expect(codes(assessed({ devices: [aDevice('one', { provenance: 'virtual' })] }))).toContain('virtualProvenance');
});

test('an interrupted run says so', () => {
  expect(codes(assessed({ overrides: { isComplete: false } }))).toContain('runIncomplete');
  const lost = [{ deviceId: 'desk-phone', message: 'The cable was pulled.' }];
  expect(assessed({ overrides: { isComplete: false, lost } }).warnings).toContainEqual({
    code: 'runIncomplete',
    message: 'desk-phone was not measured to the end: The cable was pulled.',
  });
});

test('an arm with too few launches for a verdict makes the run incomplete, one with a few missing does not', () => {
  const measuredIn = (blocks: number): ReturnType<typeof assess> =>
    assessed({
      blocks: 12,
      outcome: ({ arm, block }) => (arm === 'candidate' && block >= blocks ? TOO_HOT : aMeasured()),
    });
  expect(measuredIn(0).isComplete).toBe(false);
  expect(measuredIn(2).isComplete).toBe(false);
  expect(measuredIn(2).slots).toMatchObject([{ isEnough: true }, { measured: 2, missing: 10, isEnough: false }]);
  expect(measuredIn(3).isComplete).toBe(true);
  const alone = assessed({ blocks: 12, hasBaseline: false, outcome: ({ block }) => (block > 0 ? LOST : aMeasured()) });
  expect(alone).toMatchObject({ isComplete: true, isBaselineWanted: false });
  expect(assess({ run: { ...aRun({ blocks: 12 }), launches: [] }, baselineRun: null, seed: 1 }).isComplete).toBe(false);
});

test('a metric that no launch reported is not compared and is named', () => {
  const assessment = assessed({ passes: [aPass('energy', ['energyPerAnswer'])] });
  expect(assessment.comparisons).toEqual([]);
  expect(assessment.warnings).toMatchObject([
    { code: 'runIncomplete', message: expect.stringContaining('Energy per') },
  ]);
});

test('answers are compared question by question', () => {
  const answer = (questionId: number, tokenIdsSha256: string, score: number) =>
    anIteration({}, { questionId, tokenIdsSha256, score });
  const before = [answer(1000, 'a', 1), answer(2000, 'b', 0.3), answer(3000, 'c', 1), answer(4000, 'd', 1)];
  const after = [answer(1000, 'a', 1), answer(2000, 'x', 1), answer(3000, 'y', 0), answer(4000, 'z', 1)];
  const assessment = assessed({
    passes: [aPass('accuracy', ['answerAccuracy'])],
    blocks: 1,
    outcome: ({ arm }) => aMeasured({ iterations: arm === 'baseline' ? before : after }),
  });
  expect(assessment.answerChanges).toMatchObject([
    { deviceId: 'one', passId: 'accuracy', questions: 4, changed: 3, better: 1, worse: 1 },
  ]);
  expect(codes(assessment)).toContain('outputsChanged');
  expect(assessment.comparisons[0]?.evidence).toMatchObject({ method: 'paired-questions', n: 4 });
});

test('questions are paired wherever they were asked, though launches ask different ones and some are lost', () => {
  const assessment = assessed({
    passes: [aPass('accuracy', ['answerAccuracy'])],
    blocks: 4,
    outcome: ({ arm, block }) => {
      if (arm === 'candidate' && block === 3) return TOO_HOT;
      const tokenIdsSha256 = arm === 'candidate' && block === 0 ? 'other' : 'same';
      return aMeasured({ iterations: [anIteration({}, { questionId: 1000 * block, tokenIdsSha256 })] });
    },
  });
  expect(assessment.answerChanges).toMatchObject([{ questions: 3, changed: 1 }]);
  expect(assessment.comparisons[0]?.evidence.n).toBe(3);
});

test('a build that answers differently from launch to launch is pointed out', () => {
  const assessment = assessed({
    outcome: ({ arm, block }) =>
      aMeasured({ iterations: [anIteration({}, { tokenIdsSha256: arm === 'candidate' ? `${block % 2}` : '0' })] }),
  });
  const messages = assessment.warnings.filter((warning) => warning.code === 'outputsChanged');
  expect(messages).toMatchObject([{ message: expect.stringContaining('The candidate does not always answer') }]);
});

test('product faults of both arms are kept, those of discarded launches too', () => {
  const run = aRun({ outcome: ({ block }) => (block === 0 ? CRASH : aMeasured()) });
  const [first] = run.launches;
  const warmup = first === undefined ? [] : [{ ...first, slot: { ...first.slot, index: 99, discard: true } }];
  const assessment = assess({ run: { ...run, launches: [...run.launches, ...warmup] }, baselineRun: null, seed: 1 });
  expect(assessment.productFaults.map((fault) => fault.arm)).toEqual(['candidate', 'baseline', 'baseline']);
  expect(codes(assessment)).toContain('launchesFailed');
});

test('infrastructure faults and invalid launches are published by arm and are no product faults', () => {
  const run = aRun({ outcome: ({ block, arm }) => (block > 0 || arm === 'baseline' ? aMeasured() : TOO_HOT) });
  const lost = aLaunch({ deviceId: 'one', pass: 'latency', block: 1, arm: 'candidate' }, LOST);
  const assessment = assess({ run: { ...run, launches: [lost, ...run.launches] }, baselineRun: null, seed: 1 });
  expect(assessment.productFaults).toEqual([]);
  expect(assessment.warnings).toMatchObject([
    {
      code: 'launchesInvalid',
      message: '1 of 9 launches of the candidate were invalid on iPhone one, pass latency: thermal 1.',
    },
    { code: 'launchesFailed', message: expect.stringContaining('SESSION_LOST 1') },
  ]);
  expect(assessment.comparisons[0]?.evidence.n).toBe(7);
});

test('an arm that lost many more launches than the other is not judged', () => {
  const assessment = assessed({
    blocks: 16,
    passes: [aPass('mixed', ['endToEnd', 'modelSize'])],
    outcome: ({ block, arm }) => (arm === 'candidate' && block % 2 === 0 ? TOO_HOT : aMeasured()),
  });
  expect(verdictOf(assessment, 'endToEnd')).toBe('differentialInvalidation');
  expect(verdictOf(assessment, 'modelSize')).toBe('noRegression');
});

test('crashes, and losses among discarded launches, do not make an arm unfair', () => {
  const crashing = assessed({
    blocks: 16,
    outcome: (place) =>
      place.arm === 'candidate' && place.block % 4 < 2
        ? CRASH
        : aMeasured({ iterations: [anIteration(aQuestion(place))] }),
  });
  expect(verdictOf(crashing, 'endToEnd')).toBe('noRegression');
  const run = aRun();
  const discarded = Array.from({ length: 16 }, (_, block) => {
    const launch = aLaunch({ deviceId: 'one', pass: 'latency', block, arm: 'candidate' }, TOO_HOT);
    return { ...launch, slot: { ...launch.slot, index: 1000 + block, discard: true } };
  });
  const assessment = assess({ run: { ...run, launches: [...run.launches, ...discarded] }, baselineRun: null, seed: 1 });
  expect(verdictOf(assessment, 'endToEnd')).toBe('noRegression');
});

test('launches that drift while they run are pointed out, unless they are few', () => {
  const drifting = (visionEncodeMs: number) =>
    aMeasured({
      iterations: Array.from({ length: 9 }, (_, index) => anIteration({ visionEncodeMs: visionEncodeMs + index })),
    });
  const steady = aMeasured({ iterations: Array.from({ length: 9 }, () => anIteration()) });
  expect(codes(assessed({ outcome: () => drifting(50) }))).toContain('notSteady');
  expect(codes(assessed({ outcome: ({ block }) => (block < 3 ? drifting(50) : steady) }))).not.toContain('notSteady');
});

test('launches on a warm phone are pointed out', () => {
  const outcome = ({ block }: Place) =>
    aMeasured({ iterations: [anIteration({}, { thermal: block === 2 ? 'fair' : 'nominal' })] });
  expect(assessed({ outcome }).warnings).toMatchObject([
    { code: 'deviceWarm', message: '2 of 16 launches ran above nominal thermal state on iPhone one, pass latency.' },
  ]);
});

test('what going second does is worded as in the report, a leak in bytes a cycle', () => {
  const outcome = ({ block, arm }: Place) => {
    const isSecond = (arm === 'candidate') === (block % 2 === 0);
    const leak = (isSecond ? 1.23e6 : 0) + 100 * block * (isSecond ? 1 : -1);
    const unloads = Array.from({ length: 9 }, (_, cycle) => ({
      startNs: 0,
      endNs: 1,
      footprintBytes: 400e6 + cycle * leak,
    }));
    return aMeasured({ unloads });
  };
  expect(assessed({ passes: [aPass('memory', ['leakPerCycle'])], outcome }).warnings).toMatchObject([
    {
      code: 'orderEffect',
      message:
        'The launch that went second in a block differs, whichever build it was, on iPhone one, pass memory: Leak per cycle +1.23 MB/cycle.',
    },
  ]);
});

test('the same seed gives the same assessment', () => {
  expect(assessed({ outcome: slowerVision(1.05) })).toEqual(assessed({ outcome: slowerVision(1.05) }));
});

test('what no suite asks for is summarised where launches have it, without a verdict', () => {
  const assessment = assessed({
    passes: [aPass('latency', ['timeToFirstToken', 'peakMemory'])],
    outcome: ({ arm }) =>
      aMeasured({ memoryLimitBytes: 1e9, ...(arm === 'baseline' ? { counters: { instructions: 3e9 } } : {}) }),
  });
  const shown = assessment.summaries.map(({ metric, arm }) => `${metric} ${arm}`);
  expect(shown).toEqual(expect.arrayContaining(['memoryHeadroom baseline', 'memoryHeadroom candidate']));
  expect(shown).toContain('instructionsPerAnswer baseline');
  expect(shown).not.toContain('instructionsPerAnswer candidate');
  expect(shown).not.toContain('cyclesPerAnswer baseline');
  expect(assessment.comparisons.map(({ metric }) => metric)).not.toContain('memoryHeadroom');
  expect(codes(assessment)).not.toContain('runIncomplete');
});

test('launches that may take different amounts of memory are pointed out', () => {
  const limited = (limits: readonly number[]) =>
    codes(assessed({ outcome: ({ block }) => aMeasured({ memoryLimitBytes: limits[block % limits.length] ?? 1 }) }));
  expect(limited([6e9, 8e9])).toContain('memoryLimitsDiffer');
  expect(limited([6e9])).not.toContain('memoryLimitsDiffer');
});

test('what runs the graphs is known by device model, from the first launch that reports it', () => {
  const units = { graph: 'vision', of: 'cost', cpu: 0, gpu: 0.2, neuralEngine: 0.8 } as const;
  const load = { startNs: 0, endNs: 1, cache: 'cold', footprintBytes: 5e6 } as const;
  const assessment = assessed({
    outcome: ({ arm, block }) =>
      aMeasured({ loads: [arm === 'candidate' && block > 0 ? { ...load, computeUnits: [units] } : load] }),
  });
  expect(assessment.computeUnits).toEqual([
    { deviceModel: assessment.devices[0]?.model, graph: 'vision', baseline: null, candidate: units },
  ]);
  expect(assessed({})).not.toHaveProperty('computeUnits');
});

test('other brightness of the screen is pointed out where energy is compared', () => {
  const shown = (metric: MetricId, brightness: readonly number[]) =>
    codes(
      assessed({
        passes: [aPass('energy', [metric])],
        outcome: ({ block }) => aMeasured({ display: { brightness: brightness[block % brightness.length] ?? 0 } }),
      }),
    );
  expect(shown('averagePower', [0.2, 0.6])).toContain('brightnessDiffers');
  expect(shown('averagePower', [0.2, 0.21])).not.toContain('brightnessDiffers');
  expect(shown('timeToFirstToken', [0.2, 0.6])).not.toContain('brightnessDiffers');
});
