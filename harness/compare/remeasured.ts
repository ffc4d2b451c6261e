import type { Verdict } from '#harness/domain/comparison.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { median } from '#harness/stats/quantile.ts';
import { estimateBlocks } from './block-estimate.ts';
import { balanced, type Block } from './blocks.ts';
import { farOutLaunches, hasExcess } from './far-out.ts';
import { type Judgement, judgeEstimate, noJudgement } from './judgement.ts';
import type { TakenLooks } from './looks.ts';
import { marginOn, scaleOf, towardsWorse } from './scale.ts';
import { isPassing } from './verdict.ts';

/**
 * Both arms in one session, judged at every look that was taken, each at its own level. Values are compared as
 * logarithms where the change is a ratio. Whatever moves slower than a block (heat, charge, background work) cancels
 * out of it.
 *
 * @param isInUnit whether values are compared in their unit, also where they all have a ratio
 * @returns what could be said at each look, from the blocks that it saw alone; the last one counts.
 */
export function compareRemeasured(
  margin: Margin,
  blocks: readonly Block[],
  looks: TakenLooks,
  isInUnit = false,
): readonly Judgement[] {
  const judgements: Judgement[] = [];
  let smallestP = 1;
  looks.blocks.forEach((until, look) => {
    const level = looks.levels[look] ?? 0;
    const seen = balanced(blocks.filter(({ block }) => block < until));
    const own = withoutExcess(
      judgeBlocks(margin, seen, 1 - 2 * level, isInUnit),
      margin,
      seen,
      look + 1 === looks.planned,
    );
    const p = own.evidence.pRegression;
    if (p !== null) smallestP = Math.min(smallestP, looks.overallP(look, p));
    const earlier = judgements.at(-1);
    const counts = earlier === undefined ? own : standing(margin.metric, own, earlier);
    const at = counts !== earlier && looks.planned > 1 ? { number: look + 1, of: looks.planned } : counts.evidence.look;
    const pRegression = counts.evidence.pRegression === null ? null : smallestP;
    judgements.push({ ...counts, evidence: { ...counts.evidence, look: at, pRegression } });
  });
  return judgements;
}

function judgeBlocks(margin: Margin, blocks: readonly Block[], confidence: number, isInUnit: boolean): Judgement {
  const { metric } = margin;
  const values = blocks.flatMap(({ baseline, candidate }) => [baseline, candidate]);
  const scale = isInUnit ? 'absolute' : scaleOf(margin, values);
  const limit = marginOn(scale, margin, median(blocks.map((block) => block.baseline)) ?? 0);
  const found = estimateBlocks(scale, blocks, confidence);
  if (found === null) return noJudgement(scale, limit, 'tooFewLaunches', { n: blocks.length, method: 'paired-t' });
  return judgeEstimate({ ...found, metric, scale, margin: limit, n: blocks.length, sessionEffect: 0 });
}

/**
 * What stands after a look that may say nothing by itself: what an earlier one has said, as all intervals hold at once. But
 * a robust check that contradicts, significantly more far-out launches of the candidate, and an estimate beyond the margin
 * take a pass back. They do not unsay a regression: it was checked when it was found.
 */
function standing(metric: MetricId, own: Judgement, earlier: Judgement): Judgement {
  if (own.verdict.kind !== 'inconclusive' || earlier.verdict.kind === 'inconclusive') return own;
  if (own.verdict.reason === 'farOutLaunches') return own;
  if (!isPassing(earlier.verdict)) return earlier;
  if (own.farOut !== null && hasExcess(own.farOut, true)) return { ...own, verdict: FAR_OUT };
  return own.verdict.reason === 'methodsDisagree' || isEstimateBeyond(own, metric) ? own : earlier;
}

/** Whether all blocks together say "worse by more than the margin", however unsurely. */
function isEstimateBeyond({ change, margin }: Judgement, metric: MetricId): boolean {
  return change !== null && towardsWorse(metric, change.estimate) > margin;
}

const FAR_OUT: Verdict = { kind: 'inconclusive', reason: 'farOutLaunches' };

/** A build may not pass by its middle while more of its launches than of the baseline's are far worse. */
function withoutExcess(
  judgement: Judgement,
  { metric }: Margin,
  blocks: readonly Block[],
  isLastLook: boolean,
): Judgement {
  const { verdict, scale, margin } = judgement;
  const farOut = farOutLaunches(metric, scale, margin, blocks);
  const isHeld = !isPassing(verdict) || !hasExcess(farOut, isLastLook);
  return { ...judgement, farOut, verdict: isHeld ? verdict : FAR_OUT };
}
