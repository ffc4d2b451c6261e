import type { PowerReading } from '#harness/domain/power.ts';

/** A reading at the moment in which the phone renewed its source, known to half of `uncertainMs`. */
export type AlignedReading = { readonly atMs: number; readonly uncertainMs: number; readonly reading: PowerReading };

/** Readings from one renewal to another, those between them in the order of time. */
export type Stretch = {
  readonly start: AlignedReading;
  readonly end: AlignedReading;
  readonly between: readonly PowerReading[];
};

export function readingsOf({ start, between, end }: Stretch): readonly PowerReading[] {
  return [start.reading, ...between, end.reading];
}

/**
 * Time between two renewals, by the clock that knows it better: the host's, which saw each between two looks, or the
 * device's, which stamps most often whole seconds. On a busy machine the looks lie far apart.
 */
export function lengthMs({ start, end }: Pick<Stretch, 'start' | 'end'>): number {
  const [from, to] = [start.reading.renewedMs, end.reading.renewedMs];
  const hostMs = end.atMs - start.atMs;
  if (from === null || to === null || to <= from) return hostMs;
  const stepMs = from % 1000 === 0 && to % 1000 === 0 ? 1000 : 1;
  return 2 * stepMs < start.uncertainMs + end.uncertainMs ? to - from : hostMs;
}
