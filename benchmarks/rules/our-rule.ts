/**
 * The rule of this project, asked as the rules of other tools are. No other file of these comparisons knows
 * harness/compare.
 */
import type { Block } from '#harness/compare/change/blocks.ts';
import type { Judgement } from '#harness/compare/change/judgement.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import { compareRemeasured } from '#harness/compare/change/remeasured.ts';
import type { Sample } from '#harness/compare/launches/launch-group.ts';
import { compareStored } from '#harness/compare/change/stored.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { twoSidedP } from '#harness/stats/intervals/t-interval.ts';
import { BURST } from '#suites/protocol.ts';
import type { Call, Rule, RuleContext } from '#benchmarks/rules/peers/rule.ts';

/** Two-sided, of the interval at margin 0. */
const ALPHA = 0.05;
/** What the rule may err on one side of a comparison, before corrections. */
const ONE_SIDED = 0.05;
const MARGIN_PERCENT = 5;

/**
 * Re-measured, margin 0, looked at once: changed when the 95 % interval leaves out "no change". Stricter about nothing
 * than other rules are, so that it compares with them. The same place in both arms is one block.
 */
export const ourInterval: Rule = (baseline, candidate, { better }) => {
  const looks = takenLooks({ ...BURST, blocks: baseline.length, looks: [] }, baseline.length);
  const { score } = intervalCall(compareRemeasured(marginOf(better), blocksOf(baseline, candidate), looks).at(-1));
  // The rule spends a part of what it may err on choosing how to estimate.
  const corrected = Math.min(1, (score * ONE_SIDED) / (looks.levels[0] ?? ONE_SIDED));
  return { isChanged: corrected < ALPHA, score: corrected };
};

/** Re-measured, as a gate asks it: a regression or an improvement beyond a margin of 5 %, at any look of the suites. */
export const ourVerdict: Rule = (baseline, candidate, { better }) => {
  const planned = { ...BURST, blocks: baseline.length, looks: BURST.looks.filter((look) => look < baseline.length) };
  const looks = takenLooks(planned, baseline.length);
  return verdictCall(compareRemeasured(marginOf(better), blocksOf(baseline, candidate), looks).at(-1));
};

/** Stored, margin 0: the candidate's session against several of the baseline. */
export function ourStoredInterval(
  sessions: readonly (readonly number[])[],
  candidate: readonly number[],
  { better }: RuleContext,
): Call {
  return intervalCall(compareStored(marginOf(better), sessions.map(samplesOf), samplesOf(candidate)));
}

/** Stored, as a gate asks it: beyond a margin of 5 %. */
export function ourStoredVerdict(
  sessions: readonly (readonly number[])[],
  candidate: readonly number[],
  { better }: RuleContext,
): Call {
  return verdictCall(compareStored(marginOf(better), sessions.map(samplesOf), samplesOf(candidate)));
}

function marginOf(better: RuleContext['better']): Margin {
  const metric = better === 'lower' ? 'timeToFirstToken' : 'decodeRate';
  return { metric, percent: MARGIN_PERCENT, absolute: null, severity: 'block' };
}

/** Orders take turns, as they do in a plan. */
function blocksOf(baseline: readonly number[], candidate: readonly number[]): readonly Block[] {
  return baseline.flatMap((value, block): readonly Block[] => {
    const partner = candidate[block];
    return partner === undefined
      ? []
      : [{ block, baseline: value, candidate: partner, first: block % 2 === 0 ? 'baseline' : 'candidate' }];
  });
}

function samplesOf(values: readonly number[]): readonly Sample[] {
  return values.map((value, index) => ({ block: index, index, value }));
}

function intervalCall(judgement: Judgement | undefined): Call {
  const score = pOf(judgement);
  return { isChanged: score < ALPHA, score };
}

function verdictCall(judgement: Judgement | undefined): Call {
  const kind = judgement?.verdict.kind;
  return { isChanged: kind === 'regression' || kind === 'improvement', score: pOf(judgement) };
}

/** Two-sided p of "no change", by the interval that the judgement rests on. */
function pOf(judgement: Judgement | undefined): number {
  const interval = judgement?.interval ?? null;
  return interval === null ? 1 : twoSidedP(interval);
}
