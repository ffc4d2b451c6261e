import { isUnforced } from '#harness/domain/applicable.ts';
import { askedIn } from '#harness/domain/asked.ts';
import type { Comparison, Interval } from '#harness/domain/comparison.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import { provenanceOf, type Run } from '#harness/domain/run.ts';
import type { JudgedRun } from './judged-run.ts';

/** The change of one metric from one build to another, as the logarithm of their ratio: from build to build it adds up. */
export type Link = Interval & {
  readonly runId: string;
  readonly from: string;
  readonly to: string;
  /** All along a chain the same is asked, on phones of one provenance. */
  readonly asked: string;
  /** Whether a waiver accepts the loss, or did so until it expired. */
  readonly isWaived: boolean;
};

/** A metric on the phones of a device model. */
export type MetricOnModel = { readonly metric: MetricId; readonly deviceModel: string };

/** What a run says of each phone, in each pass. None where it does not compare, or there was nothing to lose a share of. */
export function phoneLinks(judged: JudgedRun, place: MetricOnModel): readonly Link[] {
  return phonesOf(judged, place).flatMap((phone) => linkOf(phone, phone.baseline.median.estimate, judged, place) ?? []);
}

/** What it says of the mean of several phones, in each pass, or of the one phone: the worst of noisy phones would add up in a chain. */
export function modelLinks(judged: JudgedRun, place: MetricOnModel): readonly Link[] {
  const means = judged.assessment.deviceModels.filter(
    ({ metric, deviceModel, passId }) =>
      metric === place.metric && deviceModel === place.deviceModel && isUnforced(judged.run.suite, passId),
  );
  const ofMeans = means.flatMap((mean) => {
    const phone = phonesOf(judged, place).find(({ passId }) => passId === mean.passId);
    return phone === undefined ? [] : (linkOf(mean, phone.baseline.median.estimate, judged, place) ?? []);
  });
  const others = phoneLinks(judged, place).filter(({ asked }) => ofMeans.every((mean) => mean.asked !== asked));
  return [...ofMeans, ...[...Map.groupBy(others, ({ asked }) => asked).values()].map((own) => worstOf(own, place))];
}

/** @param links one or more */
export function worstOf([first, ...others]: readonly Link[], { metric }: Pick<MetricOnModel, 'metric'>): Link {
  if (first === undefined) throw new Error('the worst of no links');
  return others.reduce(
    (worst, link) => (towardsWorse(metric, link.estimate - worst.estimate) > 0 ? link : worst),
    first,
  );
}

/**
 * The fewest links that lead from one build to another, the last one first; of several runs between two builds the newest counts. Null
 * where none lead there.
 *
 * @param links newest first
 */
export function chainOf(links: readonly Link[], from: string, to: string): readonly Link[] | null {
  const chains = [...Map.groupBy(links, ({ asked }) => asked).values()].flatMap((own) => shortest(own, from, to) ?? []);
  return chains.reduce<readonly Link[] | null>(
    (best, { chain }) => (best === null || chain.length < best.length ? chain : best),
    null,
  );
}

/** Breadth first, from the last build back. */
function shortest(links: readonly Link[], from: string, to: string): { readonly chain: readonly Link[] } | null {
  const reached = new Map<string, readonly Link[]>([[to, []]]);
  for (const [build, chain] of reached) {
    if (build === from) return { chain };
    for (const link of links) {
      if (link.to === build && !reached.has(link.from)) reached.set(link.from, [...chain, link]);
    }
  }
  return null;
}

function phonesOf({ run, assessment }: JudgedRun, { metric, deviceModel }: MetricOnModel): readonly Comparison[] {
  const ids = new Set(run.devices.filter(({ model }) => model === deviceModel).map(({ id }) => id));
  return assessment.comparisons.filter(
    (own) => own.metric === metric && ids.has(own.deviceId) && isUnforced(run.suite, own.passId),
  );
}

/** What loses all that there was has no logarithm. This one is finite, so that it still adds up, and is shown as a loss of 100 %. */
const ALL_LOST = -1 + 1e-9;

type Changed = Pick<Comparison, 'passId' | 'scale' | 'change'>;

function linkOf(
  { passId, scale, change }: Changed,
  level: number,
  judged: JudgedRun,
  place: MetricOnModel,
): Link | null {
  const { run, assessment } = judged;
  if (change === null || assessment.baseline === null || (scale === 'absolute' && level <= 0)) return null;
  const logOf = (value: number): number => Math.log1p(Math.max(ALL_LOST, scale === 'relative' ? value : value / level));
  const [estimate, low, high] = [logOf(change.estimate), logOf(change.low), logOf(change.high)];
  if (!Number.isFinite(estimate) || Number.isNaN(low) || Number.isNaN(high)) return null;
  return {
    estimate,
    low,
    high,
    confidence: change.confidence,
    runId: run.id,
    from: assessment.baseline.build.id,
    to: run.candidate.id,
    asked: askedOf(run, passId, place),
    isWaived: isWaived(judged, place),
  };
}

function askedOf(run: Run, passId: string, { deviceModel }: MetricOnModel): string {
  const { id, version } = run.suite;
  const provenance = provenanceOf(run.devices.filter(({ model }) => model === deviceModel));
  return JSON.stringify([id, version, passId, provenance, askedIn(run, passId)]);
}

function isWaived({ run, decision }: JudgedRun, { metric, deviceModel }: MetricOnModel): boolean {
  const isThere = (deviceId: string): boolean =>
    run.devices.some(({ id, model }) => id === deviceId && model === deviceModel);
  return [...decision.reasons, ...decision.notes].some(
    (reason) =>
      'metric' in reason &&
      reason.metric === metric &&
      ('deviceId' in reason ? isThere(reason.deviceId) : reason.deviceModel === deviceModel) &&
      (reason.waiver?.state === 'waived' || reason.waiver?.state === 'expired'),
  );
}
