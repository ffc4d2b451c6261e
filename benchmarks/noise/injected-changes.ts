import { createRandom } from '#harness/stats/random.ts';
import type { AaDataset } from './aa-data.ts';
import type { Arms } from './arms.ts';
import { type BlockPool, blockPools, drawArms, worsened } from './block-pools.ts';
import type { Call, Rule } from '#benchmarks/rules/peers/rule.ts';

const SEED = 1;
/** A rule has found a change when it calls it in this share of trials. */
const POWER = 0.95;
const FALSE_ALARMS = 0.05;

/** Two arms of unchanged code, into the candidate of which a change can be put. */
export type Trial = { readonly pool: BlockPool; readonly seed: string; readonly arms: Arms };

/** Trials of so many blocks each, the same number of every series. */
export type Field = {
  readonly dataset: AaDataset;
  readonly series: number;
  readonly trialsEach: number;
  readonly trials: (blocks: number) => readonly Trial[];
};

/** @param every takes each so-maniest series of a dataset */
export function fieldOf(dataset: AaDataset, every: number, trialsEach: number): Field {
  const pools = blockPools(dataset).filter((_pool, index) => index % every === 0);
  const drawn = new Map<number, readonly Trial[]>();
  const draw = (blocks: number): readonly Trial[] =>
    pools.flatMap((pool, series) =>
      Array.from({ length: trialsEach }, (_, trial) => {
        const seed = `${dataset} ${series} ${blocks} ${trial}`;
        return { pool, seed, arms: drawArms(pool, blocks, createRandom(SEED, seed)) };
      }),
    );
  const trials = (blocks: number): readonly Trial[] => {
    const known = drawn.get(blocks) ?? draw(blocks);
    drawn.set(blocks, known);
    return known;
  };
  return { dataset, series: pools.length, trialsEach, trials };
}

/** What a rule says of a trial whose candidate is worse by a fraction of what it was. */
export function ask(rule: Rule, { pool, arms, seed }: Trial, change: number): Call {
  const { baseline, candidate } = worsened(arms, pool.better, change);
  return rule(baseline, candidate, { better: pool.better, random: createRandom(SEED, `resamples ${seed}`) });
}

/** Which calls count as "changed", learned from trials of unchanged code. */
export type Threshold = (rule: Rule, trials: readonly Trial[]) => (call: Call) => boolean;

/** The rule's own. */
export const asPublished: Threshold = () => (call) => call.isChanged;

/** The one that 5 % of the unchanged trials are beyond, all series together: one setting for all that is measured. */
export const recalibrated: Threshold = (rule, trials) => {
  const scores = trials.map((trial) => ask(rule, trial, 0).score).sort((a, b) => a - b);
  const limit = scores[Math.floor(FALSE_ALARMS * scores.length)] ?? 0;
  return ({ score }) => score < limit;
};

/**
 * For each change the least number of blocks with which it is found in half of the series, and with the next number
 * too: with few trials a number may suffice by luck. None where all are too few.
 *
 * @param numbers of blocks to try, rising
 */
export function blocksNeeded(
  rule: Rule,
  { trials }: Field,
  changes: readonly number[],
  numbers: readonly number[],
  threshold: Threshold,
): ReadonlyMap<number, number> {
  const needed = new Map<number, number>();
  const confirmed = new Set<number>();
  for (const blocks of numbers) {
    const open = changes.filter((change) => !confirmed.has(change));
    if (open.length === 0) break;
    const drawn = trials(blocks);
    const isFound = threshold(rule, drawn);
    for (const change of open) {
      if (!isFoundInHalf(drawn, (trial) => isFound(ask(rule, trial, change)))) needed.delete(change);
      else if (needed.has(change)) confirmed.add(change);
      else needed.set(change, blocks);
    }
  }
  return needed;
}

function isFoundInHalf(trials: readonly Trial[], isFound: (trial: Trial) => boolean): boolean {
  const bySeries = [...Map.groupBy(trials, ({ pool }) => pool).values()];
  const found = bySeries.filter((own) => own.filter(isFound).length >= POWER * own.length);
  return 2 * found.length >= bySeries.length;
}
