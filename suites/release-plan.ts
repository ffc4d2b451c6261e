import type { ReleasePlan } from '#harness/domain/release-plan.ts';

const MB = 1_000_000;

/** What FastVLM promises from release to release: on an iPhone 15 Pro, with FastVLM-Base. */
export const RELEASE_PLAN: ReleasePlan = {
  product: 'FastVLM',
  releases: ['v1.0', 'v1.3', 'v2.0'],
  variants: [
    { id: 'Base', names: ['FastVLM-Base', 'fastvlm-base', 'FastVLM'] },
    { id: 'Tiny', names: ['FastVLM-Tiny', 'fastvlm-tiny'] },
    { id: 'Large', names: ['FastVLM-Large', 'fastvlm-large'] },
    { id: 'Multilingual', names: ['FastVLM-Multilingual', 'fastvlm-multilingual'] },
  ],
  deviceModels: {
    'iPhone15,4': 'iPhone 15',
    'iPhone16,1': 'iPhone 15 Pro',
    'iPhone17,1': 'iPhone 16 Pro',
    'iPhone18,1': 'iPhone 17 Pro',
  },
  expected: [
    { variant: 'Base', deviceModel: 'iPhone16,1' },
    { variant: 'Base', deviceModel: 'iPhone17,1' },
    { variant: 'Base', deviceModel: 'iPhone18,1' },
    { variant: 'Tiny', deviceModel: 'iPhone15,4' },
    { variant: 'Tiny', deviceModel: 'iPhone16,1' },
    { variant: 'Large', deviceModel: 'iPhone17,1' },
    { variant: 'Multilingual', deviceModel: 'iPhone17,1' },
  ],
  targets: [
    {
      id: 'latency',
      label: 'Inference latency',
      metric: 'endToEnd',
      as: 'level',
      how: "time to first token plus decode: from the first stage of a question to its last token; the median of a launch's questions, then of the launches",
      known: 187,
      bounds: { 'v1.0': { below: 180 }, 'v1.3': { below: 150 }, 'v2.0': { below: 100 } },
    },
    {
      id: 'modelSize',
      label: 'Model size',
      metric: 'modelSize',
      as: 'level',
      how: 'bytes of the model files in the package, configuration left out',
      known: 412 * MB,
      bounds: { 'v1.0': { below: 400 * MB }, 'v1.3': { below: 300 * MB }, 'v2.0': { below: 200 * MB } },
    },
    {
      id: 'accuracy',
      label: 'VQAv2 accuracy',
      metric: 'answerAccuracy',
      dataset: 'vqav2-val',
      as: 'level',
      how: 'mean VQA score of the answers to questions of vqav2-val',
      known: 0.712,
      bounds: { 'v1.0': { above: 0.72 }, 'v1.3': { above: 0.74 }, 'v2.0': { above: 0.76 } },
    },
    {
      id: 'memory',
      label: 'Peak memory',
      metric: 'peakMemory',
      as: 'level',
      how: 'largest footprint of the process, as the operating system recorded it',
      known: 892 * MB,
      bounds: { 'v1.0': { below: 850 * MB }, 'v1.3': { below: 700 * MB }, 'v2.0': { below: 500 * MB } },
    },
    {
      id: 'energy',
      label: 'Answers per joule',
      metric: 'energyPerAnswer',
      as: 'answersPerJoule',
      how: 'gain over the build that the run was compared with',
      known: null,
      bounds: { 'v1.0': { above: 0.1 }, 'v1.3': { above: 0.25 }, 'v2.0': { above: 0.5 } },
    },
  ],
  driftBudgetPercent: { timeToFirstToken: 5, endToEnd: 5, peakMemory: 5, energyPerAnswer: 8, modelSize: 2 },
  externalGates: [
    { kind: 'coverage', label: 'Test coverage', file: 'coverage/coverage-summary.json', atLeastPercent: 95 },
    { kind: 'sarif', label: 'Security', file: 'security.sarif', mostCritical: 0 },
    { kind: 'checklist', label: 'Documentation', file: 'docs/release-checklist.md' },
  ],
  staleAfterDays: 14,
  mayOverride: 'the release owner, with a reason',
  virtual: 'refuse',
};
