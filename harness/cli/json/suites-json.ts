import type { Pass, Suite } from '#harness/domain/suite.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';

/** What can be measured, with every margin. */
export function suitesJson(suites: readonly Suite[]): object {
  return {
    suites: suites.map(({ id, version, title, passes, margins }) => ({
      id,
      version,
      title,
      passes: passes.map(passJson),
      margins: margins.map(({ metric, percent, absolute, severity, onDeviceModel = {} }) => ({
        metric,
        unit: METRICS[metric].unit,
        percent,
        absolute,
        severity,
        onDeviceModel,
      })),
    })),
  };
}

function passJson({ id, workload, protocol, metrics }: Pass): object {
  const { blocks, looks, iterationsPerLaunch, cycles, energyRefreshes, sustainMs = null, readiness } = protocol;
  const { forcedThermal = null } = protocol;
  return {
    id,
    dataset: workload.dataset,
    subset: workload.subset,
    blocks,
    looks,
    iterationsPerLaunch,
    cycles,
    energyRefreshes,
    sustainMs,
    restMs: readiness.restMs ?? null,
    forcedThermal,
    metrics: metrics.map((metric) => ({ metric, role: METRICS[metric].role })),
  };
}
