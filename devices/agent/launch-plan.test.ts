import { expect, test } from 'vitest';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Question } from '#harness/domain/dataset.ts';
import { phoneCapabilities, type Device } from '#harness/domain/device.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import type { LaunchRequest } from '#harness/ports/device.ts';
import { planLaunch } from './launch-plan.ts';
import { planSchema } from './protocol-schema.ts';
import { BARE_PROTOCOL } from '#harness/domain/protocol.fixture.ts';

const device: Device = {
  id: 'd',
  label: 'd',
  platform: 'ios',
  model: 'iPhone17,1',
  osVersion: '26.1',
  osBuild: '23B85',
  memoryBytes: 1,
  provenance: 'physical',
  capabilities: phoneCapabilities(20_000),
};

function question(id: number): Question {
  return {
    id,
    imageId: id,
    imageSha256: `sha-${id}`,
    imagePath: `/images/${id}.PNG`,
    text: `What is ${id}?`,
    answerType: 'other',
    questionType: 'what',
    answers: [],
  };
}

function request(
  protocol: Partial<Protocol>,
  questions: readonly Question[] = [question(1), question(2)],
): LaunchRequest {
  return {
    nonce: 'n',
    artefact: '/b.ipa',
    build: {
      id: 'b',
      label: 'b',
      version: '1',
      platform: 'ios',
      bytes: 1,
      models: [],
      identity: { kind: 'ios', bundleId: 'b', buildNumber: '1', minimumOsVersion: '18', binaryUuid: 'u' },
    },
    pass: {
      id: 'p',
      workload: {
        id: 'w',
        model: 'nano',
        dataset: 's',
        subset: 'x',
        promptTemplate: '{question}',
        imageSizePx: 128,
        maxOutputTokens: 16,
      },
      protocol: {
        ...BARE_PROTOCOL,
        warmupIterations: 2,
        iterationsPerLaunch: 3,
        ...protocol,
      },
      metrics: [],
    },
    dataset: {
      id: 's',
      subset: 'x',
      manifestSha256: 'm',
      licence: null,
      evaluator: 'vqa-2016',
      questions: questions.length,
    },
    questions,
  };
}

test('questions come round again until all iterations have one, and images are named by what is in them', () => {
  const plan = planLaunch(request({}), device);
  expect(plan.iterations).toEqual([
    { questionId: 1, image: 'sha-1.png', question: 'What is 1?' },
    { questionId: 2, image: 'sha-2.png', question: 'What is 2?' },
    { questionId: 1, image: 'sha-1.png', question: 'What is 1?' },
  ]);
  expect(plan).toMatchObject({ nonce: 'n', data: 'bench/data/m', warmupIterations: 2, sustainForMs: null });
});

test('a plan keeps to the schema of the protocol', () => {
  for (const energyRefreshes of [null, 30]) {
    const plan = planLaunch(request({ energyRefreshes }), device);
    expect(planSchema.parse(plan)).toEqual(plan);
  }
});

test('a plan asks for operator times only where the launch is for them', () => {
  expect(planLaunch(request({}), device).record).not.toHaveProperty('operatorTimes');
  const plan = planLaunch({ ...request({}), areOperatorsTimed: true }, device);
  expect(plan.record).toMatchObject({ operatorTimes: true });
  expect(planSchema.parse(plan)).toEqual(plan);
});

test('a plan asks for checksums where a pass measures answers alone', () => {
  const recordOf = (metrics: readonly MetricId[]): object => {
    const own = request({});
    return planLaunch({ ...own, pass: { ...own.pass, metrics } }, device).record;
  };
  expect(recordOf(['answerAccuracy', 'answerAgreement'])).toMatchObject({ checksums: true });
  for (const metrics of [['answerAccuracy', 'endToEnd'], ['peakMemory'], []] as const) {
    expect(recordOf(metrics)).not.toHaveProperty('checksums');
  }
});

test('an energy pass goes on for its renewals, and the deadline comes on top of that', () => {
  const plan = planLaunch(request({ energyRefreshes: 30 }), device);
  expect(plan).toMatchObject({ sustainForMs: 600_000, deadlineMs: 660_000 });
});

test('a pass without questions cannot be planned', () => {
  expect(() => planLaunch(request({}, []), device)).toThrow(expect.objectContaining({ code: 'DATASET_INVALID' }));
});
