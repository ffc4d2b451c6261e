import type { Suite } from '#harness/domain/suite.ts';
import accuracy from './accuracy.suite.ts';
import demo from './demo.suite.ts';
import energy from './energy.suite.ts';
import latency from './latency.suite.ts';
import memory from './memory.suite.ts';
import release from './release.suite.ts';
import smoke from './smoke.suite.ts';
import sustained from './sustained.suite.ts';
import thermal from './thermal.suite.ts';

/** Every suite that ships, shortest first. */
export const SUITES: readonly Suite[] = [smoke, demo, latency, thermal, memory, energy, accuracy, sustained, release];
