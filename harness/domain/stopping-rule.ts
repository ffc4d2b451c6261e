import type { Launch } from './launch.ts';

/**
 * Where the phones of a model are at a look: in that pass all slots of so many blocks are done or given up on each of them.
 */
export type LookPlace = { readonly deviceIds: readonly string[]; readonly passId: string; readonly blocks: number };

/**
 * Whether nothing is left to decide at that place, from all tries of all slots before it on those phones. The same
 * launches must always get the same answer: a run that is resumed asks again.
 */
export type StoppingRule = (place: LookPlace, launches: readonly Launch[]) => boolean;

/**
 * Why the gate fails whatever is still measured, from all launches of all devices so far; null while that is not sure.
 * Asked when a device has reached a look or the end of a pass, or when its app failed.
 */
export type FailureRule = (launches: readonly Launch[]) => string | null;
