import type { JsonFields } from '#devices/agent-node/json-fields.ts';

/** What a build does wrong on purpose, to show that the harness notices. Only builds made for tests have one. */
export type BuildFault =
  | { readonly kind: 'crash' | 'hang'; readonly afterIterations: number }
  | { readonly kind: 'allocate'; readonly bytesPerIteration: number }
  /** Writes events that nobody knows, of so many bytes, before its last line. */
  | { readonly kind: 'wordy'; readonly bytes: number }
  | { readonly kind: 'tornLastLine' | 'wrongFingerprint' | 'notANumber' }
  /** From the first question on so many more threads compute all the time, for nothing but heat. */
  | { readonly kind: 'spin'; readonly threads: number };

/** Reads field `fault` of a build's runtime.json; null where there is none. */
export function parseBuildFault(runtime: JsonFields): BuildFault | null {
  if (!runtime.has('fault')) return null;
  const fault = runtime.object('fault');
  const kind = fault.oneOf('kind', [
    'crash',
    'hang',
    'allocate',
    'wordy',
    'tornLastLine',
    'wrongFingerprint',
    'notANumber',
    'spin',
  ]);
  if (kind === 'crash' || kind === 'hang') return { kind, afterIterations: fault.whole('afterIterations') };
  if (kind === 'spin') return { kind, threads: fault.whole('threads', 1) };
  if (kind === 'wordy') return { kind, bytes: fault.whole('bytes', 1) };
  if (kind === 'allocate') return { kind, bytesPerIteration: fault.whole('bytesPerIteration', 1) };
  return { kind };
}
