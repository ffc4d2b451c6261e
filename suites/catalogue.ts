import type { Suite } from '#harness/domain/suite.ts';
import accuracy from './accuracy.suite.ts';
import energy from './energy.suite.ts';
import latency from './latency.suite.ts';
import memory from './memory.suite.ts';
import release from './release.suite.ts';
import smoke from './smoke.suite.ts';

/** Every suite that ships, shortest first. */
export const SUITES: readonly Suite[] = [smoke, latency, memory, energy, accuracy, release];
