import type { ArmSummary, InconclusiveReason } from '#harness/domain/comparison.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { compareAnswers } from '#harness/compare/answers/accuracy.ts';
import { type AnswerPair, overAllQuestions } from '#harness/compare/answers/answers.ts';
import { blocksOf } from './blocks.ts';
import { compareExact } from './exact.ts';
import type { Known } from './known-noise.ts';
import type { Judgement } from './judgement.ts';
import type { TakenLooks } from './looks.ts';
import { judgeLooks } from './remeasured.ts';
import { type LaunchGroup, launchGroupOf, type Sample, samplesOf } from '#harness/compare/launches/launch-group.ts';
import { type PhoneBlocks, type SeenBlocks, seenAtLooks } from './seen-blocks.ts';
import { alikeSessions } from '#harness/compare/comparability/idle-sessions.ts';
import type { ArmLaunches, Arms } from '#harness/compare/launches/arms.ts';
import { compareStored, type SessionSpread } from './stored.ts';
import { summarise } from '#harness/compare/summary.ts';
import type { Unreadable } from '#harness/compare/answers/unreadable.ts';

/** The values of one metric of one arm on one device. */
export type Reported = { readonly samples: readonly Sample[]; readonly summary: ArmSummary };

/** Null where the arm does not report the metric. */
export function reportedMetric(
  group: LaunchGroup,
  place: Pick<ArmSummary, 'deviceId' | 'passId' | 'metric'>,
  unreadable: Unreadable,
): Reported | null {
  const samples = samplesOf(group, place.metric);
  const summary = summarise({ ...place, arm: group.armLaunches.arm }, samples);
  if (summary === null) return null;
  const overall = overAllQuestions(place.metric, group, unreadable);
  return { samples, summary: overall === null ? summary : { ...summary, median: exactly(overall) } };
}

function exactly(estimate: number): ArmSummary['median'] {
  return { estimate, low: null, high: null };
}

/** The blocks of one metric on one phone, and what each look sees of them. */
export type MetBlocks = {
  readonly phone: PhoneBlocks;
  readonly looks: TakenLooks;
  readonly seen: readonly SeenBlocks[];
};

/** One metric of both arms on one device. */
export type ComparedMetric = {
  /** What can be said at each look; one where looks see nothing more. */
  readonly judgements: readonly Judgement[];
  /** Null where launches are not compared block by block. */
  readonly met: MetBlocks | null;
};

/** What a comparison rests on, besides the values. */
export type MetricSetting = {
  readonly arms: Arms;
  readonly seed: number;
  readonly looks: TakenLooks;
  /** Of the metrics that are compared question by question. */
  readonly answers: readonly AnswerPair[];
  /** What a calibration of the device knows of the metric's spread between sessions; null where nothing does. */
  readonly spread: SessionSpread | null;
  /** What calibrations knew of its launches when the run began. */
  readonly known: Known;
};

export function compareMetric(margin: Margin, before: Reported, now: Reported, setting: MetricSetting): ComparedMetric {
  const { arms, seed, looks, answers, spread, known } = setting;
  const { metric } = margin;
  const { deviceId, passId } = now.summary;
  const once = (judgement: Judgement): ComparedMetric => ({ judgements: [judgement], met: null });
  const { comparedBy } = METRICS[metric];
  if (comparedBy === 'question') return once(compareAnswers(margin, answers, before.summary.median.estimate, seed));
  if (comparedBy === 'build') return once(compareExact(margin, before.samples, now.samples));
  if (arms.baseline?.design === 'remeasured') {
    const phone = { margin, blocks: blocksOf(before.samples, now.samples), known };
    const seen = seenAtLooks(phone, looks);
    return { judgements: judgeLooks(margin, [seen], looks), met: { phone, looks, seen } };
  }
  const idleMs = (own: ArmLaunches | null): number | null => own?.idleMs.get(deviceId) ?? null;
  const stored = [
    { idleMs: idleMs(arms.baseline), session: before.samples },
    ...arms.earlierSessions.map((own) => ({
      idleMs: idleMs(own),
      session: samplesOf(launchGroupOf(own, deviceId, passId), metric),
    })),
  ];
  const { used, isUnlike } = alikeSessions(
    idleMs(arms.candidate),
    stored.filter(({ session }) => session.length > 0),
  );
  const isOtherUnit = arms.baseline?.otherUnits.some(({ device }) => device.id === deviceId) ?? false;
  return once(compareStored(margin, used, now.samples, { spread, isOtherUnit, isUnlike }));
}

export type Distrust = Extract<InconclusiveReason, 'differentialInvalidation' | 'coarseEnergy'>;

/** What stands where the values are no fair sample, or say too little by themselves. */
export function distrusted(judgement: Judgement, reason: Distrust): Judgement {
  return { ...judgement, verdict: { kind: 'inconclusive', reason } };
}
