import type { Iteration } from '#harness/domain/measured.ts';
import { median } from '#harness/stats/quantile.ts';

/** Answers of a launch one after another, by the app's clock; each lasts until the next one begins. */
type Answers = {
  readonly startNs: number;
  readonly endNs: number;
  readonly spans: readonly { readonly startNs: number; readonly endNs: number }[];
};

/** How fast a launch answers while it lasts. */
export type Throughput = {
  /** From the start of its first measured answer to the end of its last. */
  readonly lengthMs: number;
  /** Answers a second in each tenth of that time, in order. */
  readonly windows: readonly number[];
};

/** A minute of the ten that a sustained launch takes. */
const WINDOWS = 10;
/** Two a window: with fewer the curve shows how long single answers are. */
const MIN_ANSWERS = 2 * WINDOWS;
/** What is left at the end is the median of so many windows: those that lie in the last third. */
const PLATEAU_WINDOWS = Math.floor(WINDOWS / 3);
/** The knee is looked for in finer steps: ten seconds of ten minutes. */
const KNEE_STEPS = 6 * WINDOWS;
/** Three steps at either side: a median of them keeps the place of a step and takes no notice of a short stall. */
const KNEE_REACH = 3;
/** What counts as slower: throughput varies by a few per cent by itself. */
const KNEE_SHARE = 0.95;
/** A slowdown of less than a tenth of the launch at its very end has not shown that it stays. */
const KNEE_STAYS_STEPS = KNEE_STEPS / WINDOWS;

const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;

/** Throughput of the measured iterations; null where they are too few to make a curve. */
export function throughputOf(iterations: readonly Iteration[]): Throughput | null {
  const answers = answersOf(iterations);
  if (answers === null) return null;
  return { lengthMs: (answers.endNs - answers.startNs) / NS_PER_MS, windows: ratesIn(answers, WINDOWS) };
}

/** Answers a second that are left at the end: the median of the windows in the last third. */
export function plateauOf({ windows }: Throughput): number | null {
  return median(windows.slice(-PLATEAU_WINDOWS));
}

/** Plateau divided by the first window: 1 where a launch does not slow down, near 0 where hardly anything is left. */
export function retentionOf(throughput: Throughput): number | null {
  const [first] = throughput.windows;
  const plateau = plateauOf(throughput);
  return first === undefined || first === 0 || plateau === null ? null : plateau / first;
}

/**
 * When throughput falls below 95 % of the first window's for the rest of the launch, in ms from its first measured
 * answer, to a sixtieth of the launch. Each sixtieth counts as the median of itself and three neighbours at either side
 * (a running median; Tukey 1977), so that neither a stall nor a quick answer makes a knee or hides one.
 *
 * @returns null where throughput never stays below, or does so for less than the last tenth
 */
export function kneeMsOf(iterations: readonly Iteration[]): number | null {
  const answers = answersOf(iterations);
  const first = answers === null ? undefined : ratesIn(answers, WINDOWS)[0];
  if (answers === null || first === undefined) return null;
  const rates = ratesIn(answers, KNEE_STEPS);
  const isSlow = (_: number, step: number): boolean => {
    const around = rates.slice(Math.max(0, step - KNEE_REACH), step + KNEE_REACH + 1);
    return (median(around) ?? 0) < KNEE_SHARE * first;
  };
  const knee = rates.map(isSlow).lastIndexOf(false) + 1;
  if (KNEE_STEPS - knee < KNEE_STAYS_STEPS) return null;
  return (knee * (answers.endNs - answers.startNs)) / KNEE_STEPS / NS_PER_MS;
}

function answersOf(iterations: readonly Iteration[]): Answers | null {
  const measured = iterations.filter(({ phase, spans }) => phase === 'measured' && spans.length > 0);
  const last = measured.at(-1);
  if (measured.length < MIN_ANSWERS || last === undefined) return null;
  const starts = measured.map(({ spans }) => Math.min(...spans.map(({ startNs }) => startNs)));
  const endNs = Math.max(...last.spans.map((span) => span.endNs), last.tokenNs.at(-1) ?? 0);
  const startNs = starts[0] ?? 0;
  if (endNs <= startNs) return null;
  const spans = starts.map((start, index) => ({ startNs: start, endNs: starts[index + 1] ?? endNs }));
  return { startNs, endNs, spans };
}

/**
 * Answers a second in each of so many equal parts of the launch. An answer counts in each part by the share of its time
 * that lies there: whole answers would make steps of a curve whose parts hold only a few.
 */
function ratesIn({ startNs, endNs, spans }: Answers, parts: number): readonly number[] {
  const partNs = (endNs - startNs) / parts;
  const counts = Array.from({ length: parts }, () => 0);
  for (const span of spans) {
    const lengthNs = span.endNs - span.startNs;
    const firstPart = Math.min(parts - 1, Math.floor((span.startNs - startNs) / partNs));
    if (lengthNs <= 0) {
      counts[firstPart] = (counts[firstPart] ?? 0) + 1;
      continue;
    }
    for (let part = firstPart; part < parts; part += 1) {
      const from = Math.max(span.startNs, startNs + part * partNs);
      const to = Math.min(span.endNs, startNs + (part + 1) * partNs);
      if (to <= from && part > firstPart) break;
      counts[part] = (counts[part] ?? 0) + Math.max(0, to - from) / lengthNs;
    }
  }
  return counts.map((count) => count / (partNs / NS_PER_S));
}
