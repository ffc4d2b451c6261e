import { BenchError } from '#harness/domain/failure.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import { LIST_DATASETS } from '#harness/text/commands.ts';
import type { Host } from '#harness/workflow/host.ts';

/** The questions of each pass of a suite, by the pass's name, proven against their manifest. */
export async function loadDatasets(
  suite: Suite,
  datasetsDir: string,
  host: Pick<Host, 'datasets'>,
): Promise<ReadonlyMap<string, LoadedDataset>> {
  const library = await host.datasets(datasetsDir);
  const loaded = suite.passes.map(async ({ id, workload }): Promise<readonly [string, LoadedDataset]> => {
    const dataset = await library.find(workload.dataset);
    if (dataset === null) {
      throw new BenchError('UNKNOWN_DATASET', `The suite ${suite.id} needs the dataset "${workload.dataset}".`, {
        remedy: `Import it, name the folder it was imported into with --datasets-dir, or choose another: ${LIST_DATASETS}`,
      });
    }
    return [id, await dataset.load(workload.subset)];
  });
  return new Map(await Promise.all(loaded));
}
