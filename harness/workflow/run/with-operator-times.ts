import { randomBytes } from 'node:crypto';
import { isSameCode } from '#harness/domain/build.ts';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Device } from '#harness/domain/device.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { baselineBuild } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { takeOperatorTimes } from '#harness/measure/take-operator-times.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { localArtefacts } from '#harness/store/local-artefacts.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { driverOf } from '#harness/workflow/choose.ts';
import { judgeKnown } from '#harness/workflow/judge/judge-run.ts';
import type { PreparedRun } from './prepare-run.ts';

/**
 * Adds to a measured run what the operators of its builds take, where a time that a graph takes is worse than its margin, or
 * looks it, on a device that can count it. Costs nothing anywhere else.
 */
export async function withOperatorTimes(
  run: Run,
  prepared: PreparedRun,
  store: RunStore,
  { onEvent, signal = new AbortController().signal }: Caller,
): Promise<Run> {
  const { lab, datasets, baselineRun, policy, resume } = prepared;
  const device = run.devices.find(({ capabilities }) => capabilities.operatorTimes === true);
  const baseline = baselineBuild(run);
  if (device === undefined || baseline === null || isSameCode(baseline, run.candidate) || !run.isComplete) return run;
  const { assessment } = await judgeKnown({ run, baselineRun, policy }, store);
  const pass = slowerPass(assessment, device);
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

/** Times in which little else than a model graph is run. */
const GRAPH_TIMES: ReadonlySet<MetricId> = new Set<MetricId>([
  'visionEncode',
  'prefill',
  'interTokenP50',
  'interTokenP95',
  'decodeRate',
]);

/** Sums of such times and others: they count where a pass does not measure their parts. */
const SUMS: ReadonlySet<MetricId> = new Set<MetricId>(['timeToFirstToken', 'endToEnd']);

/** The first pass in which such a time is worse than its margin, or looks it. */
function slowerPass({ comparisons, suite }: Assessment, device: Device): Pass | undefined {
  return suite.passes.find(({ id, metrics }) =>
    comparisons.some(
      (comparison) =>
        comparison.deviceId === device.id &&
        comparison.passId === id &&
        (GRAPH_TIMES.has(comparison.metric) ||
          (SUMS.has(comparison.metric) && !metrics.some((metric) => GRAPH_TIMES.has(metric)))) &&
        looksWorse(comparison),
    ),
  );
}

/** A doubt counts too: whether a change is real is easier to say when it is known where it would come from. */
function looksWorse({ metric, change, margin, verdict }: Comparison): boolean {
  if (change === null || (verdict.kind !== 'regression' && verdict.kind !== 'inconclusive')) return false;
  return towardsWorse(metric, change.estimate) > margin;
}
