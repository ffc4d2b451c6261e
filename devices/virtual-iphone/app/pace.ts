import { nanosecondsSinceStart } from './clock.ts';

/** The kernel wakes a sleeper late by up to this much, so the last part of a wait is spent awake. */
const AWAKE_NS = 250_000;

const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/** Says when a piece of work that began at `startNs` is over. */
export type Pace = (startNs: number) => number;

/**
 * Makes work last as long as on a phone with `speedFactor` times this machine's speed: it waits 1/speedFactor − 1 times
 * the work's own duration without using the processor, then says what time it is.
 */
export function paceOf(speedFactor: number): Pace {
  if (speedFactor >= 1) return () => nanosecondsSinceStart();
  return (startNs) => {
    const workedNs = nanosecondsSinceStart() - startNs;
    waitUntil(startNs + Math.round(workedNs / speedFactor));
    return nanosecondsSinceStart();
  };
}

function waitUntil(endNs: number): void {
  const asleepNs = endNs - nanosecondsSinceStart() - AWAKE_NS;
  if (asleepNs > 0) Atomics.wait(neverNotified, 0, 0, asleepNs / 1e6);
  while (nanosecondsSinceStart() < endNs);
}
