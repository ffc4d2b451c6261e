import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { DatasetImport, DatasetSummary, DatasetWork } from '#harness/ports/dataset.ts';
import { type HeldFolder, holdFolder } from '#harness/store/run-folder.ts';
import type { Host } from './host.ts';
import { datasetsOf } from './places.ts';
import type { Places } from './request.ts';

/** What is imported, without what every import has. */
export type ImportSource = DatasetImport extends infer Each
  ? Each extends DatasetImport
    ? Omit<Each, 'id' | 'licence' | 'importedAt'>
    : never
  : never;

export type ImportDatasetRequest = Pick<Places, 'home' | 'datasetsDir'> & {
  readonly name: string;
  /** Null for the licence in the files. */
  readonly licence: string | null;
  readonly source: ImportSource;
};

/** Imports data under a name; its images stay where they are. */
export async function importDataset(
  request: ImportDatasetRequest,
  host: Host,
  work: DatasetWork,
): Promise<DatasetSummary> {
  const { name, licence, source } = request;
  const folder = datasetsOf(request);
  const importedAt = host.clock.now();
  const library = await host.datasets(folder);
  const held = holdImport(folder, name, importedAt);
  try {
    return await library.import({ ...source, id: name, licence, importedAt }, work);
  } finally {
    held?.release();
  }
}

/** One import of a name at a time; null for a name that the library refuses. */
function holdImport(folder: string, name: string, now: Date): HeldFolder | null {
  if (!/^[\w.-]+$/.test(name)) return null;
  try {
    const held = holdFolder(join(folder, `${name}.partial-lock`), `the import of ${name}`, now);
    // What imports of this name left that were killed: no other is at work now.
    const leftovers = readdirSync(folder).filter(
      (entry) => entry.startsWith(`${name}.partial-`) && /\.partial-[0-9a-f]{8}$/.test(entry),
    );
    for (const entry of leftovers) rmSync(join(folder, entry), { recursive: true, force: true });
    return held;
  } catch (error) {
    if (!(error instanceof BenchError) || error.code !== 'USAGE') throw error;
    throw new BenchError('USAGE', `${name} is being imported already: ${error.message}`, {
      remedy: 'Wait until it has ended, or choose another --name.',
      cause: error,
    });
  }
}
