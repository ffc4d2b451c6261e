import type { Suite } from '#harness/domain/suite.ts';
import accuracy from './accuracy.suite.ts';
import latency from './latency.suite.ts';
import memory from './memory.suite.ts';

const BLOCKS = 12;
/** A build that is much slower is found here already. */
const LOOKS = [6];
/** One load shows the size of a model; a leak would take many. */
const CYCLES = 1;

const leavesOut = new Set(['leakPerCycle', 'modelLoadWarm']);

/** The sample builds differ by more than a release must find, so fewer launches are enough. */
const demo: Suite = {
  id: 'demo',
  version: 3,
  title: 'Accuracy, latency and memory in the few launches of a demo',
  passes: [
    ...accuracy.passes,
    ...latency.passes.map((pass) => ({
      ...pass,
      protocol: { ...pass.protocol, blocks: BLOCKS, looks: LOOKS, fewestToPass: 0 },
    })),
    ...memory.passes.map((pass) => ({
      ...pass,
      protocol: { ...pass.protocol, cycles: CYCLES },
      metrics: pass.metrics.filter((metric) => !leavesOut.has(metric)),
    })),
  ],
  margins: [...accuracy.margins, ...latency.margins, ...memory.margins].filter(({ metric }) => !leavesOut.has(metric)),
};

export default demo;
