import { expect, test } from 'vitest';
import {
  aBuild,
  aDevice,
  aLaunch,
  aMeasured,
  anIteration,
  identifiedAs,
  type Question,
} from '#harness/compare/run.fixture.ts';
import { modelChange } from '#harness/compare/model/model-change.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Artefact, Build } from '#harness/domain/build.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { ModelGraph } from '#harness/domain/model-graph.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';
import { aComparison, anAssessment, aRegression } from '#harness/gate/assessment.fixture.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { type Attribution, attributionsOf } from './attribution.ts';
import { worseRate } from './hint-cases.fixture.ts';

const file = (name: string, sha256 = 'a', bytes = 1000): Artefact => ({ name, sha256, bytes });

function graph(name: string, side: number, elements = 100): ModelGraph {
  return {
    name,
    format: 'ONNX',
    files: [name],
    bytes: 1000,
    content: {
      kind: 'read',
      summary: {
        operators: [{ name: 'MatMul', count: 3 }],
        weights: [{ type: 'f16', elements, bytes: 2 * elements }],
        versions: [],
        producer: null,
        inputs: [{ name: 'pixels', type: 'f32', shape: [3, side, side] }],
        outputs: [],
      },
    },
  };
}

const GRAPHS = [graph('decoder_model.onnx', 1), graph('vision_encoder.onnx', 128)];
const FILES = [
  file('decoder_model.onnx'),
  file('vision_encoder.onnx'),
  file('config.json'),
  file('preprocessor_config.json'),
  file('runtime.json'),
];
const BASELINE = aBuild('baseline', { models: FILES, graphs: GRAPHS });

/** The baseline with other bytes in these files, and other graphs where they are given. */
function changed(names: readonly string[], graphs: readonly ModelGraph[] = GRAPHS): Build {
  const build = aBuild('candidate', {
    models: FILES.map((own) => (names.includes(own.name) ? { ...own, sha256: 'b' } : own)),
    graphs,
  });
  return identifiedAs(build, { binaryUuid: 'uuid-baseline' });
}

function assessed(
  candidate: Build,
  comparisons: Assessment['comparisons'],
  more: Partial<Assessment> = {},
): Assessment {
  return anAssessment(comparisons, {
    baseline: { build: BASELINE, runId: 'run-1', design: 'remeasured' },
    candidate,
    modelChange: modelChange(BASELINE, candidate),
    ...more,
  });
}

function attributed(
  assessment: Assessment,
  launches: readonly Launch[] = [],
  baselineRun: Run | null = null,
): readonly Attribution[] {
  return attributionsOf({ run: { launches }, baselineRun, assessment, decision: decide(assessment, POLICIES.pr) });
}

function names(attribution: Attribution | undefined): readonly string[] {
  return (attribution?.causes ?? []).map(({ name }) => name);
}

test('of a slower encoder its own network stands before the file that says how all are run', () => {
  const candidate = changed(
    ['vision_encoder.onnx', 'runtime.json'],
    [graph('decoder_model.onnx', 1), graph('vision_encoder.onnx', 256)],
  );
  const [first] = attributed(assessed(candidate, [aRegression('visionEncode')]));
  expect(names(first)).toEqual(['vision_encoder.onnx', 'runtime.json']);
  expect(first?.causes[0]?.what).toEqual(['pixels 3×128×128 → 3×256×256']);
});

test('where networks are the same, the file that says how they are run stands first', () => {
  const [first] = attributed(assessed(changed(['runtime.json']), [worseRate('decodeRate')]));
  expect(names(first)).toEqual(['runtime.json']);
});

test('where both builds keep what a file sets, what it sets otherwise is named', () => {
  const set = (dtype: string) => [
    { name: 'runtime.json', text: JSON.stringify({ networks: { decoder: { dtype } }, threads: 1 }) },
  ];
  const candidate = { ...changed(['runtime.json']), settings: set('int8') };
  const assessment = assessed(candidate, [worseRate('decodeRate')], {
    baseline: { build: { ...BASELINE, settings: set('fp32') }, runId: 'run-1', design: 'remeasured' },
  });
  expect(attributed(assessment)[0]?.causes[0]?.what).toEqual(['networks.decoder.dtype "fp32" → "int8"']);
});

test('of worse answers a changed network stands first, and pre-processing where no network changed', () => {
  const worse = [worseRate('answerAccuracy')];
  const pruned = changed(
    ['decoder_model.onnx', 'config.json'],
    [graph('decoder_model.onnx', 1, 80), graph('vision_encoder.onnx', 128)],
  );
  const [lost] = attributed(assessed(pruned, worse));
  expect(names(lost)).toEqual(['decoder_model.onnx', 'config.json']);
  expect(lost?.causes[0]?.what).toEqual(['20 % fewer parameters']);
  const [colours] = attributed(assessed(changed(['preprocessor_config.json', 'config.json']), worse));
  expect(names(colours)).toEqual(['preprocessor_config.json', 'config.json']);
});

test('code, tools and the system of a stored baseline are named too', () => {
  const candidate = identifiedAs({ ...changed([]), toolchain: { xcode: '17.0' } }, { binaryUuid: 'other' });
  const baselineRun = { devices: [aDevice('one', { osVersion: '18.0' })], launches: [] } as unknown as Run;
  const stored = assessed(candidate, [aRegression('visionEncode')], {
    baseline: { build: BASELINE, runId: 'run-0', design: 'stored' },
  });
  expect(names(attributed(stored, [], baselineRun)[0])).toEqual(['executable', 'operating system', 'toolchain']);
});

test('a part that got worse stands for the whole that it made worse', () => {
  const all = attributed(
    assessed(changed([]), [aRegression('timeToFirstToken'), aRegression('endToEnd'), aRegression('visionEncode')]),
  );
  expect(all.map(({ metric }) => metric)).toEqual(['visionEncode']);
});

test('nothing is attributed where nothing regressed', () => {
  expect(attributed(assessed(changed(['runtime.json']), [aComparison('visionEncode')]))).toEqual([]);
});

/** What each build took for two questions. */
function answered(arm: Arm, block: number, first: Question, second: Question): Launch {
  const iterations = [first, second].map((question, index) => anIteration(question, { index, questionId: 10 + index }));
  return aLaunch({ deviceId: 'one', pass: 'latency', block, arm }, aMeasured({ iterations }));
}

const LAUNCHES = [0, 1, 2].flatMap((block) => [
  answered('baseline', block, { visionEncodeMs: 50, tokens: 4 }, { visionEncodeMs: 60, tokens: 10 }),
  answered('candidate', block, { visionEncodeMs: 55, tokens: 4 }, { visionEncodeMs: 90, tokens: 16 }),
]);

test('the questions that moved most are named with their times and the lengths of their answers', () => {
  const [first] = attributed(assessed(changed([]), [aRegression('visionEncode')]), LAUNCHES);
  expect(first?.questions).toMatchObject({ compared: 2, slower: 2, tokens: { baseline: 7, candidate: 10 } });
  expect(first?.questions?.most.map(({ questionId }) => questionId)).toEqual([11, 10]);
  expect(first?.questions?.most[0]?.tokens).toEqual({ baseline: 10, candidate: 16 });
  expect(first?.questions?.most[0]?.ms.candidate).toBeCloseTo(90, 6);
});

test('of a stored baseline its questions are those of its own run', () => {
  const own = LAUNCHES.filter(({ slot }) => slot.arm === 'candidate');
  const stored = LAUNCHES.filter(({ slot }) => slot.arm === 'baseline').map((launch) => ({
    ...launch,
    slot: { ...launch.slot, arm: 'candidate' as const },
  }));
  const baselineRun = { devices: [aDevice('one')], launches: stored } as unknown as Run;
  const assessment = assessed(changed([]), [aRegression('visionEncode')], {
    baseline: { build: BASELINE, runId: 'run-0', design: 'stored' },
  });
  expect(attributed(assessment, own, baselineRun)[0]?.questions?.compared).toBe(2);
});

test('a graph that runs elsewhere may have moved its stage; where it hardly moved it is no difference', () => {
  const units = (cpu: number) =>
    ({ graph: 'vision.mlpackage', of: 'cost', cpu, gpu: 0, neuralEngine: 1 - cpu }) as const;
  const causesOf = (cpu: number) => {
    const assessment = anAssessment([aRegression('visionEncode')], {
      computeUnits: [
        { deviceModel: 'iPhone17,1', graph: 'vision.mlpackage', baseline: units(0.1), candidate: units(cpu) },
      ],
    });
    const decision = decide(assessment, POLICIES.pr);
    const [found] = attributionsOf({ run: { launches: [] }, assessment, decision, baselineRun: null });
    return (found?.causes ?? []).filter(({ kind }) => kind === 'computeUnits');
  };
  expect(causesOf(0.7)).toMatchObject([
    {
      name: 'vision.mlpackage',
      what: ['runs elsewhere on iPhone17,1: Neural Engine 90 %, processor 10 % → processor 70 %, Neural Engine 30 %'],
      concern: 'vision',
    },
  ]);
  expect(causesOf(0.105)).toEqual([]);
});
