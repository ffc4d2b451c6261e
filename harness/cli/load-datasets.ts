import { BenchError } from '#harness/domain/failure.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { LoadedDataset } from '#harness/ports.ts';
import type { World } from './world.ts';

/** The questions of each pass of a suite, by the pass's name, proven against their manifest. */
export async function loadDatasets(suite: Suite, world: World): Promise<ReadonlyMap<string, LoadedDataset>> {
  const loaded = suite.passes.map(async ({ id, workload }): Promise<readonly [string, LoadedDataset]> => {
    const dataset = await world.dataset(workload.dataset);
    if (dataset === null) {
      throw new BenchError('UNKNOWN_DATASET', `The suite ${suite.id} needs the dataset "${workload.dataset}".`, {
        remedy: 'It is not part of this version: choose another suite, or measure with the version that wrote the run.',
      });
    }
    return [id, await dataset.load(workload.subset)];
  });
  return new Map(await Promise.all(loaded));
}
