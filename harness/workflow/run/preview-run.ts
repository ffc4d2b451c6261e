import { randomInt } from 'node:crypto';
import type { Calibration } from '#harness/domain/calibration.ts';
import { DEFAULT_POLICY } from '#harness/domain/decision.ts';
import type { Plan } from '#harness/domain/plan.ts';
import { ORDER_VERSION, type Run, type RunHeader } from '#harness/domain/run.ts';
import type { ToInstall } from '#harness/plan/both-stay.ts';
import { planLaunches, planOf } from '#harness/plan/plan-launches.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { refuseUndecidable } from './applicable-devices.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { chooseDevices } from '#harness/workflow/choose.ts';
import type { Host } from '#harness/workflow/host.ts';
import { type ComparisonDesign, designOf, type Shortness, shortnessOf } from './notify-plan.ts';
import { under } from '#harness/gate/suite-under.ts';
import { policyNamed } from '#harness/workflow/judge/policies.ts';
import { plannedCalibrations } from './planned-calibrations.ts';
import { plannedSuite } from './planned-suite.ts';
import { contentWith, prepareIn } from './prepare-run.ts';
import type { RunRequest } from '#harness/workflow/request.ts';
import { withStoreIfAny } from '#harness/workflow/store/with-store.ts';

/** Without a candidate, two builds are taken for granted. */
export type PreviewRequest = Omit<RunRequest, 'candidate' | 'baseline' | 'folder'> &
  (Pick<RunRequest, 'candidate' | 'baseline'> | { readonly candidate?: never; readonly baseline?: never });

/** What a run would do. */
export type Preview = Shortness & {
  /** Without builds where none were named. */
  readonly header: Pick<RunHeader, 'suite' | 'devices' | 'seed' | 'mostToPass'> & ToInstall;
  readonly plan: Plan;
  readonly design: ComparisonDesign;
  /** Whether a second session has to find a regression too before the gate fails. */
  readonly isConfirmed: boolean;
  /** The stored run that the candidate is compared with; null where there is none. */
  readonly baselineRun: Run | null;
  /** How the run's phones vary and how long they take, where that was measured. */
  readonly calibrations: readonly Calibration[];
};

/** What a run would launch. Touches no phone; with a candidate, everything that a run would refuse is refused. */
export async function previewRun(
  request: PreviewRequest,
  host: Host,
  caller: Pick<Caller, 'onEvent'> = {},
): Promise<Preview> {
  return withStoreIfAny(request, host, async (store) => {
    const planned = await plannedRun(request, store, host, caller);
    const { header, design, baselineRun } = planned;
    const calibrations = await plannedCalibrations(header, store);
    return { ...planned, ...shortnessOf(header, design, baselineRun), calibrations };
  });
}

async function plannedRun(
  request: PreviewRequest,
  store: RunStore,
  host: Host,
  caller: Pick<Caller, 'onEvent'>,
): Promise<Pick<Preview, 'header' | 'plan' | 'design' | 'isConfirmed' | 'baselineRun'>> {
  const lab = await host.lab(request.lab ?? {});
  const seed = request.seed ?? randomInt(2 ** 31);
  if (request.candidate !== undefined) {
    const { header, baselineRun, policy } = await prepareIn({ ...request, seed }, lab, store, host, caller);
    const design = designOf(header);
    const isConfirmed = design !== 'alone' && policy.confirm === 'secondSession';
    return { header: under(policy, header), plan: planOf(header), design, isConfirmed, baselineRun };
  }
  const { suite, devices } = await plannedSuite(request, host, caller, () => chooseDevices(lab, request.devices ?? []));
  const policy = await policyNamed(request.policy ?? DEFAULT_POLICY, host);
  refuseUndecidable(suite, devices, policy);
  const header = under(policy, { suite, devices, seed, orderVersion: ORDER_VERSION, ...contentWith(policy) });
  const isConfirmed = policy.confirm === 'secondSession';
  return {
    header,
    plan: planLaunches(header, ['baseline', 'candidate']),
    design: 'blocks',
    isConfirmed,
    baselineRun: null,
  };
}
