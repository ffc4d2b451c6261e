import type { StoreInfo } from '#harness/ports/store.ts';
import type { Pruned } from '#harness/workflow/store/prune-store.ts';

/** What a store holds. */
export function infoJson(info: StoreInfo): object {
  const { name, version, bytes, oldest, newest, ...counts } = info;
  return { store: name, storeVersion: version, bytes, ...counts, oldest, newest };
}

/** Which runs a store would lose, or has lost. */
export function prunedJson({ runs, keptRuns, bytesBefore, bytesAfter }: Pruned, isRemoved: boolean): object {
  return { isRemoved, runs, keptRuns, bytesBefore, bytesAfter };
}
