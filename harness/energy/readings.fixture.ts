import type { PowerReading } from '#harness/domain/power.ts';
import type { AlignedReading, Stretch } from './aligned.ts';

/** A phone that reports only what a test gives it. */
export function aReading(changes: Partial<PowerReading> = {}): PowerReading {
  return {
    readMs: 0,
    renewedMs: null,
    supply: 'battery',
    millivolts: null,
    milliamps: null,
    milliampHours: null,
    loadMilliwatts: null,
    inputMilliwatts: null,
    batteryMilliwatts: null,
    accumulatedLoadMilliwatts: null,
    loadTicks: null,
    errors: null,
    ...changes,
  };
}

/** A reading in the moment of a renewal. */
export function at(readMs: number, changes: Partial<PowerReading> = {}): AlignedReading {
  return { atMs: readMs, uncertainMs: 100, reading: aReading({ ...changes, readMs }) };
}

export const TICK_MS = 1000;

/** A stretch of a phone on its battery at constant power, its load counter renewed every 20 s. */
export function steady(
  fromS: number,
  toS: number,
  watts: number,
  changes: Partial<PowerReading> = {},
  counted = 1e9,
): Stretch {
  const milliwatts = watts * 1000;
  const atSecond = (second: number): AlignedReading =>
    at(second * 1000, {
      loadMilliwatts: milliwatts,
      inputMilliwatts: 0,
      batteryMilliwatts: -milliwatts,
      accumulatedLoadMilliwatts: counted + milliwatts * (second - fromS),
      loadTicks: 50_000 + second,
      errors: 0,
      ...changes,
    });
  const between: PowerReading[] = [];
  for (let second = fromS + 20; second < toS; second += 20) between.push(atSecond(second).reading);
  return { start: atSecond(fromS), between, end: atSecond(toS) };
}

type Span = readonly [seconds: number, watts: number];

/** The three stretches of a launch, one right after the other. */
export function launchStretches(
  idle: Span,
  work: Span,
  idleAgain: Span,
): { readonly before: Stretch; readonly window: Stretch; readonly after: Stretch } {
  let fromS = 0;
  let counted = 1e9;
  const [before, window, after] = [idle, work, idleAgain].map(([seconds, watts]) => {
    const stretch = steady(fromS, fromS + seconds, watts, {}, counted);
    fromS += seconds;
    counted += seconds * watts * 1000;
    return stretch;
  });
  if (before === undefined || window === undefined || after === undefined)
    throw new Error('three stretches are needed');
  return { before, window: { ...window, start: before.end }, after };
}
