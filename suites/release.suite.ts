import type { Suite } from '#harness/domain/suite.ts';
import accuracy from './accuracy.suite.ts';
import energy from './energy.suite.ts';
import latency from './latency.suite.ts';
import memory from './memory.suite.ts';

const parts = [accuracy, latency, memory, energy];

/** Accuracy first: a build that answers wrongly is known early. Energy last: it warms the phone most. */
const release: Suite = {
  id: 'release',
  version: 3,
  title: 'Everything that a release depends on: accuracy, latency, memory and energy',
  passes: parts.flatMap((part) => part.passes),
  margins: parts.flatMap((part) => part.margins),
};

export default release;
