import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import { UNITS_DISAGREE_P } from '#harness/compare/levels.ts';
import type { OutlierCounts, Verdict } from '#harness/domain/comparison.ts';
import { isPassing } from '#harness/domain/deciding.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { heterogeneity } from '#harness/stats/tests/heterogeneity.ts';
import { mean } from '#harness/stats/moments.ts';
import type { TInterval } from '#harness/stats/intervals/t-interval.ts';
import type { Block } from './blocks.ts';
import { hasExcess, type KnownTail } from './outliers.ts';
import { type Known, NOTHING_KNOWN } from './known-noise.ts';
import { type Judgement, judgeEstimate, noJudgement, readable } from './judgement.ts';
import type { TakenLooks } from './looks.ts';
import { meanOfPhones } from './mean-of-phones.ts';
import { marginOfSize } from './scale.ts';
import { type SeenBlocks, seenAtLooks } from './seen-blocks.ts';
import { readingError } from './steps.ts';
import { confirmed, judge } from './verdict.ts';

/**
 * Both arms in one session on one phone, judged at every look that was taken. Values are compared as logarithms where the
 * change is a ratio. Whatever moves slower than a block (heat, charge, background work) cancels out of it.
 */
export function compareRemeasured(
  margin: Margin,
  blocks: readonly Block[],
  looks: TakenLooks,
  known: Known = NOTHING_KNOWN,
): readonly Judgement[] {
  return judgeLooks(margin, [seenAtLooks({ margin, blocks, known }, looks)], looks);
}

/**
 * One phone, or the mean of several of a model, judged at every look that was taken, each at its own level.
 *
 * @param phones what each look sees of each of them, all on one scale
 * @returns the judgement of each look, from the blocks that it saw alone; the last one counts.
 */
export function judgeLooks(
  { metric }: Pick<Margin, 'metric'>,
  phones: readonly (readonly SeenBlocks[])[],
  looks: TakenLooks,
): readonly Judgement[] {
  const judgements: Judgement[] = [];
  let smallestP = 1;
  looks.blocks.forEach((_, look) => {
    const seen = phones.flatMap((phone) => phone[look] ?? []);
    const own = judgeLook(metric, seen, look + 1 === looks.planned);
    const p = own.evidence.pRegression;
    if (p !== null) smallestP = Math.min(smallestP, looks.overallP(look, p));
    const earlier = judgements.at(-1);
    const known = knownOf(seen);
    const counts = earlier === undefined ? own : standing(metric, own, earlier, known);
    const at = counts !== earlier && looks.planned > 1 ? { number: look + 1, of: looks.planned } : counts.evidence.look;
    const pRegression = counts.evidence.pRegression === null ? null : smallestP;
    judgements.push({ ...counts, evidence: { ...counts.evidence, look: at, pRegression } });
  });
  return judgements;
}

function judgeLook(metric: MetricId, seen: readonly SeenBlocks[], isLastLook: boolean): Judgement {
  const n = Math.min(...seen.map((phone) => phone.n));
  const scale = seen[0]?.limit.scale ?? 'relative';
  const limit = marginOfSize(scale, metric, mean(seen.map((phone) => phone.limit.margin)) ?? 0);
  const found = meanOfPhones(seen.map(({ estimate }) => estimate));
  if (found === null) return noJudgement(limit, 'tooFewLaunches', { n, method: 'paired-t' });
  // What hides in the steps of each phone hides in their mean as far.
  const step = mean(seen.map((phone) => phone.step)) ?? 0;
  const sampled = sampledMean(seen) ?? found.interval;
  const error = Math.hypot(...seen.map((phone) => readingError(phone.step))) / seen.length;
  const own = judgeEstimate({ ...found, ...limit, n, sessionEffect: 0, step, sampled, readingError: error });
  const between = heterogeneity(seen.flatMap(({ estimate }) => estimate?.interval ?? []));
  const farOut = total(seen.map((phone) => phone.farOut));
  const judged = { ...own, evidence: { ...own.evidence, farOut }, heterogeneity: between };
  if (between !== null && between.p < UNITS_DISAGREE_P && !areAllWorse(metric, seen)) {
    return { ...judged, verdict: { kind: 'inconclusive', reason: 'unitsDisagree' } };
  }
  // A build may not pass by its middle while more of its launches than of the baseline's are far worse.
  return isPassing(own.verdict) && hasExcess(farOut, knownOf(seen), isLastLook)
    ? { ...judged, verdict: FAR_OUT }
    : judged;
}

/** The interval of the phones' mean without the error of reading counters; null where it is that with it. */
function sampledMean(seen: readonly SeenBlocks[]): TInterval | null {
  if (seen.every(({ estimate, sampled }) => sampled === estimate?.interval)) return null;
  const estimates = seen.map(({ estimate, sampled }) =>
    estimate === null || sampled === null ? null : { ...estimate, interval: sampled },
  );
  return meanOfPhones(estimates)?.interval ?? null;
}

/** Phones that differ in how much worse they got agree that they did. */
function areAllWorse(metric: MetricId, seen: readonly SeenBlocks[]): boolean {
  return seen.every(({ estimate, limit: { scale, margin } }) => {
    if (estimate === null) return false;
    const verdict = judge(metric, readable(estimate.interval, scale, 0), margin);
    const { robust } = estimate;
    const left = robust === null ? verdict : confirmed(metric, verdict, readable(robust, scale, 0), margin);
    return left.kind === 'regression';
  });
}

function knownOf(seen: readonly SeenBlocks[]): KnownTail {
  const sum = (part: keyof KnownTail): number => seen.reduce((all, { known }) => all + known[part], 0);
  return { farOut: sum('farOut'), launches: sum('launches') };
}

function total(counts: readonly OutlierCounts[]): OutlierCounts {
  const sum = (part: keyof OutlierCounts): number => counts.reduce((all, own) => all + own[part], 0);
  return { baseline: sum('baseline'), candidate: sum('candidate'), launches: sum('launches') };
}

/**
 * What stands after a look that may say nothing by itself: what an earlier one has said, as all intervals hold at once. But
 * a robust check that contradicts, phones that disagree, significantly more outliers of the candidate, and an
 * estimate beyond the margin take a pass back. They do not unsay a regression: it was checked when it was found.
 */
function standing(metric: MetricId, own: Judgement, earlier: Judgement, known: KnownTail): Judgement {
  if (own.verdict.kind !== 'inconclusive' || earlier.verdict.kind === 'inconclusive') return own;
  const { reason } = own.verdict;
  if (reason === 'farOutLaunches') return own;
  if (!isPassing(earlier.verdict)) return earlier;
  const { farOut } = own.evidence;
  if (farOut !== null && hasExcess(farOut, known, true)) return { ...own, verdict: FAR_OUT };
  const isTakenBack = reason === 'methodsDisagree' || reason === 'unitsDisagree' || isEstimateBeyond(own, metric);
  return isTakenBack ? own : earlier;
}

/** Whether all blocks together say "worse by more than the margin", however unsurely. */
function isEstimateBeyond({ change, margin }: Judgement, metric: MetricId): boolean {
  return change !== null && towardsWorse(metric, change.estimate) > margin;
}

const FAR_OUT: Verdict = { kind: 'inconclusive', reason: 'farOutLaunches' };
