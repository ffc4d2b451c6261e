import { resolve } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { LoadedDataset } from '#harness/ports.ts';
import type { World } from '#harness/cli/world.ts';

/** The questions of each pass of a suite, by the pass's name, proven against their manifest. */
export async function loadDatasets(
  suite: Suite,
  datasetsDir: string,
  world: World,
): Promise<ReadonlyMap<string, LoadedDataset>> {
  const library = await world.datasets(resolve(world.cwd, datasetsDir));
  const loaded = suite.passes.map(async ({ id, workload }): Promise<readonly [string, LoadedDataset]> => {
    const dataset = await library.find(workload.dataset);
    if (dataset === null) {
      throw new BenchError('UNKNOWN_DATASET', `The suite ${suite.id} needs the dataset "${workload.dataset}".`, {
        remedy:
          'Import it, name the folder it was imported into with --datasets-dir, or choose another: fastvlm-bench datasets list',
      });
    }
    return [id, await dataset.load(workload.subset)];
  });
  return new Map(await Promise.all(loaded));
}
