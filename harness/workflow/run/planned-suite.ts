import type { Device } from '#harness/domain/device.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { limitBlocks } from '#harness/plan/limit-blocks.ts';
import { withDataset, withEveryQuestion, withoutMissingScores } from '#harness/plan/with-dataset.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import { applicableDevices } from './applicable-devices.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { chooseSuite } from '#harness/workflow/choose.ts';
import type { Host } from '#harness/workflow/host.ts';
import { loadDatasets } from './load-datasets.ts';
import { datasetsOf } from '#harness/workflow/places.ts';
import type { RunRequest } from '#harness/workflow/request.ts';

export type PlannedSuite = {
  readonly suite: Suite;
  readonly devices: readonly Device[];
  readonly datasets: ReadonlyMap<string, LoadedDataset>;
};

/**
 * The suite as a request changes it, what it asks, and the devices on which something of it applies. `choose` comes before datasets
 * are read, which takes time.
 */
export async function plannedSuite(
  request: Pick<RunRequest, 'home' | 'datasetsDir' | 'suite' | 'dataset' | 'prompt' | 'blocks' | 'earlyStop'>,
  host: Pick<Host, 'suites' | 'datasets'>,
  caller: Pick<Caller, 'onEvent'>,
  choose: () => readonly Device[],
): Promise<PlannedSuite> {
  const suites = await host.suites();
  const chosen = withDataset(chooseSuite(suites, request.suite), request);
  const devices = applicableDevices(chosen, choose(), suites, caller);
  const datasets = await loadDatasets(chosen, datasetsOf(request), host);
  const suite = limitBlocks(withEveryQuestion(withoutMissingScores(chosen, datasets), datasets, request), request);
  return { suite, devices, datasets };
}
