import type { Suite } from '#harness/domain/suite.ts';
import { BURST } from './protocol.ts';
import { FEW_QUESTIONS } from './workload.ts';

const smoke: Suite = {
  id: 'smoke',
  version: 1,
  title: 'Does the build start, answer and stay within wide limits? A few minutes on a phone',
  passes: [
    {
      id: 'smoke',
      workload: FEW_QUESTIONS,
      protocol: { ...BURST, blocks: 4, looks: [] },
      metrics: [
        'timeToFirstToken',
        'preprocess',
        'visionEncode',
        'prefill',
        'endToEnd',
        'modelLoadCold',
        'peakMemory',
        'answerAccuracy',
        'modelSize',
      ],
    },
  ],
  // Wide: few launches find only large changes, and must not cry wolf.
  margins: [
    { metric: 'timeToFirstToken', percent: 20, absolute: null, severity: 'block' },
    { metric: 'preprocess', percent: 30, absolute: null, severity: 'block' },
    { metric: 'visionEncode', percent: 20, absolute: null, severity: 'block' },
    { metric: 'prefill', percent: 20, absolute: null, severity: 'block' },
    { metric: 'endToEnd', percent: 20, absolute: null, severity: 'block' },
    { metric: 'modelLoadCold', percent: 30, absolute: null, severity: 'warn' },
    { metric: 'peakMemory', percent: 10, absolute: 40e6, severity: 'block' },
    { metric: 'answerAccuracy', percent: null, absolute: 0.15, severity: 'block' },
    { metric: 'modelSize', percent: 5, absolute: null, severity: 'block' },
  ],
};

export default smoke;
