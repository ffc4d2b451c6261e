import type { Interval, ModelComparison, Verdict } from '#harness/domain/comparison.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS } from '#harness/domain/metric.ts';
import { heterogeneity } from '#harness/stats/heterogeneity.ts';
import { mean } from '#harness/stats/moments.ts';
import { type TInterval, tInterval } from '#harness/stats/t-interval.ts';
import type { PlacedJudgement } from './assess-place.ts';
import { hasExcess } from './far-out.ts';
import { type FarOut, type Judgement, pRegression, readable } from './judgement.ts';
import { confirmed, isPassing, judge } from './verdict.ts';

/** Phones that differ so surely are not one thing whose mean could be judged. */
const DISAGREEMENT = 0.001;

/** The phones of each model together, metric by metric, where at least two of them were compared. */
export function compareModels(
  devices: readonly Device[],
  judgements: readonly PlacedJudgement[],
): readonly ModelComparison[] {
  const modelOf = new Map(devices.map((device) => [device.id, device.model]));
  const groups = Map.groupBy(judgements, ({ comparison: { deviceId, passId, metric } }) =>
    JSON.stringify([modelOf.get(deviceId), passId, metric]),
  );
  return [...groups.values()].flatMap((units) => {
    const [first] = units;
    const model = first === undefined ? undefined : modelOf.get(first.comparison.deviceId);
    return model === undefined ? [] : (compareUnits(model, units) ?? []);
  });
}

/**
 * The mean of the phones' changes, each phone counting alike: SE² = Σ SE_u² / U², with Satterthwaite's degrees of
 * freedom, at the strictest level that one of them was looked at. When Cochran's Q says that the phones differ by more than
 * their noise, the mean stands for none of them, unless each of them is a regression by itself; nor is it judged where the launches of a phone are too few or no fair sample.
 * What checks a phone checks the mean: its robust intervals together, and the far-out launches of all phones. Null where
 * fewer than two phones have an interval.
 */
function compareUnits(model: string, placed: readonly PlacedJudgement[]): ModelComparison | null {
  const [first] = placed;
  // Differences and ratios have no mean: where one phone has values without a ratio, all are judged in their unit.
  const areMixed = placed.some(({ judgement }) => judgement.scale !== first?.judgement.scale);
  const units = areMixed ? placed.map((unit) => ({ ...unit, judgement: unit.inUnit() })) : placed;
  const intervals = units.flatMap(({ judgement }) => judgement.interval ?? []);
  // Accuracy and sizes are the build's, not the phone's: a mean over phones would count one answer several times.
  if (first === undefined || intervals.length < 2 || intervals.length < units.length) return null;
  const { metric, passId, severity } = first.comparison;
  if (METRICS[metric].spread === 'exact' || first.comparison.design === 'stored') return null;
  const scale = units[0]?.judgement.scale ?? first.judgement.scale;
  const margin = mean(units.map(({ judgement }) => judgement.margin)) ?? first.judgement.margin;
  const interval = combined(intervals);
  const between = heterogeneity(intervals);
  const change = readable(interval, scale, 0);
  // Phones that differ in how much worse they got agree that they did.
  const isAgreed = units.every(({ judgement }) => judgement.verdict.kind === 'regression');
  const doDisagree = between !== null && between.p < DISAGREEMENT && !isAgreed;
  const verdict: Verdict = doDisagree
    ? { kind: 'inconclusive', reason: 'unitsDisagree' }
    : (unusable(units) ?? checked(units, judge(metric, change, margin), margin));
  return {
    model,
    deviceIds: units.map(({ comparison }) => comparison.deviceId),
    passId,
    metric,
    scale,
    change,
    margin,
    severity,
    verdict,
    pRegression: overallP(units, pRegression({ metric, scale, margin, interval, sessionEffect: 0, exactP: null })),
    heterogeneity: between,
  };
}

/** What is wrong with the launches of one phone is wrong with a mean that counts it, however sure the mean seems. */
function unusable(units: readonly PlacedJudgement[]): Verdict | null {
  const verdicts = units.map(({ judgement }) => judgement.verdict);
  const isUnusable = (verdict: Verdict): boolean =>
    verdict.kind === 'inconclusive' && ['tooFewLaunches', 'differentialInvalidation'].includes(verdict.reason);
  return verdicts.find(isUnusable) ?? null;
}

function checked(units: readonly PlacedJudgement[], verdict: Verdict, margin: number): Verdict {
  const [first] = units;
  if (first === undefined) return verdict;
  const robust = robustMean(units.map(({ judgement }) => judgement));
  const { metric } = first.comparison;
  const left =
    robust === null ? verdict : confirmed(metric, verdict, readable(robust, first.judgement.scale, 0), margin);
  const farOut = units.flatMap(({ judgement }) => judgement.farOut ?? []);
  const total = (part: keyof FarOut): number => farOut.reduce((sum, counts) => sum + counts[part], 0);
  const all = { baseline: total('baseline'), candidate: total('candidate'), launches: total('launches') };
  return isPassing(left) && hasExcess(all, true) ? { kind: 'inconclusive', reason: 'farOutLaunches' } : left;
}

/**
 * The phones' robust intervals as one of their mean: each end as far from it as the root of the summed squares of the
 * phones' own (method of variance estimates recovery, Zou and Donner 2008). A phone whose interval is one
 * of ranks already is its own check; null where all are.
 */
function robustMean(judgements: readonly Judgement[]): Interval | null {
  if (judgements.every(({ robust }) => robust === null)) return null;
  const checks = judgements.flatMap(({ robust, interval }) => robust ?? interval ?? []);
  const estimate = mean(checks.map((check) => check.estimate)) ?? 0;
  const reach = (of: (check: Interval) => number): number =>
    Math.hypot(...checks.map((check) => of(check) - check.estimate)) / checks.length;
  return {
    estimate,
    low: estimate - reach(({ low }) => low),
    high: estimate + reach(({ high }) => high),
    confidence: Math.max(...checks.map(({ confidence }) => confidence)),
  };
}

/** Corrected as if the mean had been taken at the earliest look that one of the phones was judged at. */
function overallP(units: readonly PlacedJudgement[], p: number): number {
  const looks = units.map(({ comparison, looks: taken }) => ({
    taken,
    look: (comparison.evidence.look?.number ?? 1) - 1,
  }));
  const earliest = looks.sort((a, b) => a.look - b.look)[0];
  return earliest === undefined ? p : earliest.taken.overallP(earliest.look, p);
}

function combined(intervals: readonly TInterval[]): TInterval {
  const variances = intervals.map(({ standardError }) => (standardError / intervals.length) ** 2);
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  const parts = intervals.map(({ degreesOfFreedom }, index) => (variances[index] ?? 0) ** 2 / degreesOfFreedom);
  const shares = parts.reduce((sum, part) => sum + part, 0);
  const freedom =
    shares === 0 ? Math.min(...intervals.map(({ degreesOfFreedom }) => degreesOfFreedom)) : total ** 2 / shares;
  const estimate = mean(intervals.map((interval) => interval.estimate)) ?? 0;
  return tInterval(estimate, Math.sqrt(total), freedom, Math.max(...intervals.map(({ confidence }) => confidence)));
}
