import type { ComputeUnits, ComputeUnitsChange } from '#harness/domain/compute-units.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';

type Measured = { readonly device: Device; readonly groups: readonly LaunchGroup[] };

/** On what each graph runs on each device model, by the first launch of a build whose app reports it. */
export function computeUnitChanges(measured: readonly Measured[]): readonly ComputeUnitsChange[] {
  return [...Map.groupBy(measured, ({ device }) => device.model)].flatMap(([deviceModel, own]) => {
    const groups = own.flatMap((one) => one.groups);
    const [before, now] = [unitsOf(groups, 'baseline'), unitsOf(groups, 'candidate')];
    const graphs = [...new Set([...now, ...before].map(({ graph }) => graph))];
    return graphs.map((graph) => {
      const [baseline, candidate] = [before, now].map((all) => all.find((units) => units.graph === graph) ?? null);
      return { deviceModel, graph, baseline: baseline ?? null, candidate: candidate ?? null };
    });
  });
}

function unitsOf(groups: readonly LaunchGroup[], arm: Arm): readonly ComputeUnits[] {
  for (const { armLaunches, launches } of groups) {
    if (armLaunches.arm !== arm) continue;
    for (const { outcome } of launches) {
      const found = outcome.loads.find(({ computeUnits }) => computeUnits !== undefined)?.computeUnits;
      if (found !== undefined) return found;
    }
  }
  return [];
}
