import type { Suite } from '#harness/domain/suite.ts';
import latency from './latency.suite.ts';

/**
 * Wider than those of `latency`, and as wide as those of sustained load: a phone that holds itself back goes up and down in steps
 * of its clock rates, and nobody has measured how far launches differ then.
 */
const thermal: Suite = {
  id: 'thermal',
  version: 1,
  title: 'Latency with thermal state serious forced on the phone',
  passes: latency.passes.map((pass) => ({
    ...pass,
    id: 'thermal',
    protocol: {
      ...pass.protocol,
      forcedThermal: 'serious',
      // Slower by what the state takes.
      launchTimeoutMs: 2 * pass.protocol.launchTimeoutMs,
    },
  })),
  margins: [
    { metric: 'timeToFirstToken', percent: 8, absolute: null, severity: 'block' },
    { metric: 'preprocess', percent: 15, absolute: null, severity: 'block' },
    { metric: 'visionEncode', percent: 8, absolute: null, severity: 'block' },
    { metric: 'prefill', percent: 8, absolute: null, severity: 'block' },
    { metric: 'decodeRate', percent: 8, absolute: null, severity: 'block' },
    { metric: 'interTokenP50', percent: 8, absolute: null, severity: 'warn' },
    { metric: 'interTokenP95', percent: 15, absolute: null, severity: 'warn' },
    { metric: 'endToEnd', percent: 8, absolute: null, severity: 'block' },
    { metric: 'modelLoadCold', percent: 15, absolute: null, severity: 'block' },
  ],
};

export default thermal;
