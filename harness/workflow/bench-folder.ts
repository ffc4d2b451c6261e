import { dirname, resolve, sep } from 'node:path';
import { shellWord } from '#harness/text/shell-word.ts';
import type { DeviceOptions } from './choose.ts';

/** Where everything goes that nobody named a place for, below the working folder. */
export const BENCH_FOLDER = '.fastvlm-bench';

export const DEFAULT_STORE = `${BENCH_FOLDER}/store.sqlite`;
export const DEFAULT_DATASETS_DIR = `${BENCH_FOLDER}/datasets`;

/** Where a run keeps what is not in its own folder. */
export type Places = { readonly store: string; readonly datasetsDir: string };

/**
 * The places that a resumed run uses: those that are named, else those beside the run, else those of the working
 * folder. A run in `X/.fastvlm-bench` belongs to the store in there, from whichever folder it is resumed.
 */
export function placesOf(folder: string, { store, datasetsDir }: Places, cwd: string): Places {
  const home = homeOf(folder) ?? cwd;
  return {
    store: resolve(store === DEFAULT_STORE ? home : cwd, store),
    datasetsDir: resolve(datasetsDir === DEFAULT_DATASETS_DIR ? home : cwd, datasetsDir),
  };
}

/**
 * The command that resumes a run, in the working folder in which the run began. A run knows its phones by their ids only,
 * so the files that list them are named again.
 */
export function resumeCommand(folder: string, options: Places & DeviceOptions, cwd: string): string {
  const found = placesOf(folder, { store: DEFAULT_STORE, datasetsDir: DEFAULT_DATASETS_DIR }, cwd);
  const [store, datasetsDir] = [resolve(cwd, options.store), resolve(cwd, options.datasetsDir)];
  const command = [
    `fastvlm-bench run --resume ${shellWord(folder)}`,
    ...(store === found.store ? [] : [`--store ${shellWord(store)}`]),
    ...(datasetsDir === found.datasetsDir ? [] : [`--datasets-dir ${shellWord(datasetsDir)}`]),
  ].join(' ');
  return command + phonesOption(options, cwd);
}

/** What a command needs to find a run by its id in the store that an option names; empty for the default store. */
export function storeOption(store: string): string {
  return store === DEFAULT_STORE ? '' : ` --store ${shellWord(store)}`;
}

/** The options that list the same phones again; empty when no file of phones was named. */
export function phonesOption({ devicesFile, virtualPhones, appiumPort }: DeviceOptions, cwd: string): string {
  return [
    ...(devicesFile === undefined ? [] : [` --devices-file ${shellWord(resolve(cwd, devicesFile))}`]),
    ...(virtualPhones === undefined ? [] : [` --virtual-phones ${shellWord(resolve(cwd, virtualPhones))}`]),
    ...(appiumPort === undefined ? [] : [` --appium-port ${appiumPort}`]),
  ].join('');
}

/** The folder that holds the `.fastvlm-bench` that a path is in; null where it is in none. */
function homeOf(path: string): string | null {
  const steps = path.split(sep);
  const at = steps.lastIndexOf(BENCH_FOLDER);
  return at === -1 ? null : dirname(steps.slice(0, at + 1).join(sep));
}
