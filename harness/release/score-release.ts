import type { AnswerChange } from '#harness/domain/answer-change.ts';
import type { Build } from '#harness/domain/build.ts';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { Exceptions } from '#harness/domain/waiver.ts';
import { evidenceName } from '#harness/text/scorecard.ts';
import { clopperPearson } from '#harness/stats/intervals/clopper-pearson.ts';
import { expectedEvidence } from './coverage.ts';
import { type DriftEvidence, driftUse } from './drift.ts';
import { findingsIn } from './findings.ts';
import { deviceMsOf, type JudgedRun } from './judged-run.ts';
import { boundOf, combinationScores, doubtOf, freshOf, isOf } from './combinations.ts';
import { devicesOf } from './measured-devices.ts';
import { nextSteps } from './next-steps.ts';
import { reliabilityOf } from './reliability.ts';
import type { ExternalResult, CombinationScore, Scorecard } from '#harness/domain/scorecard.ts';
import { cellOf } from './target-cell.ts';
import { verdictOf } from './verdict.ts';

/** What a scorecard is made from. */
export type ToScore = {
  readonly plan: ReleasePlan;
  readonly release: string;
  /** Of the candidate's version, newest first. */
  readonly runs: readonly JudgedRun[];
  /** The build at which the drift budgets were opened; null where the plan names none. */
  readonly pinned: { readonly baseline: string; readonly build: Build } | null;
  /** Other runs of the builds between that and the candidate, newest first. */
  readonly earlier: readonly JudgedRun[];
  readonly version: string;
  readonly external: readonly ExternalResult[];
  /** How often a gate failed an unchanged build, by redrawn runs; null where it was not tried. */
  readonly falseAlarms: { readonly failed: number; readonly runs: number } | null;
  readonly exceptions: Exceptions;
  readonly now: Date;
  /** What the commands of its next steps need to find the same store; empty for the default one. */
  readonly storeOption?: string;
  /** What can be measured, shortest first; none where they are left out: then the next steps name no command. */
  readonly suites?: readonly Suite[];
};

/** Two-sided 90 % leaves 5 % above. */
const CONFIDENCE = 0.9;

/** Everything that a release rests on, from stored runs of its candidate. The same input gives the same scorecard. */
export function scoreRelease({
  plan,
  release,
  runs: all,
  pinned,
  earlier,
  version,
  external,
  falseAlarms,
  exceptions,
  now,
  storeOption = '',
  suites = [],
}: ToScore): Scorecard {
  const runs = ofNewestBuilds(plan, all);
  const combinations = combinationScores(plan, release, runs, now);
  const expected = expectedEvidence(plan, combinations, runs, now);
  const { regressions, waived } = findingsIn(runs, exceptions);
  const deciding = combinations.find(({ decides }) => decides);
  const decidingRuns = runs.filter(({ run }) => deciding?.cells.some(({ runId }) => runId === run.id));
  const between = [...all.filter((own) => !runs.includes(own)), ...earlier];
  const base = {
    product: plan.product,
    release,
    madeAt: now.toISOString(),
    candidate: { version, builds: distinctBuilds(runs.map(({ run }) => run.candidate)) },
    comparedWith: distinctBuilds(runs.flatMap(({ assessment }) => assessment.baseline?.build ?? [])),
    pinned: pinned === null ? null : { baseline: pinned.baseline, label: pinned.build.label, sha256: pinned.build.id },
    mayOverride: plan.mayOverride,
    runIds: runs.map(({ run }) => run.id),
    deviceMs: runs.reduce((sum, { run }) => sum + deviceMsOf(run), 0),
    combinations,
    regressions,
    waived,
    drift: driftUse(plan, { ...driftRuns({ plan, runs, combinations, now }, between), pinned: pinned?.build ?? null }),
    answers: answersOf(decidingRuns),
    reliability: reliabilityOf(runs.map(({ run }) => run)),
    coverage: {
      planned: expected.length,
      measured: expected.filter(({ standing }) => standing === 'measured').length,
      expected,
      stale: expected.filter(({ standing }) => standing === 'stale').map(evidenceName),
      missing: expected.filter(({ standing }) => standing === 'missing' || standing === 'notCounted').map(evidenceName),
      falseAlarms:
        falseAlarms === null
          ? null
          : { ...falseAlarms, atMost: clopperPearson(falseAlarms.failed, falseAlarms.runs, CONFIDENCE).high },
    },
    external,
    roadmap: roadmapOf(plan, release, deciding?.isStale === true ? runs : freshOf(runs, plan, now), deciding),
  };
  const { verdict, reasons } = verdictOf(base, runs, between);
  return {
    ...base,
    verdict,
    reasons,
    next: nextSteps(base, {
      suites,
      runs,
      baseline: pinned?.baseline ?? null,
      storeOption,
      isPhysicalWanted: plan.virtual === 'refuse',
    }),
  };
}

/**
 * The runs of the newest build of each variant: what an older build of the same version measured says nothing of the one that would
 * ship.
 *
 * @param runs newest first
 */
function ofNewestBuilds({ variants }: ReleasePlan, runs: readonly JudgedRun[]): readonly JudgedRun[] {
  const newest = variants.map((variant) => ({
    variant,
    build: runs.find(({ run }) => isOf(variant, run))?.run.candidate.id,
  }));
  return runs.filter(({ run }) =>
    newest.some(({ variant, build }) => run.candidate.id === build && isOf(variant, run)),
  );
}

function distinctBuilds(
  builds: readonly { readonly id: string; readonly label: string }[],
): readonly { readonly label: string; readonly sha256: string }[] {
  return [...new Map(builds.map(({ id, label }) => [id, { label, sha256: id }])).values()];
}

/**
 * The candidate's own part of its drift is fresh where anything of the combination is, as for its targets; and where the combination
 * counts, only runs that count are evidence of it: a virtual phone hides nothing that a physical one has lost.
 */
function driftRuns(
  { plan, runs, combinations, now }: Pick<ToScore, 'plan' | 'runs' | 'now'> & Pick<Scorecard, 'combinations'>,
  between: readonly JudgedRun[],
): Pick<DriftEvidence, 'runs' | 'earlier' | 'deviceModel'> {
  const decidingRows = combinations.filter(({ decides }) => decides);
  const [deciding] = decidingRows;
  const deviceModel = deciding?.deviceModel ?? '';
  const variant = plan.variants.find(({ id }) => id === deciding?.variant);
  const own = variant === undefined ? [] : runs.filter(({ run }) => isOf(variant, run));
  const isAll = plan.virtual === 'accept' || !decidingRows.some(({ counts }) => counts);
  const isEvidence = ({ run }: JudgedRun): boolean =>
    isAll || provenanceOf(devicesOf(run, { deviceModel })) === 'physical';
  return {
    runs: (deciding?.isStale === true ? own : freshOf(own, plan, now)).filter(isEvidence),
    earlier: between.filter(isEvidence),
    deviceModel,
  };
}

/** What changed on the deciding combination, as its newest run with scored answers says. */
function answersOf(runs: readonly JudgedRun[]): AnswerChange | null {
  const all = runs.flatMap(({ assessment }) => assessment.answerChanges);
  return all.find(({ byType }) => byType.length > 0) ?? all[0] ?? null;
}

function roadmapOf(
  plan: ReleasePlan,
  release: string,
  runs: readonly JudgedRun[],
  deciding: CombinationScore | undefined,
): Scorecard['roadmap'] {
  const [combination] = plan.expected;
  if (combination === undefined) return [];
  const os = deciding?.os ?? null;
  const variant = plan.variants.find(({ id }) => id === combination.variant);
  const own = variant === undefined ? [] : runs.filter(({ run }) => isOf(variant, run));
  const doubt = deciding === undefined ? null : doubtOf(deciding, plan);
  return plan.releases.slice(plan.releases.indexOf(release) + 1).map((later) => ({
    release: later,
    cells: plan.targets.map((target) =>
      cellOf(target, boundOf(target, combination, later, true), { combination, os, runs: own, doubt }),
    ),
  }));
}
