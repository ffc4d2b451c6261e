import { join, sep } from 'node:path';
import type { Places } from './request.ts';

/** Where everything goes that nobody named a place for, below the working folder. */
export const BENCH_FOLDER = '.fastvlm-bench';

/** Of runs for which nobody named a folder, below the home. */
export const RUNS_FOLDER = 'runs';

const STORE_FILE = 'store.sqlite';
const DATASETS_FOLDER = 'datasets';

export function storeOf({ home, store }: Pick<Places, 'home' | 'store'>): string {
  return store ?? join(home, STORE_FILE);
}

export function datasetsOf({ home, datasetsDir }: Pick<Places, 'home' | 'datasetsDir'>): string {
  return datasetsDir ?? join(home, DATASETS_FOLDER);
}

/**
 * The places that a resumed run uses: those that are named, else those beside the run, else those of `home`. A run in
 * `X/.fastvlm-bench` belongs to the store in there, from whichever folder it is resumed.
 */
export function placesOf(folder: string, places: Places): Places {
  return { ...places, home: homeOf(folder) ?? places.home };
}

/** The `.fastvlm-bench` that a path is in; null where it is in none. */
export function homeOf(path: string): string | null {
  const steps = path.split(sep);
  const at = steps.lastIndexOf(BENCH_FOLDER);
  return at === -1 ? null : steps.slice(0, at + 1).join(sep);
}
