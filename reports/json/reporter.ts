import type { Build } from '#harness/domain/build.ts';
import type { Assessment, Comparison } from '#harness/domain/comparison.ts';
import type { DatasetReference } from '#harness/domain/dataset.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { Provenance } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { type Environment, provenanceOf, type Run } from '#harness/domain/run.ts';
import type { Reporter, ReportInput } from '#harness/ports.ts';

/**
 * `report.json`: what was decided and on what, for programs. Numbers are unrounded and in base units. A number that
 * JSON cannot write (not a number, infinite) is null. Fields are added without a new version, never renamed or removed.
 */
export type ReportJson = {
  readonly schemaVersion: 1;
  /** The weakest provenance among the devices. */
  readonly provenance: Provenance;
  readonly decision: Decision;
  readonly run: RunSummary;
  readonly assessment: Omit<Assessment, 'comparisons'> & {
    readonly comparisons: readonly (Comparison & { readonly provenance: Provenance })[];
  };
};

/** A run without its raw launches, which the run file keeps. */
type RunSummary = {
  readonly id: string;
  readonly schemaVersion: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly isComplete: boolean;
  readonly seed: number;
  readonly suite: { readonly id: string; readonly version: number };
  readonly candidate: Build;
  readonly baseline: Build | null;
  readonly baselineRunId: string | null;
  readonly datasets: readonly DatasetReference[];
  readonly environment: Environment;
  readonly launches: readonly LaunchTally[];
};

type LaunchTally = {
  readonly deviceId: string;
  readonly provenance: Provenance;
  readonly measured: number;
  /** Measured, but thrown away by plan. */
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

function reportJson({ run, baselineRun, assessment, decision }: ReportInput): ReportJson {
  const provenance = new Map(assessment.devices.map((device) => [device.id, device.provenance]));
  const overall = provenanceOf(assessment.devices);
  return {
    schemaVersion: 1,
    provenance: overall,
    decision,
    run: {
      id: run.id,
      schemaVersion: run.schemaVersion,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      isComplete: run.isComplete,
      seed: run.seed,
      suite: { id: run.suite.id, version: run.suite.version },
      candidate: run.candidate,
      baseline: run.baseline,
      baselineRunId: baselineRun?.id ?? run.baselineRunId,
      datasets: run.datasets,
      environment: run.environment,
      launches: launchTallies(run),
    },
    assessment: {
      ...assessment,
      comparisons: assessment.comparisons.map((comparison) => ({
        ...comparison,
        provenance: provenance.get(comparison.deviceId) ?? overall,
      })),
    },
  };
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
      discarded: launches.filter(({ outcome, slot }) => outcome.kind === 'measured' && slot.discard).length,
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
