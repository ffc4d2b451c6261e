import type { Method } from '#harness/domain/comparison.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { hodgesLehmann } from '#harness/stats/hodges-lehmann.ts';
import { median } from '#harness/stats/quantile.ts';
import { pairedInterval, type TInterval, tInterval } from '#harness/stats/t-interval.ts';
import { type Block, differencesOf, resemblance } from './blocks.ts';
import { CONFIDENCE, type Judgement, judgeEstimate, noJudgement } from './judgement.ts';
import type { TakenLooks } from './looks.ts';
import { marginOn, scaleOf } from './scale.ts';

/**
 * Both arms in one session, judged at every look that was taken: the logarithm of the ratio in each block (the
 * difference on the absolute scale), its mean with an interval of Student's t at the level of the look, and the rank
 * interval of Hodges and Lehmann as the robust check. Whatever moves slower than a block (heat, charge, background work)
 * cancels out of the pair.
 *
 * @returns what could be said at each look; the last one counts. A look that says nothing leaves standing what an earlier
 *   one has said: all intervals hold at once, so it still holds.
 */
export function compareRemeasured(margin: Margin, blocks: readonly Block[], looks: TakenLooks): readonly Judgement[] {
  const judgements: Judgement[] = [];
  let smallestP = 1;
  looks.blocks.forEach((until, look) => {
    const level = looks.levels[look] ?? 0;
    const own = judgeBlocks(
      margin,
      blocks.filter(({ block }) => block < until),
      1 - 2 * level,
    );
    const p = own.evidence.pRegression;
    if (p !== null) smallestP = Math.min(smallestP, looks.overallP(look, p));
    const earlier = judgements.at(-1);
    const isSaid =
      own.verdict.kind !== 'inconclusive' || earlier === undefined || earlier.verdict.kind === 'inconclusive';
    const counts = isSaid ? own : earlier;
    const at = isSaid && looks.planned > 1 ? { number: look + 1, of: looks.planned } : counts.evidence.look;
    const pRegression = counts.evidence.pRegression === null ? null : smallestP;
    judgements.push({ ...counts, evidence: { ...counts.evidence, look: at, pRegression } });
  });
  return judgements;
}

function judgeBlocks(margin: Margin, blocks: readonly Block[], confidence: number): Judgement {
  const scale = scaleOf(margin);
  const limit = marginOn(scale, margin, median(blocks.map((block) => block.baseline)) ?? 0);
  const differences = differencesOf(scale, blocks);
  const { interval, method } = intervalOf(differences, confidence);
  // Zero and negative values have no ratio. Leaving their blocks out would choose blocks by their result.
  if (interval === null || !differences.every(Number.isFinite)) {
    return noJudgement(scale, limit, 'tooFewLaunches', { n: differences.length, method });
  }
  return judgeEstimate({
    metric: margin.metric,
    scale,
    margin: limit,
    n: differences.length,
    method,
    interval,
    // The check is against a few wild blocks, not a second spending of the chance to err: it has one level at every look.
    robust: hodgesLehmann(differences, CONFIDENCE),
    sessionEffect: 0,
  });
}

/**
 * Student's t of the differences. Where neighbours resemble each other by r, n blocks say as much as n · (1 − r) / (1 + r)
 * independent ones (first-order autoregression): the interval is widened accordingly and has fewer degrees of freedom.
 */
function intervalOf(
  differences: readonly number[],
  confidence: number,
): { interval: TInterval | null; method: Method } {
  const plain = pairedInterval(differences, confidence);
  const r = resemblance(differences);
  if (plain === null || r === 0) return { interval: plain, method: 'paired-t' };
  const standardError = plain.standardError * Math.sqrt((1 + r) / (1 - r));
  const freedom = Math.max(1, (differences.length * (1 - r)) / (1 + r) - 1);
  return { interval: tInterval(plain.estimate, standardError, freedom, confidence), method: 'paired-t-widened' };
}
