import { MIN_LAUNCHES } from '#harness/compare/levels.ts';
import { studentUpperTail } from '#harness/stats/distributions/student-t.ts';

/** The looks that a pass may end at, the last block included, and what each may err. */
export type PlannedLooks = {
  /** Number of blocks at each look, rising. */
  readonly blocks: readonly number[];
  /** One-sided level of each look. */
  readonly levels: readonly number[];
  /** The overall p of a one-sided p seen at a look, from 0. */
  readonly overallP: (look: number, p: number) => number;
  /** Launches of each build, of all phones together, before which no look ends the pass as unharmed. */
  readonly fewestToPass: number;
};

export type SequentialQuestion = {
  /** Of the difference of a block on one phone. */
  readonly sd: number;
  /** How many phones of a model decide together, by their mean. */
  readonly phones: number;
  /** The true change towards worse, on the scale of `sd`. */
  readonly change: number;
  /** The margin towards worse on the same scale, positive. */
  readonly margin: number;
  /** What a regression's overall p must not exceed to end the measurement. */
  readonly alpha: number;
};

/** What becomes of measurements that end at the first look that decides; shares are 0 to 1. */
export type SequentialForecast = {
  /** Mean number of blocks at the end. */
  readonly blocks: number;
  /** Share that shows the change to be within the margin. */
  readonly within: number;
  /** Share that finds it beyond. */
  readonly beyond: number;
};

/** Enough that a share is known to 1 % and the mean number of blocks to a fifth of a block. */
const TRIALS = 2000;

/**
 * Measurements that are looked at as planned, drawn from independent normal blocks, each look by Student's t of their
 * differences. The rule of a remeasured comparison takes ranks or trimmed differences instead and looks for launches
 * that are far out: with the trimmed spread as `sd` its measurements end within two blocks of these, be launches normal
 * or wild; where one in ten is wild and the launches of a block go together, up to four blocks later.
 *
 * @param normal standard normal numbers
 */
export function expectedBlocks(
  question: SequentialQuestion,
  looks: PlannedLooks,
  normal: () => number,
): SequentialForecast {
  let [blocks, within, beyond] = [0, 0, 0];
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const end = measureOnce(question, looks, normal);
    blocks += end.blocks;
    if (end.found === 'within') within += 1;
    if (end.found === 'beyond') beyond += 1;
  }
  return { blocks: blocks / TRIALS, within: within / TRIALS, beyond: beyond / TRIALS };
}

type End = { readonly blocks: number; readonly found: 'within' | 'beyond' | 'nothing' };

function measureOnce(
  { sd, phones, change, margin, alpha }: SequentialQuestion,
  { blocks, levels, overallP, fewestToPass }: PlannedLooks,
  normal: () => number,
): End {
  const sums = Array.from({ length: phones }, () => ({ sum: 0, squares: 0 }));
  let [count, smallestP, isWithin] = [0, 1, false];
  for (const [look, until] of blocks.entries()) {
    if (until < MIN_LAUNCHES) continue;
    for (; count < until; count += 1) {
      for (const own of sums) {
        const noise = sd * normal();
        own.sum += noise;
        own.squares += noise ** 2;
      }
    }
    const { mean, standardError, degreesOfFreedom } = meanOf(sums, count);
    const [level, beyond] = [levels[look] ?? 0, change + mean - margin];
    const p = (distance: number): number => upperTail(distance, standardError, degreesOfFreedom);
    const isLast = look === blocks.length - 1;
    if (p(-beyond) <= level) isWithin = true;
    if (isWithin && (isLast || phones * count >= fewestToPass)) return { blocks: count, found: 'within' };
    const pBeyond = p(beyond);
    smallestP = Math.min(smallestP, overallP(look, pBeyond));
    if (pBeyond <= level && smallestP <= alpha) return { blocks: count, found: 'beyond' };
  }
  return { blocks: blocks.at(-1) ?? 0, found: 'nothing' };
}

function upperTail(distance: number, standardError: number, degreesOfFreedom: number): number {
  if (standardError === 0) return distance >= 0 ? 0 : 1;
  return studentUpperTail(distance / standardError, degreesOfFreedom);
}

/** As the phones of a model are compared: each counts alike, degrees of freedom by Satterthwaite. */
function meanOf(
  sums: readonly { readonly sum: number; readonly squares: number }[],
  n: number,
): { readonly mean: number; readonly standardError: number; readonly degreesOfFreedom: number } {
  let [mean, total, parts] = [0, 0, 0];
  for (const { sum, squares } of sums) {
    const own = sum / n;
    const variance = Math.max(0, squares - n * own ** 2) / (n - 1) / n;
    mean += own / sums.length;
    total += variance;
    parts += variance ** 2 / (n - 1);
  }
  const degreesOfFreedom = parts === 0 ? n - 1 : total ** 2 / parts;
  return { mean, standardError: Math.sqrt(total) / sums.length, degreesOfFreedom };
}
