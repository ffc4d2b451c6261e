import type { AnswerChange, ArmSummary, Comparison, Looks, ProductFault, Warning } from '#harness/domain/comparison.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS, type MetricId } from '#harness/domain/metric.ts';
import type { Margin, Pass, Suite } from '#harness/domain/suite.ts';
import { compareAnswers } from './accuracy.ts';
import { answerChangeOf } from './answer-change.ts';
import { type AnswerPair, overAllQuestions, pairAnswers } from './answers.ts';
import { balanced, type Block, blocksOf } from './blocks.ts';
import { contradictions } from './contradictions.ts';
import { compareExact } from './exact.ts';
import { isDifferentlyInvalidated } from './invalidation.ts';
import type { Judgement } from './judgement.ts';
import { looksOf } from './look-record.ts';
import { blocksMeasured, type TakenLooks, takenLooks } from './looks.ts';
import { deviceMinutes } from './minutes.ts';
import { compareRemeasured } from './remeasured.ts';
import { type Cell, cellOf, type Sample, samplesOf } from './samples.ts';
import type { Sides } from './sides.ts';
import { compareStored, type SessionSpread } from './stored.ts';
import { summarise } from './summary.ts';
import { type Unreadable, unreadableFaults, unreadableOf } from './unreadable.ts';
import { type Place, warnPlace } from './warnings.ts';

/** What a place is assessed with, besides its launches. */
export type Setting = {
  readonly suite: Suite;
  readonly sides: Sides;
  /** How many comparisons of the run can fail a gate. */
  readonly deciding: number;
  /** What a calibration of the device knows of a metric's spread between sessions; null where nothing does. */
  readonly spreadOf: (deviceId: string, passId: string, metric: MetricId) => SessionSpread | null;
  /** What the run knows of a dataset's questions, by their number. */
  readonly questionsOf: (dataset: string) => ReadonlyMap<number, AskedQuestion>;
  /** The gate was certain to fail, so the rest of the plan was left out. */
  readonly isStoppedEarly: boolean;
  readonly seed: number;
};

/** A comparison with what a mean over several phones needs of it. */
export type PlacedJudgement = {
  readonly comparison: Comparison;
  readonly judgement: Judgement;
  readonly looks: TakenLooks;
  /** The same judged in the metric's unit. */
  readonly inUnit: () => Judgement;
};

export type AssessedPlace = {
  readonly summaries: readonly ArmSummary[];
  readonly judgements: readonly PlacedJudgement[];
  readonly looks: Looks | null;
  readonly answerChange: AnswerChange | null;
  readonly faults: readonly ProductFault[];
  readonly warnings: readonly Warning[];
};

/** Everything that can be said about one pass on one device. */
export function assessPlace(device: Device, pass: Pass, setting: Setting): AssessedPlace {
  const { sides, suite } = setting;
  const [deviceId, passId] = [device.id, pass.id];
  const candidate = cellOf(sides.candidate, deviceId, passId);
  const baseline = sides.baseline === null ? null : cellOf(sides.baseline, deviceId, passId);
  const cells = baseline === null ? [candidate] : [baseline, candidate];
  const asked = setting.questionsOf(pass.workload.dataset);
  const unreadable = unreadableOf(baseline, candidate, asked);
  const answers = baseline === null ? [] : pairAnswers(baseline, candidate, asked, unreadable);
  const answerChange = answerChangeOf(deviceId, passId, answers);

  const summaries: ArmSummary[] = [];
  const compared: ComparedMetric[] = [];
  const blocks = new Map<MetricId, readonly Block[]>();
  const missing: MetricId[] = [];
  const looks = takenLooks(pass.protocol, blocksMeasured(cells));
  const lopsided = looks.blocks.map((blocks, look) => {
    const until = look + 1 < looks.blocks.length ? blocks : Number.POSITIVE_INFINITY;
    return baseline !== null && isDifferentlyInvalidated(baseline, candidate, until);
  });
  for (const metric of pass.metrics) {
    const told = (cell: Cell): Told | null => tellMetric(cell, { deviceId, passId, metric }, unreadable);
    const now = told(candidate);
    const before = baseline === null ? null : told(baseline);
    summaries.push(...[before, now].flatMap((arm) => arm?.summary ?? []));
    if (now === null || (baseline !== null && before === null)) missing.push(metric);
    const margin = suite.margins.find((entry) => entry.metric === metric);
    if (now === null || before === null || sides.baseline === null || margin === undefined) continue;
    const { design } = sides.baseline;
    const met = blocksOf(before.samples, now.samples);
    if (design === 'remeasured' && METRICS[metric].spread === 'noisy') blocks.set(metric, balanced(met));
    const measured = { before, now, met, answers, looks, deviceId, passId };
    const severity = margin.severity;
    const place = { deviceId, passId, metric, design, baseline: before.summary, candidate: now.summary, severity };
    const judge = (isInUnit: boolean): readonly Judgement[] => {
      const judgements = compareMetric(margin, measured, setting, isInUnit);
      const isFairAt = (look: number): boolean =>
        METRICS[metric].spread === 'exact' || !(lopsided.at(judgements.length === 1 ? -1 : look) ?? false);
      return judgements.map((judgement, look) => (isFairAt(look) ? judgement : distrusted(judgement)));
    };
    compared.push({ place, judgements: judge(false), inUnit: () => judge(true) });
  }
  const atLook = (judgements: readonly Judgement[], look: number): Judgement | undefined =>
    judgements[Math.min(look, judgements.length - 1)];
  const placed = (look: number): readonly PlacedJudgement[] =>
    compared.flatMap(({ place, judgements, inUnit }) => {
      const judgement = atLook(judgements, look);
      if (judgement === undefined) return [];
      const comparison = comparisonOf(place, judgement, cells, looks);
      return [{ comparison, judgement, looks, inUnit: () => atLook(inUnit(), look) ?? judgement }];
    });
  const place: Place = {
    deviceId,
    deviceLabel: device.label,
    passId,
    metrics: pass.metrics,
    cells,
    // Where a run that stopped early has left out all launches of a build, nothing is missing.
    missing: setting.isStoppedEarly && cells.some(({ launches }) => launches.length === 0) ? [] : missing,
    blocks,
    contradictions: contradictions(answers, cells),
    unreadable,
    suite,
  };
  const last = looks.blocks.length - 1;
  const isLookedAt = sides.baseline?.design === 'remeasured' && looks.planned > 1;
  return {
    summaries,
    judgements: placed(last),
    looks: isLookedAt
      ? looksOf({ deviceId, passId, cells, pass, suite, looks, placed, deciding: setting.deciding })
      : null,
    answerChange,
    faults: unreadableFaults(unreadable, { deviceId, passId }),
    warnings: warnPlace(
      place,
      answerChange,
      placed(last).map(({ comparison }) => comparison),
    ),
  };
}

/** What can be said at each look, on the scale that the values have and in the metric's unit. */
type ComparedMetric = {
  readonly place: ComparedPlace;
  readonly judgements: readonly Judgement[];
  readonly inUnit: () => readonly Judgement[];
};

type Told = { readonly samples: readonly Sample[]; readonly summary: ArmSummary };

function tellMetric(
  cell: Cell,
  place: Pick<ArmSummary, 'deviceId' | 'passId' | 'metric'>,
  unreadable: Unreadable,
): Told | null {
  const samples = samplesOf(cell, place.metric);
  const summary = summarise({ ...place, arm: cell.side.arm }, samples);
  if (summary === null) return null;
  const overall = overAllQuestions(place.metric, cell, unreadable);
  return { samples, summary: overall === null ? summary : { ...summary, median: exactly(overall) } };
}

function exactly(estimate: number): ArmSummary['median'] {
  return { estimate, low: null, high: null };
}

type Measurements = Pick<Comparison, 'deviceId' | 'passId'> & {
  readonly before: Told;
  readonly now: Told;
  readonly met: readonly Block[];
  readonly answers: readonly AnswerPair[];
  readonly looks: TakenLooks;
};

/** What can be said at each look, at least one. */
function compareMetric(
  margin: Margin,
  measured: Measurements,
  { sides, spreadOf, seed }: Setting,
  isInUnit: boolean,
): readonly Judgement[] {
  const { before, now, met, answers, looks, deviceId, passId } = measured;
  const { metric } = margin;
  if (metric === 'answerAccuracy' || metric === 'answerAgreement') {
    return [compareAnswers(margin, answers, before.summary.median.estimate, seed)];
  }
  if (METRICS[metric].spread === 'exact') return [compareExact(margin, before.samples, now.samples)];
  if (sides.baseline?.design === 'remeasured') return compareRemeasured(margin, met, looks, isInUnit);
  const earlier = sides.earlierSessions.map((side) => samplesOf(cellOf(side, deviceId, passId), metric));
  const spread = spreadOf(deviceId, passId, metric);
  const isOtherUnit = sides.baseline?.otherUnits.some(({ device }) => device.id === deviceId) ?? false;
  return [compareStored(margin, [before.samples, ...earlier], now.samples, spread, isOtherUnit)];
}

type ComparedPlace = Omit<Comparison, 'scale' | 'change' | 'margin' | 'verdict' | 'evidence'>;

function comparisonOf(
  place: ComparedPlace,
  { scale, change, margin, verdict, evidence }: Judgement,
  cells: readonly Cell[],
  looks: TakenLooks,
): Comparison {
  const until = evidence.look === null ? Number.POSITIVE_INFINITY : (looks.blocks[evidence.look.number - 1] ?? 0);
  return {
    ...place,
    scale,
    change,
    margin,
    verdict,
    evidence: { ...evidence, deviceMinutes: deviceMinutes(cells, until) },
  };
}

function distrusted(judgement: Judgement): Judgement {
  return { ...judgement, verdict: { kind: 'inconclusive', reason: 'differentialInvalidation' } };
}
