import type { DatasetWork } from '#harness/ports/dataset.ts';

/** Reading that nobody watches and nobody stops. */
export const SILENT_WORK: DatasetWork = { onProgress: () => {}, signal: new AbortController().signal };
