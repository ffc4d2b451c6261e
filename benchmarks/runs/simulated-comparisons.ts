import type { Verdict } from '#harness/domain/comparison.ts';
import { isPassing } from '#harness/domain/deciding.ts';
import type { Block } from '#harness/compare/change/blocks.ts';
import { NOTHING_KNOWN } from '#harness/compare/change/known-noise.ts';
import type { TakenLooks } from '#harness/compare/change/looks.ts';
import { compareRemeasured } from '#harness/compare/change/remeasured.ts';
import type { Margin } from '#harness/domain/suite.ts';

export const TRIALS = 10_000;
export const MARGIN: Margin = { metric: 'timeToFirstToken', percent: 5, absolute: null, severity: 'block' };

const LEVEL_MS = 100;

/** Shares are 0 to 1. */
export type Outcomes = {
  readonly passed: number;
  readonly regressed: number;
  /** Where the measurement ended. */
  readonly meanBlocks: number;
};

/**
 * What the rule for remeasured baselines makes of many sessions of all their blocks; each ends at the first look that
 * says something, as unharmed only with so many blocks.
 */
export function outcomesOf(
  looks: TakenLooks,
  session: () => readonly Block[],
  fewestToPass: number,
  knownLag1 = 0,
  trials: number = TRIALS,
): Outcomes {
  const tally = { passed: 0, regressed: 0, blocks: 0 };
  for (let trial = 0; trial < trials; trial += 1) {
    const { kind, blocks } = endOf(looks, session(), fewestToPass, knownLag1);
    if (isPassing({ kind })) tally.passed += 1;
    if (kind === 'regression') tally.regressed += 1;
    tally.blocks += blocks;
  }
  return { passed: tally.passed / trials, regressed: tally.regressed / trials, meanBlocks: tally.blocks / trials };
}

/** What a session says, of all its blocks, and at how many of them: see `outcomesOf`. */
export function endOf(
  looks: TakenLooks,
  session: readonly Block[],
  fewestToPass: number,
  knownLag1 = 0,
): { readonly kind: Verdict['kind']; readonly blocks: number } {
  const judgements = compareRemeasured(MARGIN, session, looks, { ...NOTHING_KNOWN, lag1: knownLag1 });
  const last = judgements.length - 1;
  const decided = judgements.findIndex(
    ({ verdict: { kind } }, look) =>
      kind === 'regression' || look === last || (isPassing({ kind }) && (looks.blocks[look] ?? 0) >= fewestToPass),
  );
  return {
    kind: judgements[decided]?.verdict.kind ?? 'inconclusive',
    blocks: looks.blocks[decided] ?? looks.blocks.at(-1) ?? 0,
  };
}

/** A block of launches whose logarithms lie so far from their level, the candidate slower by `change` besides. */
export function blockAt(block: number, baseline: number, candidate: number, change: number): Block {
  return {
    block,
    first: block % 2 === 0 ? 'baseline' : 'candidate',
    baseline: LEVEL_MS * Math.exp(baseline),
    candidate: (1 + change) * LEVEL_MS * Math.exp(candidate),
  };
}
