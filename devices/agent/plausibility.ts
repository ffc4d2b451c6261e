import type { Iteration, Measured, Stage } from '#harness/domain/measured.ts';

/** What others than the app saw of it, in the time by which it reports. */
export type Seen = {
  /** How long it has worked at least: it was seen unfinished so long after its start. */
  readonly atLeastMs: number;
  /** How long it can have worked at most: from before its start until it was seen to be done. */
  readonly atMostMs: number;
};

/** What the checks need of a launch. */
export type Reported = Pick<
  Measured,
  'loads' | 'unloads' | 'iterations' | 'footprints' | 'peakFootprintBytes' | 'waitedMs'
>;

/** Two clocks of one launch never differ by more: a share of the time, and what starting and looking take. */
const CLOCK_ERROR = 0.02;
const CLOCK_ERROR_MS = 250;
/**
 * Loads, iterations and unloads are most of what an app does from its first load on: 56 to 89 % in launches of the sample
 * app. A quarter leaves room for agents that do more in between.
 */
const WORK_SHARE = 0.25;
/**
 * What an app reports of the time for which it was seen at work: 81 to 89 % on virtual phones, idle and busy, where other
 * threads of the process are seen as well.
 */
const SEEN_SHARE = 0.25;
/** Shorter work than this is lost in what starting takes. */
const SHORT_MS = 100;
/** Stages follow one another: between them hardly anything happens. */
const STAGES_SHARE = 0.5;
/** Tokens of a long answer come all through the decoding, not all at its end or at once. */
const LONG_ANSWER = 8;
const TOKENS_SHARE = 0.25;
/** No process that has loaded a model is smaller: sizes below it are in another unit. */
const MIN_FOOTPRINT_BYTES = 2 ** 20;
/** The kernel counts pages in batches, so that a sample may be a little above the maximum. */
const PEAK_ERROR = 0.01;

/**
 * Why a launch cannot have been as its app reports it, as a sentence; null where nothing contradicts it. An app times
 * itself, so its report is checked against what it cannot know: for how long the host saw it work, and what its own
 * numbers say of one another.
 *
 * @param seen null where nobody saw it
 * @param memoryBytes of the device; null where it is not known
 */
export function implausible(reported: Reported, seen: Seen | null, memoryBytes: number | null): string | null {
  return sizesFault(reported, memoryBytes) ?? stagesFault(reported) ?? timesFault(reported, seen);
}

/** Process time at which the app had done its work. */
export function workedMsOf({ loads, unloads, iterations }: Pick<Reported, 'loads' | 'unloads' | 'iterations'>): number {
  const ends = [...loads, ...unloads].map(({ endNs }) => endNs);
  const answered = iterations.map(({ spans }) => spans.at(-1)?.endNs ?? 0);
  return Math.max(0, ...ends, ...answered) / 1e6;
}

function timesFault(reported: Reported, seen: Seen | null): string | null {
  const workedMs = workedMsOf(reported);
  const { loads, unloads, iterations, waitedMs = 0 } = reported;
  const startNs = Math.min(...loads.map((load) => load.startNs));
  const busyNs = [...loads, ...unloads].reduce((sum, span) => sum + span.endNs - span.startNs, 0);
  const busyMs = (busyNs + iterations.reduce((sum, iteration) => sum + lengthNs(iteration), 0)) / 1e6;
  // What others had the processor for is nobody's work, wherever in the launch it was.
  const fromFirstLoadMs = workedMs - startNs / 1e6 - waitedMs;
  if (fromFirstLoadMs > 0 && busyMs < WORK_SHARE * fromFirstLoadMs) {
    return `Loads, iterations and unloads take ${ms(busyMs)} of the ${ms(fromFirstLoadMs)} between the first load and the end; at least ${percent(WORK_SHARE)} are expected.`;
  }
  if (seen === null) return null;
  if (workedMs > seen.atMostMs * (1 + CLOCK_ERROR) + CLOCK_ERROR_MS) {
    return `The app reports ${ms(workedMs)} of work, but it ran for at most ${ms(seen.atMostMs)}.`;
  }
  if (waitedMs > seen.atMostMs * (1 + CLOCK_ERROR) + CLOCK_ERROR_MS) {
    return `The app reports ${ms(waitedMs)} of waiting for the processor, but it ran for at most ${ms(seen.atMostMs)}.`;
  }
  if (workedMs < SEEN_SHARE * (seen.atLeastMs - SHORT_MS)) {
    return `The app reports ${ms(workedMs)} of work, but the harness saw it work for at least ${ms(seen.atLeastMs)}.`;
  }
  return null;
}

function stagesFault({ iterations }: Reported): string | null {
  const measured = iterations.filter(({ phase }) => phase === 'measured');
  if (measured.length > 0 && measured.every((iteration) => lengthNs(iteration) === 0)) {
    return 'No measured iteration takes any time.';
  }
  for (const stage of COMPUTED) {
    const spans = measured.flatMap((iteration) => iteration.spans.filter((span) => span.stage === stage));
    if (spans.length > 0 && spans.every(({ startNs, endNs }) => startNs === endNs)) {
      return `Stage ${stage} takes no time in any measured iteration.`;
    }
  }
  for (const iteration of measured) {
    const { index, spans, tokenNs } = iteration;
    const inStages = spans.reduce((sum, span) => sum + span.endNs - span.startNs, 0);
    if (inStages < STAGES_SHARE * lengthNs(iteration)) {
      return `The stages of iteration ${index} take ${ms(inStages / 1e6)} of the ${ms(lengthNs(iteration) / 1e6)} from its first input to its last token; at least ${percent(STAGES_SHARE)} are expected.`;
    }
    const decode = spans.find(({ stage }) => stage === 'decode');
    const [first, last] = [tokenNs[0] ?? 0, tokenNs.at(-1) ?? 0];
    const decodeNs = decode === undefined ? 0 : decode.endNs - decode.startNs;
    if (tokenNs.length >= LONG_ANSWER && (last === first || last - first < TOKENS_SHARE * decodeNs)) {
      return `The ${tokenNs.length} tokens of iteration ${index} come within ${ms((last - first) / 1e6)} of the ${ms(decodeNs / 1e6)} that decoding takes.`;
    }
  }
  return null;
}

/** Pre-processing may be gone: an image can be kept prepared. What a network computes takes time. */
const COMPUTED = ['visionEncode', 'prefill', 'decode'] as const satisfies readonly Stage[];

function sizesFault(
  { loads, unloads, footprints, peakFootprintBytes }: Reported,
  memoryBytes: number | null,
): string | null {
  const held = [...loads, ...unloads].map(({ footprintBytes }) => footprintBytes);
  const smallest = Math.min(peakFootprintBytes, ...held);
  if (smallest < MIN_FOOTPRINT_BYTES) {
    return `A footprint of ${smallest} bytes is too small for a process with a model.`;
  }
  const largest = Math.max(...held, ...footprints.map(({ bytes }) => bytes));
  if (largest > peakFootprintBytes * (1 + PEAK_ERROR) + MIN_FOOTPRINT_BYTES) {
    return `The peak footprint of ${peakFootprintBytes} bytes is less than another footprint that the app reports, ${largest} bytes.`;
  }
  if (memoryBytes !== null && peakFootprintBytes > memoryBytes) {
    return `The peak footprint of ${peakFootprintBytes} bytes is more than the ${memoryBytes} bytes of memory that the device has.`;
  }
  return null;
}

function lengthNs({ spans }: Iteration): number {
  return (spans.at(-1)?.endNs ?? 0) - (spans[0]?.startNs ?? 0);
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

function percent(share: number): string {
  return `${100 * share} %`;
}
