import { isApplicable, UNFORCED } from '#harness/domain/applicable.ts';
import type { Build } from '#harness/domain/build.ts';
import { METRIC_IDS, type MetricId } from '#harness/domain/metric.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';
import type { DriftUse } from '#harness/domain/scorecard.ts';
import { sumOfIndependent } from '#harness/stats/intervals/sum-of-independent.ts';
import { chainOf, type Link, modelLinks, phoneLinks, worstOf } from './drift-links.ts';
import type { JudgedRun } from './judged-run.ts';

/** What drift is counted from and by. */
export type DriftEvidence = {
  /** Of the candidate on the deciding combination, newest first. */
  readonly runs: readonly JudgedRun[];
  /** Of builds between the pinned baseline and the candidate, newest first. */
  readonly earlier: readonly JudgedRun[];
  /** The build at which the budgets were opened; null where none is pinned: each run's own baseline stands in for it. */
  readonly pinned: Pick<Build, 'id'> | null;
  /** That of the deciding combination; what other phones of these runs lost is not its drift. */
  readonly deviceModel: string;
};

/**
 * How much of what a release may lose is lost since the pinned baseline. A single change may be within its margin, or accepted by a
 * waiver, and still all of them together are too much. A run that compares the candidate with the pinned baseline counts alone: its
 * error is that of one comparison. Where there is none, the changes from build to build are added up, and their errors with them.
 */
export function driftUse({ driftBudgetPercent: budget }: ReleasePlan, evidence: DriftEvidence): readonly DriftUse[] {
  return METRIC_IDS.flatMap((metric): readonly DriftUse[] => {
    const budgetPercent = budget[metric];
    return budgetPercent === undefined ? [] : [{ metric, budgetPercent, ...usedOf(metric, budgetPercent, evidence) }];
  });
}

type Used = Omit<DriftUse, 'metric' | 'budgetPercent'>;

const UNKNOWN = { usedPercent: null, interval: null, waivedPercent: 0, runIds: [] } as const;
const NONE = { usedPercent: 0, interval: null, waivedPercent: 0, runIds: [], state: 'within' } as const;

function usedOf(metric: MetricId, budgetPercent: number, evidence: DriftEvidence): Used {
  const { runs, pinned, deviceModel } = evidence;
  const devices = runs.flatMap(({ run }) => run.devices.filter(({ model }) => model === deviceModel));
  if (devices.length > 0 && devices.every((device) => !isApplicable(metric, UNFORCED, device)))
    return { ...UNKNOWN, state: 'notApplicable' };
  if (pinned !== null && runs.some(({ run }) => run.candidate.id === pinned.id)) return NONE;
  const links = linksTo(metric, evidence);
  if (links === null) return { ...UNKNOWN, state: 'notCompared' };
  const { estimate, low, high, confidence } = sumOfIndependent(links);
  const usedPercent = lossPercent(metric, estimate);
  const ends = [lossPercent(metric, low), lossPercent(metric, high)];
  const [lowPercent, highPercent] = [Math.min(...ends), Math.max(...ends)];
  const waived = links.filter(({ isWaived }) => isWaived).reduce((sum, link) => sum + link.estimate, 0);
  return {
    usedPercent,
    interval: { lowPercent, highPercent, confidence },
    waivedPercent: lossPercent(metric, waived),
    runIds: links.map(({ runId }) => runId),
    state: lowPercent > budgetPercent ? 'over' : usedPercent > budgetPercent ? 'open' : 'within',
  };
}

/**
 * What was lost most in the newest run of each suite that compared the builds, else the shortest chain between them; null where
 * nothing leads from one to the other.
 */
function linksTo(metric: MetricId, { runs, earlier, pinned, deviceModel }: DriftEvidence): readonly Link[] | null {
  const place = { metric, deviceModel };
  const direct = runs
    .filter(({ assessment }) => pinned === null || assessment.baseline?.build.id === pinned.id)
    .flatMap((judged) => phoneLinks(judged, place));
  // A newer run takes the place of one that asked the same, and of no other.
  const newest = [...Map.groupBy(direct, ({ asked }) => asked).values()].flatMap((own) =>
    own.filter(({ runId }) => runId === own[0]?.runId),
  );
  if (newest.length > 0) return [worstOf(newest, place)];
  const [candidate] = runs;
  if (pinned === null || candidate === undefined) return null;
  const links = [...runs, ...earlier].flatMap((judged) => modelLinks(judged, place));
  return chainOf(links, pinned.id, candidate.run.candidate.id);
}

/** Of a logarithm of a ratio; 0 where the metric got no worse. */
function lossPercent(metric: MetricId, log: number): number {
  return Math.max(0, 100 * towardsWorse(metric, Math.expm1(log)));
}
