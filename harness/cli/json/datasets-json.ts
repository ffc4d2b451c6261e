import type { DatasetEntry } from '#harness/ports/dataset.ts';

/** Shipped and imported datasets, and those whose manifest cannot be read. */
export function datasetsJson(entries: readonly DatasetEntry[]): object {
  return {
    datasets: entries.filter((entry) => 'evaluator' in entry),
    unreadable: entries.filter((entry) => 'problem' in entry),
  };
}

/** What differs from the manifest of a dataset, a sentence each. */
export function verifiedDatasetJson(id: string, differences: readonly string[]): object {
  return { dataset: id, differences };
}
