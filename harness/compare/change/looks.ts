import { ALPHA, SPENT_OF_ALPHA, MIN_FOR_RANKS } from '#harness/compare/levels.ts';
import type { Evidence } from '#harness/domain/comparison.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import { createSequentialDesign } from '#harness/stats/sequential/group-sequential.ts';
import { hwangShihDeCani } from '#harness/stats/sequential/spending.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';

/**
 * How the chance of erring is spent over the looks: little at first, so that an early end needs strong evidence, and most
 * of it is left for the last look. Between Pocock's, which stops soonest, and O'Brien and Fleming's, which hardly ever does.
 */
const SPENDING = hwangShihDeCani(-2);

/** The looks that were taken at the blocks of one pass on one device, each with what it may err. */
export type TakenLooks = {
  /** Number of blocks at each look, rising. */
  readonly blocks: readonly number[];
  /** How many looks there would be, were none saved. */
  readonly planned: number;
  /** One-sided level of each look: an interval with this chance of error at either end keeps ALPHA over all looks. */
  readonly levels: readonly number[];
  /** The overall p of a look's own one-sided p: the smallest ALPHA at which the look would have been beyond its bound. */
  readonly overallP: (look: number, p: number) => number;
};

/**
 * The looks among so many measured blocks. A measurement that ended elsewhere than planned is looked at once more where
 * it ended; the spending function allows that, as when to look was not chosen by the result.
 */
export function takenLooks({ blocks, looks }: Protocol, measured: number): TakenLooks {
  const key = `${blocks} ${looks.join('/')} ${measured}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const taken = worked(blocks, looks, measured);
  remembered.set(key, taken);
  return taken;
}

// Levels are pure functions of the plan and dear to work out; a run has few different plans.
const remembered = new Map<string, TakenLooks>();

function worked(blocks: number, looks: readonly number[], measured: number): TakenLooks {
  const planned = looks.filter((look) => look < blocks);
  const reached = planned.filter((look) => look < measured);
  const taken = [...reached, Math.min(measured, blocks)];
  // Fewer blocks are compared by Student's t of their differences, whatever their values: on normal noise it keeps its level.
  // Of several looks the planned number decides, as what an early look may err must not depend on how many blocks followed.
  const spent = (planned.length === 0 ? measured : blocks) < MIN_FOR_RANKS ? 1 : SPENT_OF_ALPHA;
  // Where only one look is planned nothing was chosen by a look, however early it comes.
  if (planned.length === 0) {
    return { blocks: taken, planned: 1, levels: [spent * ALPHA], overallP: (_, p) => Math.min(1, p / spent) };
  }
  const design = createSequentialDesign(
    taken.map((look) => look / blocks),
    SPENDING,
  );
  return {
    blocks: taken,
    planned: planned.length + 1,
    levels: design.levels(spent * ALPHA),
    overallP: (look, p) => Math.min(1, design.repeatedP(look, p) / spent),
  };
}

/**
 * The block below which exclusions count at a look. What was excluded after the last block that counts was excluded from the same
 * launches, so the last look sees every exclusion.
 */
export function exclusionsUntil({ blocks }: TakenLooks, look: number): number {
  return look + 1 < blocks.length ? (blocks[look] ?? 0) : Number.POSITIVE_INFINITY;
}

/** The block below which the launches of a judgement lie. */
export function evidenceUntil({ blocks }: TakenLooks, { look }: Pick<Evidence, 'look'>): number {
  return look === null ? Number.POSITIVE_INFINITY : (blocks[look.number - 1] ?? 0);
}

/** How far the measurement went: blocks in which both arms were tried, whatever came of it. */
export function blocksMeasured(arms: readonly LaunchGroup[]): number {
  return Math.min(...arms.map(({ attempts }) => Math.max(0, ...attempts.map(({ slot }) => slot.block + 1))));
}
