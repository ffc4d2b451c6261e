import type { Suite } from '#harness/domain/suite.ts';
import { BURST } from './protocol.ts';
import { ALL_QUESTIONS } from './workload.ts';

const accuracy: Suite = {
  id: 'accuracy',
  version: 1,
  title: 'VQA accuracy on every question of the dataset',
  passes: [
    {
      id: 'accuracy',
      workload: ALL_QUESTIONS,
      // Greedy decoding answers alike in every launch: one launch of each build is all there is to know.
      protocol: {
        ...BURST,
        blocks: 1,
        looks: [],
        warmupIterations: 0,
        iterationsPerLaunch: 240,
        launchTimeoutMs: 1_200_000,
      },
      metrics: ['answerAccuracy', 'answerAgreement'],
    },
  ],
  margins: [
    { metric: 'answerAccuracy', percent: null, absolute: 0.01, severity: 'block' },
    { metric: 'answerAgreement', percent: null, absolute: 0.02, severity: 'warn' },
  ],
};

export default accuracy;
