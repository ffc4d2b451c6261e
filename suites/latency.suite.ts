import type { Suite } from '#harness/domain/suite.ts';
import { BURST } from './protocol.ts';
import { CAPTIONS } from './workload.ts';

const latency: Suite = {
  id: 'latency',
  version: 2,
  title: 'Model load, time to first token with its phases, decode rate and end to end',
  passes: [
    {
      id: 'latency',
      workload: CAPTIONS,
      protocol: BURST,
      metrics: [
        'timeToFirstToken',
        'preprocess',
        'visionEncode',
        'prefill',
        'decodeRate',
        'interTokenP50',
        'interTokenP95',
        'endToEnd',
        'modelLoadCold',
      ],
    },
  ],
  margins: [
    { metric: 'timeToFirstToken', percent: 5, absolute: null, severity: 'block' },
    { metric: 'preprocess', percent: 10, absolute: null, severity: 'block' },
    { metric: 'visionEncode', percent: 5, absolute: null, severity: 'block' },
    { metric: 'prefill', percent: 5, absolute: null, severity: 'block' },
    { metric: 'decodeRate', percent: 5, absolute: null, severity: 'block' },
    { metric: 'interTokenP50', percent: 5, absolute: null, severity: 'warn' },
    { metric: 'interTokenP95', percent: 10, absolute: null, severity: 'warn' },
    { metric: 'endToEnd', percent: 5, absolute: null, severity: 'block' },
    { metric: 'modelLoadCold', percent: 10, absolute: null, severity: 'block' },
  ],
};

export default latency;
