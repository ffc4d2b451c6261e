import { randomBytes } from 'node:crypto';
import { isSameCode } from '#harness/domain/build.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { Device } from '#harness/domain/device.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { baselineBuild } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import { takeOperatorTimes } from '#harness/measure/take-operator-times.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { localArtefacts } from '#harness/store/local-artefacts.ts';
import type { Caller } from './caller.ts';
import { driverOf } from './choose.ts';
import { judgeKnown, policyOf } from './judge-run.ts';
import type { PreparedRun } from './prepare-run.ts';

/**
 * Adds to a measured run what the operators of its builds take, where a time that a graph takes got worse on a device that can
 * count it. Costs nothing anywhere else.
 */
export async function withOperatorTimes(
  run: Run,
  prepared: PreparedRun,
  store: RunStore,
  { onEvent, signal = new AbortController().signal }: Caller,
): Promise<Run> {
  const { lab, datasets, baselineRun, resume } = prepared;
  const device = run.devices.find(({ capabilities }) => capabilities.operatorTimes === true);
  const baseline = baselineBuild(run);
  if (device === undefined || baseline === null || isSameCode(baseline, run.candidate) || !run.isComplete) return run;
  const { decision } = await judgeKnown({ run, baselineRun, policy: policyOf(run) }, store);
  const pass = run.suite.passes.find(({ id }) => slowerPasses(decision, device).has(id));
  const dataset = pass === undefined ? undefined : datasets.get(pass.id);
  if (pass === undefined || dataset === undefined || signal.aborted) return run;
  onEvent?.({ kind: 'timingOperators', on: device, passId: pass.id });
  const times = await takeOperatorTimes({
    device,
    driver: driverOf(lab, device.id, resume),
    pass,
    dataset,
    builds: { baseline, candidate: run.candidate },
    artefacts: localArtefacts(run.artefacts),
    nonce: () => randomBytes(12).toString('hex'),
    signal,
  });
  return { ...run, operatorTimes: [times] };
}

/** Times in which a model graph is run. Of a sum of stages, also of those that are not. */
const GRAPH_TIMES: ReadonlySet<MetricId> = new Set<MetricId>([
  'timeToFirstToken',
  'visionEncode',
  'prefill',
  'interTokenP50',
  'interTokenP95',
  'decodeRate',
  'endToEnd',
]);

/** The passes in which a decision names such a time as worse, be it a reason or only a note. */
function slowerPasses({ reasons, notes }: Decision, device: Device): ReadonlySet<string> {
  const passes = [...reasons, ...notes].flatMap((reason) => {
    if (reason.kind !== 'regression' || reason.deviceId !== device.id) return [];
    const named = reason.phases.length > 0 ? reason.phases : [reason.metric];
    return named.some((metric) => GRAPH_TIMES.has(metric)) ? [reason.passId] : [];
  });
  return new Set(passes);
}
