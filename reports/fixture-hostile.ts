/** Test support: a report input whose every free text tries to break out of the format that it is printed in. */
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import { iosIdentity } from '#harness/domain/build.ts';
import type { Reason, WaiverUse } from '#harness/domain/decision.ts';
import type { OperatorChanges } from '#harness/domain/operator-change.ts';
import type { ModelChange } from '#harness/domain/model-change.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import { imageKey, type ReportInput } from '#harness/ports/report.ts';
import { fixtureInput } from './fixture.ts';

export const HOSTILE = `<script>alert(1)</script><img src=x onerror=alert(2)>"'\`{{{x}}}|a|\n# h\n- [l](http://evil.example) @team \u{1B}[31m\u{202E}${'x'.repeat(10_000)}`;

/** What would end a script element, or a line of a program. */
export const HOSTILE_ANSWER = `</script></template><!--<script>\u{2028}\u{2029}</bdi><img src=x onerror=alert(3)>{{x}}\u{202E}\u{0}`;

export function hostileInput(): ReportInput {
  const input = passRenamed(fixtureInput('failEncoder', 3));
  const { assessment: together, decision: ofModel } = passRenamed(fixtureInput('failModel', 4));
  const { assessment, decision, run } = input;
  const build = {
    ...assessment.candidate,
    label: HOSTILE,
    version: HOSTILE,
    toolchain: { xcode: HOSTILE, sdk: HOSTILE },
    identity: { ...iosIdentity(assessment.candidate), bundleId: HOSTILE },
  };
  const devices = assessment.devices.map((device) => ({
    ...device,
    label: HOSTILE,
    model: HOSTILE,
    osVersion: HOSTILE,
  }));
  return {
    baselineRun: null,
    calibrations: input.calibrations.map((calibration) => ({ ...calibration, doubts: [HOSTILE] })),
    thumbnails: HOSTILE_PICTURES,
    run: {
      ...run,
      id: HOSTILE,
      devices,
      environments: [
        {
          deviceIds: input.run.devices.map(({ id }) => id),
          harness: HOSTILE,
          node: HOSTILE,
          host: HOSTILE,
          tools: { [HOSTILE]: HOSTILE },
        },
      ],
      datasets: run.datasets.map((dataset) => ({ ...dataset, id: HOSTILE, subset: HOSTILE, evaluator: HOSTILE })),
      questions: HOSTILE_QUESTIONS,
    },
    assessment: {
      ...assessment,
      devices,
      looks: together.looks,
      deviceModels: together.deviceModels.map((one) => ({ ...one, deviceModel: HOSTILE })),
      modelChange: HOSTILE_CHANGE,
      operatorChanges: [HOSTILE_OPERATORS],
      candidate: { ...build, models: [{ name: HOSTILE, sha256: HOSTILE, bytes: 1 }], settings: settingsOf(HOSTILE) },
      baseline:
        assessment.baseline === null
          ? null
          : { ...assessment.baseline, build: { ...assessment.baseline.build, settings: settingsOf(HOSTILE_ANSWER) } },
      suite: {
        ...assessment.suite,
        title: HOSTILE,
        passes: assessment.suite.passes.map((pass) => ({
          ...pass,
          workload: { ...pass.workload, dataset: HOSTILE, subset: HOSTILE },
        })),
      },
      answerChanges: assessment.answerChanges.map(hostileChange),
      warnings: [{ code: 'notSteady', message: HOSTILE }],
      productFaults: [
        { deviceId: 'virtual-iphone-13', passId: HOSTILE, arm: 'candidate', code: HOSTILE, message: HOSTILE },
      ],
      faultCounts: [{ deviceId: HOSTILE, passId: HOSTILE, arm: 'candidate', launches: 3, faults: 1, givenUpAfter: 0 }],
      faultRates: {
        ...assessment.faultRates,
        candidate: { launches: 3, faults: 1, codes: [{ code: HOSTILE, faults: 1 }] },
        p: 0.5,
      },
    },
    decision: {
      ...decision,
      policy: { ...decision.policy, id: HOSTILE },
      reasons: [...decision.reasons, ...ofModel.reasons, ...ofModel.notes].map((reason) =>
        'deviceModel' in reason ? { ...reason, deviceModel: HOSTILE } : withWaiver(reason, 'exceeded'),
      ),
      notes: [{ kind: 'incomplete', message: HOSTILE }, ...decision.reasons.map((own) => withWaiver(own, 'waived'))],
    },
  };
}

/** A file of settings whose every key and value is hostile. */
function settingsOf(value: string) {
  return [{ name: HOSTILE, text: JSON.stringify({ [HOSTILE]: value }) }];
}

const HOSTILE_PORT = { name: HOSTILE, type: HOSTILE, shape: [1, HOSTILE] };
const HOSTILE_TEXTS = { name: HOSTILE, baseline: HOSTILE, candidate: null };
const HOSTILE_CHANGE: ModelChange = {
  kind: 'known',
  graphs: [
    { kind: 'same', name: HOSTILE, bytes: 1 },
    { kind: 'removed', name: HOSTILE_ANSWER, bytes: 1 },
    {
      kind: 'unknown',
      name: HOSTILE,
      bytes: { baseline: 1, candidate: 2 },
      reasons: { baseline: HOSTILE, candidate: HOSTILE_ANSWER },
    },
    {
      kind: 'changed',
      name: HOSTILE,
      baselineName: HOSTILE_ANSWER,
      bytes: { baseline: 1, candidate: 2 },
      missing: { baseline: [], candidate: [HOSTILE] },
      parameters: { baseline: { elements: 1, bytes: 1 }, candidate: { elements: 2, bytes: 2 } },
      weights: [{ name: 'constexpr_' + HOSTILE, baseline: null, candidate: { type: HOSTILE, elements: 2, bytes: 2 } }],
      operatorCounts: { baseline: 1, candidate: 2 },
      operators: [{ name: HOSTILE, baseline: 1, candidate: 2 }],
      inputs: [{ name: HOSTILE_ANSWER, baseline: HOSTILE_PORT, candidate: null }],
      outputs: [{ name: HOSTILE, baseline: null, candidate: HOSTILE_PORT }],
      versions: [HOSTILE_TEXTS],
      producer: { baseline: HOSTILE, candidate: HOSTILE_ANSWER },
    },
  ],
  parameters: null,
};

const HOSTILE_TIME = { calls: 1, totalNs: 1e308 };
const HOSTILE_OPERATORS: OperatorChanges = {
  deviceId: HOSTILE,
  passId: HOSTILE,
  questions: 1,
  graphs: [
    {
      name: HOSTILE,
      baselineName: HOSTILE_ANSWER,
      totalNs: { baseline: 0, candidate: 1e308 },
      operators: [{ operator: HOSTILE, baseline: null, candidate: HOSTILE_TIME }],
    },
  ],
  unknown: [HOSTILE, HOSTILE_ANSWER],
};

function withWaiver(reason: Reason, state: WaiverUse['state']): Reason {
  return 'deviceId' in reason ? { ...reason, waiver: { state, terms: HOSTILE } } : reason;
}

const HOSTILE_QUESTIONS = Array.from({ length: 60 }, (_, index): AskedQuestion => ({
  dataset: HOSTILE,
  id: index,
  imageId: index % 4,
  imageSha256: HOSTILE,
  text: index % 2 === 0 ? HOSTILE_ANSWER : HOSTILE,
  answerType: index % 3 === 0 ? HOSTILE_ANSWER : HOSTILE,
  questionType: HOSTILE_ANSWER,
  answers: [HOSTILE, HOSTILE_ANSWER, HOSTILE],
}));

/** Of four images one has a picture; what stands for the others is none. */
const HOSTILE_PICTURES = new Map([
  [imageKey(HOSTILE, 0), 'data:image/png;base64,iVBORw0KGgo=" onerror="alert(4)'],
  [imageKey(HOSTILE, 1), 'javascript:alert(5)'],
  [imageKey(HOSTILE, 2), 'data:text/html,<script>alert(6)</script>'],
  [
    imageKey(HOSTILE, 3),
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  ],
]);

/** Every question changed, and one was not answered. */
function hostileChange(change: AnswerChange): AnswerChange {
  return {
    ...change,
    changed: HOSTILE_QUESTIONS.length,
    answers: HOSTILE_QUESTIONS.map(({ id }) => ({
      questionId: id,
      baseline: { text: HOSTILE, tokens: 2, score: 1 },
      candidate: id === 7 ? null : { text: HOSTILE_ANSWER, tokens: 2, score: 0 },
      scoreChange: -1,
    })),
    byType: change.byType.map((type) => ({ ...type, type: type.by === 'answerType' ? HOSTILE_ANSWER : HOSTILE })),
  };
}

/** A pass's name is free text too, and stands in many places. */
function passRenamed(input: ReportInput): ReportInput {
  const renamed = JSON.parse(JSON.stringify(input).replaceAll('"latency"', JSON.stringify(HOSTILE)));
  return { ...renamed, thumbnails: input.thumbnails };
}
