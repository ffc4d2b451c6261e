import type { Decision } from '#harness/domain/decision.ts';
import { mean } from '#harness/stats/moments.ts';
import { type Change, metricsThatName } from './change.ts';
import type { Expectation } from './expectation.ts';
import type { Scenario } from './scenarios.ts';

/** The decision about a run, as far as the run was measured. */
export type Ending = {
  readonly decision: Decision;
  /** Blocks a device that were looked at, of all passes. */
  readonly blocks: number;
};

/** The decision about a run, as `run` would make it. */
export type Judged = Ending & {
  /** The same without the rule that ends a run when its gate is certain to fail; null under a policy without that rule. */
  readonly whole: Ending | null;
  /** The same by its first session alone; null under a policy that asks for no second one. */
  readonly once: Ending | null;
};

/** What became of runs. */
export type Outcomes = {
  readonly failed: number;
  readonly inconclusive: number;
  readonly passed: number;
  /** Of the failed ones, those whose decision says what was changed. */
  readonly named: number;
  readonly meanBlocks: number;
};

/** What became of one size of a scenario. */
export type Tally = Outcomes & {
  readonly size: number;
  readonly expectation: Expectation;
  readonly trials: number;
  /** The same runs without the rule that ends a run early; null under a policy without it. */
  readonly whole: WholeOutcomes | null;
  /** The same runs by their first session alone; null under a policy that asks for no second one. */
  readonly once: Outcomes | null;
};

/** What became of runs that end only when nothing is left to decide. */
export type WholeOutcomes = Outcomes & {
  /** Runs that do not fail here and fail where they end early. */
  readonly failedOnlyEarly: number;
};

/** A judged run as far as it is counted. */
type Seen = { readonly kind: Decision['kind']; readonly isNamed: boolean; readonly blocks: number };
export type SeenRun = { readonly judged: Seen; readonly whole: Seen | null; readonly once: Seen | null };

export function seenRun(judged: Judged, scenario: Scenario): SeenRun {
  const { whole, once } = judged;
  return {
    judged: seen(judged, scenario),
    whole: whole === null ? null : seen(whole, scenario),
    once: once === null ? null : seen(once, scenario),
  };
}

function seen({ decision, blocks }: Ending, scenario: Scenario): Seen {
  const isNamed = scenario.kind === 'changed' && namesChange(decision, scenario.change);
  return { kind: decision.kind, isNamed, blocks };
}

export function tally({ size, expectation }: Pick<Tally, 'size' | 'expectation'>, all: readonly SeenRun[]): Tally {
  const wholes = all.flatMap(({ whole }) => whole ?? []);
  const onces = all.flatMap(({ once }) => once ?? []);
  const failedOnlyEarly = all.filter(
    ({ judged, whole }) => whole !== null && whole.kind !== 'fail' && judged.kind === 'fail',
  ).length;
  return {
    size,
    expectation,
    trials: all.length,
    ...outcomesOf(all.map(({ judged }) => judged)),
    whole: wholes.length === 0 ? null : { ...outcomesOf(wholes), failedOnlyEarly },
    once: onces.length === 0 ? null : outcomesOf(onces),
  };
}

function outcomesOf(all: readonly Seen[]): Outcomes {
  const count = (kind: Decision['kind']): number => all.filter((one) => one.kind === kind).length;
  return {
    failed: count('fail'),
    inconclusive: count('inconclusive'),
    passed: count('pass'),
    named: all.filter(({ kind, isNamed }) => kind === 'fail' && isNamed).length,
    meanBlocks: mean(all.map(({ blocks }) => blocks)) ?? 0,
  };
}

/** A failure for another reason than the change is right by luck. */
function namesChange({ reasons }: Decision, change: Change): boolean {
  if (change.kind === 'swappedBuild' || change.kind === 'crashes')
    return reasons.some(({ kind }) => kind === 'productFault');
  const names = metricsThatName(change);
  return reasons.some(
    (reason) =>
      (reason.kind === 'regression' || reason.kind === 'deviceModelRegression') &&
      [reason.metric, ...reason.phases].some((metric) => names.includes(metric)),
  );
}
