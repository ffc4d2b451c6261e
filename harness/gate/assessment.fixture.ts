import type { ArmSummary, Comparison, Verdict } from '#harness/domain/comparison.ts';
import type { ArmSlots, Assessment, ProductFault } from '#harness/domain/assessment.ts';
import type { FaultCount, FaultRate, FaultRates } from '#harness/domain/fault-rates.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { boschlooUpperTail } from '#harness/stats/tests/boschloo.ts';
import { aBuild, aDevice, aPass, aSuite } from '#harness/compare/run.fixture.ts';

function aSummary(arm: Arm, metric: MetricId): ArmSummary {
  return {
    deviceId: 'one',
    passId: 'latency',
    metric,
    arm,
    values: [1],
    median: { estimate: 1, low: null, high: null },
  };
}

/** A comparison that finds nothing unless set otherwise. */
export function aComparison(metric: MetricId, overrides: Partial<Comparison> = {}): Comparison {
  return {
    deviceId: 'one',
    passId: 'latency',
    metric,
    design: 'remeasured',
    baseline: aSummary('baseline', metric),
    candidate: aSummary('candidate', metric),
    scale: 'relative',
    change: { estimate: 0, low: -0.01, high: 0.01, confidence: 0.9 },
    margin: 0.05,
    severity: 'block',
    verdict: { kind: 'noRegression' },
    evidence: {
      n: 8,
      method: 'paired-t',
      robust: null,
      pRegression: 0.999,
      power: 0.9,
      minimalDetectable: 0.02,
      lag1: 0,
      farOut: null,
      look: null,
      deviceMinutes: 4,
    },
    ...overrides,
  };
}

/** Worse by 10.8 %, beyond any doubt. */
export function aRegression(metric: MetricId, overrides: Partial<Comparison> = {}, pRegression = 1e-6): Comparison {
  const quiet = aComparison(metric);
  return {
    ...quiet,
    change: { estimate: 0.108, low: 0.091, high: 0.124, confidence: 0.9 },
    verdict: { kind: 'regression' },
    evidence: { ...quiet.evidence, pRegression },
    ...overrides,
  };
}

export const STRADDLES: Verdict = { kind: 'inconclusive', reason: 'straddlesMargin' };

export function aFault(arm: Arm, code = 'CRASH'): ProductFault {
  return { deviceId: 'one', passId: 'latency', arm, code, message: 'The app ended with SIGSEGV.' };
}

/** How an arm fared: so many of its launches failed, and after how many in a row it was given up. */
type ArmFaults = {
  readonly faults?: number;
  readonly launches?: number;
  readonly code?: string;
  readonly givenUp?: number;
};

/** What an assessment says of product faults in one pass on one phone; of 12 launches none unless set otherwise. */
export function someFaults(
  own: ArmFaults,
  before: ArmFaults | null = {},
): Pick<Assessment, 'productFaults' | 'faultCounts' | 'faultRates'> {
  const arms = [
    { arm: 'candidate', ...own },
    ...(before === null ? [] : [{ arm: 'baseline', ...before } as const]),
  ] as const;
  const [candidate, baseline = null] = arms.map(rateOf);
  const pOf = (faults: number, { launches }: FaultRate, other: FaultRate): number =>
    boschlooUpperTail(faults, launches - faults, other.faults, other.launches - other.faults);
  if (candidate === undefined) throw new Error('no candidate');
  const isTested = baseline !== null && candidate.faults > 0 && baseline.launches > 0;
  const faultRates: FaultRates = {
    candidate,
    baseline,
    storedSessions: 0,
    p: isTested ? pOf(candidate.faults, candidate, baseline) : null,
    smallestP: isTested ? pOf(candidate.launches, candidate, baseline) : null,
  };
  return {
    productFaults: arms.flatMap(({ arm, faults = 0, code }) => Array.from({ length: faults }, () => aFault(arm, code))),
    faultCounts: arms.map(({ arm, faults = 0, launches = 12, givenUp = 0 }): FaultCount => {
      return { deviceId: 'one', passId: 'latency', arm, launches, faults, givenUpAfter: givenUp };
    }),
    faultRates,
  };
}

function rateOf({ faults = 0, launches = 12, code = 'CRASH' }: ArmFaults): FaultRate {
  return { launches, faults, codes: faults === 0 ? [] : [{ code, faults }] };
}

/** Both arms of one pass on one phone, all of their launches measured unless set otherwise. */
export function someSlots(candidate: Partial<ArmSlots>): readonly ArmSlots[] {
  const all = { deviceId: 'one', passId: 'latency', planned: 12, measured: 12, faulty: 0, skipped: 0, missing: 0 };
  return [
    { ...all, arm: 'baseline', isEnough: true },
    { ...all, arm: 'candidate', isEnough: true, ...candidate },
  ];
}

/** An assessment of the comparisons given, whose suite asks for exactly these metrics. */
export function anAssessment(comparisons: readonly Comparison[], overrides: Partial<Assessment> = {}): Assessment {
  const metrics = [...new Set(comparisons.map((comparison) => comparison.metric))];
  return {
    runId: 'run-1',
    suite: aSuite([aPass('latency', metrics)]),
    devices: [aDevice('one')],
    isComplete: true,
    slots: someSlots({}),
    shortPlans: [],
    candidate: aBuild('candidate'),
    isBaselineWanted: overrides.baseline !== null,
    baseline: { build: aBuild('baseline'), runId: 'run-1', design: 'remeasured' },
    summaries: [],
    comparisons,
    deviceModels: [],
    looks: [],
    answerChanges: [],
    ...someFaults({}, overrides.baseline === null ? null : {}),
    warnings: [],
    ...overrides,
  };
}
