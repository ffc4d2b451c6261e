import { expect, test } from 'vitest';
import type { Assessment } from '#harness/domain/assessment.ts';
import { decidingCount } from '#harness/domain/deciding.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';
import { decidingFamily } from '#harness/gate/families.ts';
import { assess } from './assess.ts';
import { aDevice, aMeasured, anIteration, aPass, aQuestion, aRun, launchNoise, TOO_HOT } from './run.fixture.ts';

/** Phones whose candidate is slower by the factors given; launches vary by 2 %. */
function assessed(factors: readonly number[], seed = 1, models: readonly string[] = []): Assessment {
  const noise = launchNoise(seed, 0.02);
  const run = aRun({
    devices: factors.map((_, index) => aDevice(`${index}`, { model: models[index] ?? 'iPhone17,1' })),
    passes: [aPass('latency', ['visionEncode', 'modelSize'])],
    outcome: ({ arm, deviceId }) => {
      const factor = arm === 'candidate' ? (factors[Number(deviceId)] ?? 1) : 1;
      return aMeasured({ iterations: [anIteration({ visionEncodeMs: 50 * noise() * factor })] });
    },
  });
  return assess({ run, baselineRun: null, seed: 1 });
}

test('phones of one model are judged by their mean, each counting alike', () => {
  const { deviceModels, comparisons } = assessed([1.2, 1.2]);
  const own = comparisons
    .filter(({ metric }) => metric === 'visionEncode')
    .map(({ change }) => Math.log1p(change?.estimate ?? 0));
  expect(deviceModels).toHaveLength(1);
  expect(deviceModels[0]).toMatchObject({
    deviceModel: 'iPhone17,1',
    deviceIds: ['0', '1'],
    metric: 'visionEncode',
    verdict: { kind: 'regression' },
  });
  expect(Math.log1p(deviceModels[0]?.change?.estimate ?? 0)).toBeCloseTo(((own[0] ?? 0) + (own[1] ?? 0)) / 2, 9);
});

test('the mean of four phones is known better than one of them', () => {
  const { deviceModels, comparisons } = assessed([1, 1, 1, 1]);
  const width = ({ change }: Pick<Assessment['deviceModels'][number], 'change'>): number =>
    (change?.high ?? 0) - (change?.low ?? 0);
  const widths = comparisons.filter(({ metric }) => metric === 'visionEncode').map(width);
  const typical = widths.reduce((sum, one) => sum + one, 0) / widths.length;
  expect(width(deviceModels[0] ?? { change: null })).toBeLessThan(0.7 * typical);
});

test('phones that differ by more than their noise stand for no model', () => {
  expect(assessed([1, 1.4]).deviceModels).toMatchObject([
    { verdict: { kind: 'inconclusive', reason: 'unitsDisagree' }, heterogeneity: { degreesOfFreedom: { between: 1 } } },
  ]);
});

test('phones that all got worse, one more than the other, are a regression', () => {
  expect(assessed([1.2, 1.6]).deviceModels).toMatchObject([{ verdict: { kind: 'regression' } }]);
  expect(assessed([1, 1.6]).deviceModels).toMatchObject([
    { verdict: { kind: 'inconclusive', reason: 'unitsDisagree' } },
  ]);
});

test('of 500 pairs of equal phones at most 1 % disagree by the rule', () => {
  let disagreeing = 0;
  for (let seed = 0; seed < 500; seed += 1) {
    const verdict = assessed([1.1, 1.1], seed).deviceModels[0]?.verdict;
    if (verdict?.kind === 'inconclusive' && verdict.reason === 'unitsDisagree') disagreeing += 1;
  }
  expect(disagreeing).toBeLessThanOrEqual(5);
});

test('a mean is not judged where one of its phones has too few blocks', () => {
  const run = aRun({ devices: [aDevice('0'), aDevice('1')], passes: [aPass('latency', ['visionEncode'])], blocks: 8 });
  const launches = run.launches.filter(({ deviceId, slot }) => deviceId === '0' || slot.block < 2);
  expect(assess({ run: { ...run, launches }, baselineRun: null, seed: 1 }).deviceModels).toMatchObject([
    { change: { estimate: expect.closeTo(0, 4) }, verdict: { kind: 'inconclusive', reason: 'tooFewLaunches' } },
  ]);
});

test('a mean is not judged where one of its phones threw away more launches of one build', () => {
  const run = aRun({
    devices: [aDevice('0'), aDevice('1')],
    passes: [aPass('latency', ['visionEncode'])],
    blocks: 16,
    outcome: (place) =>
      place.deviceId === '1' && place.arm === 'candidate' && place.block < 8
        ? TOO_HOT
        : aMeasured({ iterations: [anIteration(aQuestion(place))] }),
  });
  expect(assess({ run, baselineRun: null, seed: 1 }).deviceModels).toMatchObject([
    {
      change: { estimate: expect.closeTo(0, 4) },
      verdict: { kind: 'inconclusive', reason: 'differentialInvalidation' },
    },
  ]);
});

test('where the mean and the ranks of the phones point to different verdicts, nothing is claimed', () => {
  // Four of seven blocks are 12 % faster and three 10 % slower; both arms of a block lie far from the next block's.
  const run = aRun({
    devices: [aDevice('0'), aDevice('1')],
    passes: [aPass('latency', ['visionEncode'])],
    blocks: 7,
    outcome: ({ arm, block }) => {
      const factor = arm === 'baseline' ? 1 : block % 2 === 0 ? 0.88 : 1.1;
      return aMeasured({ iterations: [anIteration({ visionEncodeMs: (50 + 5 * ((3 * block) % 7)) * factor })] });
    },
  });
  const [mean] = assess({ run, baselineRun: null, seed: 1 }).deviceModels;
  expect(mean?.change?.high).toBeLessThan(0.03);
  expect(mean?.verdict).toEqual({ kind: 'inconclusive', reason: 'methodsDisagree' });
});

test('one phone of each model is no model', () => {
  expect(assessed([1.2, 1.2], 1, ['iPhone17,1', 'iPhone16,2']).deviceModels).toEqual([]);
});

test('phones of which one has values without a ratio are judged together in the unit of the metric', () => {
  const noise = launchNoise(7, 0.02);
  const run = aRun({
    devices: [aDevice('0'), aDevice('1')],
    passes: [aPass('latency', ['preprocess'])],
    outcome: ({ arm, deviceId, block }) => {
      const isNone = deviceId === '1' && arm === 'baseline' && block === 2;
      return aMeasured({
        iterations: [anIteration({ preprocessMs: isNone ? 0 : 20 * noise() * (arm === 'candidate' ? 1.5 : 1) })],
      });
    },
  });
  const { deviceModels, comparisons } = assess({ run, baselineRun: null, seed: 1 });
  expect(comparisons.map(({ scale }) => scale)).toEqual(['relative', 'absolute']);
  expect(deviceModels).toMatchObject([{ scale: 'absolute', verdict: { kind: 'regression' } }]);
  expect(deviceModels[0]?.change?.estimate).toBeGreaterThan(9);
  expect(deviceModels[0]?.change?.estimate).toBeLessThan(11.5);
});

/** Three phones; on the last one the answers of the builds named are too short for a decode rate. */
function withSilentPhone(silent: readonly Arm[]): Run {
  const noise = launchNoise(7, 0.02);
  return aRun({
    devices: ['0', '1', '2'].map((id) => aDevice(id)),
    passes: [aPass('latency', ['visionEncode', 'decodeRate'])],
    outcome: ({ arm, deviceId }) => {
      const isSilent = deviceId === '2' && silent.includes(arm);
      const question = { visionEncodeMs: 50 * noise(), tokenGapMs: 10 * noise(), tokens: isSilent ? 2 : 10 };
      return aMeasured({ iterations: [anIteration(question)] });
    },
  });
}

test('a metric that one phone of a model does not report has the mean of the others, and stays one question', () => {
  for (const silent of [['candidate'], ['baseline'], ['baseline', 'candidate']] as const) {
    const run = withSilentPhone(silent);
    const assessment = assess({ run, baselineRun: null, seed: 1 });
    expect(assessment.deviceModels).toMatchObject([
      { metric: 'visionEncode', deviceIds: ['0', '1', '2'] },
      { metric: 'decodeRate', deviceIds: ['0', '1'] },
    ]);
    expect(decidingFamily(assessment).count).toBe(decidingCount(run));
  }
});

test('where all phones of a model were lost, those that were measured furthest speak for it', () => {
  const run = aRun({ devices: [aDevice('0'), aDevice('1')], passes: [aPass('latency', ['visionEncode'])], blocks: 8 });
  const assessed = (blocks: readonly [number, number]): Assessment['deviceModels'] => {
    const launches = run.launches.filter(({ deviceId, slot }) => slot.block < (blocks[Number(deviceId)] ?? 0));
    const lost = ['0', '1'].map((deviceId) => ({ deviceId, message: 'unplugged' }));
    return assess({ run: { ...run, launches, isComplete: false, lost }, baselineRun: null, seed: 1 }).deviceModels;
  };
  expect(assessed([8, 2])).toMatchObject([{ deviceIds: ['0'], verdict: { kind: 'noRegression' }, evidence: { n: 8 } }]);
  expect(assessed([8, 0])).toMatchObject([{ deviceIds: ['0'], evidence: { n: 8 } }]);
  expect(assessed([6, 6])).toMatchObject([{ deviceIds: ['0', '1'], evidence: { n: 6 } }]);
});
