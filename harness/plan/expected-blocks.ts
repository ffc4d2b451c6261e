import { MIN_LAUNCHES } from '#harness/compare/judgement.ts';
import { studentQuantile, studentUpperTail } from '#harness/stats/student-t.ts';

/** The looks that a pass may end at, the last block included, and what each may err. */
export type PlannedLooks = {
  /** Number of blocks at each look, rising. */
  readonly blocks: readonly number[];
  /** One-sided level of each look. */
  readonly levels: readonly number[];
  /** The overall p of a one-sided p seen at a look, from 0. */
  readonly overallP: (look: number, p: number) => number;
};

export type SequentialQuestion = {
  /** Of the difference of a block. */
  readonly sd: number;
  /** The true change towards worse, on the scale of `sd`. */
  readonly change: number;
  /** The margin towards worse on the same scale, positive. */
  readonly margin: number;
  /** What a regression's overall p must not exceed to end the measurement. */
  readonly alpha: number;
};

/** What becomes of measurements that end at the first look that decides; shares are 0 to 1. */
export type SequentialOutlook = {
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
): SequentialOutlook {
  // Quantiles are dear, and the same in every trial.
  const steps = looks.blocks.map((until, look) => ({
    until,
    t: until < MIN_LAUNCHES ? Number.POSITIVE_INFINITY : studentQuantile(1 - (looks.levels[look] ?? 0), until - 1),
  }));
  let [blocks, within, beyond] = [0, 0, 0];
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const end = measureOnce(question, steps, looks.overallP, normal);
    blocks += end.blocks;
    if (end.found === 'within') within += 1;
    if (end.found === 'beyond') beyond += 1;
  }
  return { blocks: blocks / TRIALS, within: within / TRIALS, beyond: beyond / TRIALS };
}

/** A look and how many standard errors its interval reaches. */
type Step = { readonly until: number; readonly t: number };
type End = { readonly blocks: number; readonly found: 'within' | 'beyond' | 'nothing' };

function measureOnce(
  { sd, change, margin, alpha }: SequentialQuestion,
  steps: readonly Step[],
  overallP: PlannedLooks['overallP'],
  normal: () => number,
): End {
  let [count, sum, squares, smallestP] = [0, 0, 0, 1];
  for (const [look, { until, t }] of steps.entries()) {
    if (until < MIN_LAUNCHES) continue;
    for (; count < until; count += 1) {
      const noise = sd * normal();
      sum += noise;
      squares += noise ** 2;
    }
    const mean = sum / count;
    const beyond = change + mean - margin;
    const standardError = Math.sqrt(Math.max(0, squares - count * mean ** 2) / (count - 1) / count);
    if (beyond + t * standardError <= 0) return { blocks: count, found: 'within' };
    smallestP = Math.min(smallestP, overallP(look, studentUpperTail(beyond / standardError, count - 1)));
    if (beyond > t * standardError && smallestP <= alpha) return { blocks: count, found: 'beyond' };
  }
  return { blocks: steps.at(-1)?.until ?? 0, found: 'nothing' };
}
