import { shortPlans } from '#harness/compare/change/short-plans.ts';
import type { Policy } from '#harness/domain/decision.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import { type ShortWindow, shortWindows } from '#harness/energy/short-window.ts';
import type { ShortPlan } from '#harness/domain/assessment.ts';
import { under } from '#harness/gate/suite-under.ts';
import { installationsOf } from '#harness/plan/installations.ts';
import { planOf } from '#harness/plan/plan-launches.ts';
import type { RunStore } from '#harness/ports/store.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { plannedCalibrations } from './planned-calibrations.ts';
import type { Reference } from '#harness/domain/reference.ts';

/** How two builds are compared: blocks of both, a candidate beside stored launches, or one build alone. */
export type ComparisonDesign = 'blocks' | 'stored' | 'alone';

const DESIGNS: Readonly<Record<Reference['kind'], ComparisonDesign>> = {
  none: 'alone',
  remeasured: 'blocks',
  stored: 'stored',
};

export function designOf({ reference }: Pick<RunHeader, 'reference'>): ComparisonDesign {
  return DESIGNS[reference.kind];
}

/** Passes in which a comparison could find nothing; none where nothing is compared. */
export type Shortness = { readonly plans: readonly ShortPlan[]; readonly windows: readonly ShortWindow[] };

export function shortnessOf(
  header: Pick<RunHeader, 'suite' | 'devices'>,
  design: ComparisonDesign,
  baselineRun: Run | null,
): Shortness {
  if (design === 'alone') return { plans: [], windows: [] };
  return {
    plans: shortPlans(header, design === 'stored' ? baselineRun : null),
    windows: shortWindows(header.suite),
  };
}

type ToNotify = { readonly header: RunHeader; readonly baselineRun: Run | null; readonly policy: Policy };

/** Reports what follows from the plan of a run before it is measured. */
export async function notifyPlan(
  { header, baselineRun, policy }: ToNotify,
  store: RunStore,
  { onEvent }: Pick<Caller, 'onEvent'>,
): Promise<void> {
  const { plans, windows } = shortnessOf(under(policy, header), designOf(header), baselineRun);
  if (plans.length > 0 || windows.length > 0) onEvent?.({ kind: 'shortPlan', plans, windows });
  const installations = installationsOf(header, planOf(header), await plannedCalibrations(header, store));
  if (installations !== null) onEvent?.({ kind: 'installations', installations });
}
