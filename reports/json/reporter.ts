import type { Source } from '#harness/domain/source.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Comparison, DeviceModelComparison } from '#harness/domain/comparison.ts';
import type { Assessment, Looks } from '#harness/domain/assessment.ts';
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import type { Completeness } from '#harness/domain/completeness.ts';
import { completenessOf } from '#harness/domain/count-slots.ts';
import type { AskedQuestion, DatasetReference } from '#harness/domain/dataset.ts';
import type { Hint, Sighting } from '#harness/explain/hint.ts';
import { type Attribution, attributionsOf } from '#harness/explain/attribution.ts';
import { hintsOf } from '#harness/explain/hints.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { Environment } from '#harness/domain/environment.ts';
import type { Provenance } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { provenanceOf, type Run, secondRunOf } from '#harness/domain/run.ts';
import type { SecondSession } from '#harness/domain/second-session.ts';
import { isMeasured } from '#harness/domain/outcome.ts';
import { baselineBuild, baselineRunId } from '#harness/domain/reference.ts';
import type { Reporter, ReportInput } from '#harness/ports/report.ts';

/**
 * `report.json`: what was decided and on what, for programs. Numbers are unrounded and in base units. A number that
 * JSON cannot write (not a number, infinite) is null. Fields, and kinds of reasons, verdicts and methods, are added
 * without a new version, never renamed or removed: a reader ignores what it does not know.
 *
 * Version 2: `bootstrap` of a comparison's evidence is `robust`, whatever the check is, and blocks that resemble each
 * other are shown by its `lag1`, no longer the method `paired-t-widened`; each entry of `answerChanges` has every
 * changed answer, the accuracy by type, the chance of its flips and where its numbers come from.
 *
 * Version 3: a build has what its platform knows it by in `identity` and no longer a `path`; a device has what it can report
 * in `capabilities`, in place of `powerRefreshMs` and `powerTickMs`; `environments` of a run say which devices each measured;
 * phones of one model are `deviceModels`, and the reasons about them begin with `deviceModel`.
 */
export type ReportJson = {
  readonly schemaVersion: 3;
  /** The weakest provenance among the devices. */
  readonly provenance: Provenance;
  readonly decision: Decision;
  readonly run: RunSummary;
  readonly assessment: MarkedAssessment;
  /** Where to look for what got worse; no verdict rests on it. Empty where nothing surely did. */
  readonly hints: readonly (Omit<Hint, 'seen'> & { readonly seen: readonly Marked<Sighting>[] })[];
  /** What differs beside what surely got worse, the likeliest first, and on which questions it shows. */
  readonly attributions: readonly Marked<Attribution>[];
  /** What was asked and what people answer, of every question whose answer changed and of which the run kept it. */
  readonly questions: readonly AskedQuestion[];
  /** What sessions of one build against itself have shown of the devices: false alarms among it. */
  readonly calibrations: readonly Calibration[];
};

type MarkedAssessment = Omit<
  Assessment,
  'comparisons' | 'deviceModels' | 'looks' | 'answerChanges' | 'secondSession'
> & {
  /** Each with its own confidence: an interval of an early look has more of it than one of the last. */
  readonly comparisons: readonly Marked<Comparison>[];
  /** Models of which at least two phones were measured; about those phones only. */
  readonly deviceModels: readonly Marked<DeviceModelComparison>[];
  /** Passes that may end early, with the device minutes that it saved. */
  readonly looks: readonly Marked<Looks>[];
  readonly answerChanges: readonly Marked<AnswerChange>[];
  /** Missing where there was none. */
  readonly secondSession?: MarkedAssessment;
};

/** Nothing measured goes without where it comes from; several devices have the weakest provenance among them. */
type Marked<T> = T & { readonly provenance: Provenance };

/** A run without its raw launches, which the run file keeps. */
type RunSummary = {
  readonly id: string;
  readonly schemaVersion: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly isComplete: boolean;
  /** What became of every planned launch: which are missing, and why. */
  readonly completeness: readonly Completeness[];
  readonly seed: number;
  readonly suite: { readonly id: string; readonly version: number };
  readonly candidate: Build;
  readonly baseline: Build | null;
  readonly baselineRunId: string | null;
  readonly datasets: readonly DatasetReference[];
  /** Null where nobody knew. */
  readonly source: Source | null;
  readonly environments: readonly Environment[];
  readonly launches: readonly LaunchTally[];
  /** Missing where there was none. */
  readonly secondSession?: SecondSessionSummary;
};

type SecondSessionSummary = Pick<
  SecondSession,
  'startedAt' | 'endedAt' | 'isComplete' | 'seed' | 'deviceIds' | 'asked' | 'environments'
> &
  Pick<RunSummary, 'completeness' | 'launches'>;

type LaunchTally = {
  readonly deviceId: string;
  readonly provenance: Provenance;
  readonly measured: number;
  /** Measured, but discarded by plan. */
  readonly discarded: number;
  readonly invalid: number;
  readonly failed: number;
};

export function jsonReporter(): Reporter {
  return {
    id: 'json',
    render: async (input: ReportInput) => [
      { name: 'report.json', content: `${JSON.stringify(stable(reportJson(input)), null, 2)}\n` },
    ],
  };
}

function reportJson({ run, baselineRun, assessment, decision, calibrations }: ReportInput): ReportJson {
  const overall = provenanceOf(assessment.devices);
  const marked: Mark = (one, deviceIds) => {
    const devices = assessment.devices.filter(({ id }) => deviceIds.includes(id));
    return { ...one, provenance: devices.length === 0 ? overall : provenanceOf(devices) };
  };
  return {
    schemaVersion: 3,
    provenance: overall,
    decision,
    run: {
      id: run.id,
      schemaVersion: run.schemaVersion,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      isComplete: run.isComplete,
      completeness: completenessOf(run),
      seed: run.seed,
      suite: { id: run.suite.id, version: run.suite.version },
      candidate: run.candidate,
      baseline: baselineBuild(run),
      baselineRunId: baselineRun?.id ?? baselineRunId(run),
      datasets: run.datasets,
      source: run.source ?? null,
      environments: run.environments,
      launches: launchTallies(run),
      ...secondSessionSummary(run),
    },
    assessment: markedAssessment(assessment, marked),
    hints: hintsOf({ run, assessment, decision }).map((hint) => ({
      ...hint,
      seen: hint.seen.map((sighting) => marked(sighting, sighting.deviceIds)),
    })),
    attributions: attributionsOf({ run, baselineRun, assessment, decision }).map((one) => marked(one, one.deviceIds)),
    questions: changedQuestions(run, assessment),
    calibrations,
  };
}

type Mark = <T extends object>(one: T, deviceIds: readonly string[]) => Marked<T>;

function markedAssessment({ secondSession, ...assessment }: Assessment, marked: Mark): MarkedAssessment {
  return {
    ...assessment,
    comparisons: assessment.comparisons.map((comparison) => marked(comparison, [comparison.deviceId])),
    deviceModels: assessment.deviceModels.map((model) => marked(model, model.deviceIds)),
    looks: assessment.looks.map((looks) => marked(looks, looks.deviceIds)),
    answerChanges: assessment.answerChanges.map((change) => marked(change, [change.deviceId])),
    ...(secondSession === undefined ? {} : { secondSession: markedAssessment(secondSession, marked) }),
  };
}

function secondSessionSummary(run: Run): Pick<RunSummary, 'secondSession'> {
  const second = secondRunOf(run);
  if (run.secondSession === undefined || second === null) return {};
  const { startedAt, endedAt, isComplete, seed, deviceIds, asked, environments } = run.secondSession;
  const measured = { completeness: completenessOf(second), launches: launchTallies(second) };
  return { secondSession: { startedAt, endedAt, isComplete, seed, deviceIds, asked, environments, ...measured } };
}

function changedQuestions({ questions }: Run, { answerChanges, suite }: Assessment): readonly AskedQuestion[] {
  const datasets = new Map(suite.passes.map(({ id, workload }) => [id, workload.dataset]));
  const changed = new Set(
    answerChanges.flatMap(({ passId, answers }) =>
      answers.map(({ questionId }) => `${questionId} ${datasets.get(passId) ?? ''}`),
    ),
  );
  return questions.filter(({ id, dataset }) => changed.has(`${id} ${dataset}`));
}

function launchTallies(run: Run): readonly LaunchTally[] {
  return run.devices.map(({ id, provenance }) => {
    const launches = run.launches.filter((launch) => launch.deviceId === id);
    const of = (kind: Launch['outcome']['kind']): number =>
      launches.filter((launch) => launch.outcome.kind === kind).length;
    return {
      deviceId: id,
      provenance,
      measured: of('measured'),
      discarded: launches.filter((launch) => isMeasured(launch) && launch.slot.discard).length,
      invalid: of('invalid'),
      failed: of('failed'),
    };
  });
}

/** The same report has the same bytes: below the top level, keys are sorted. */
function stable(report: ReportJson): unknown {
  return Object.fromEntries(Object.entries(report).map(([key, value]) => [key, sorted(value)]));
}

function sorted(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
