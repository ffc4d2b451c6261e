/**
 * The commands that reports and errors print, so that they run as they are printed. `store` is the option that finds the same
 * store, such as ` --store own.sqlite`; empty for the default one. Names come as a shell takes them.
 */
import { PROGRAM } from './program-name.ts';
import { shellWord } from './shell-word.ts';

export function verifyCommand(run: string, store: string): string {
  return `${PROGRAM} verify ${run}${store}`;
}

export function setBaselineCommand(name: string, run: string, store: string): string {
  return `${PROGRAM} baseline set ${name} ${run}${store}`;
}

/** How long a waiver that is proposed lasts. */
const WAIVER_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Reason and owner are left to the reader: on a machine that knows no user, nobody answers for a waiver by default.
 *
 * @param from when the waiver begins, ISO 8601
 */
export function waiveCommand(run: string, metric: string, from: string, store: string): string {
  const until = new Date(Date.parse(from) + WAIVER_DAYS * DAY_MS).toISOString().slice(0, '2026-12-31'.length);
  return `${PROGRAM} waive ${run} ${metric} --reason "…" --owner "…" --until ${until}${store}`;
}

export function historyCommand(metric: string, suite: string, store: string): string {
  return `${PROGRAM} history ${metric} --suite ${suite}${store}`;
}

/**
 * `options` begins with a space, or is empty.
 *
 * @param minutes on each device; only calibrated ones know what that finds
 */
export function planCommand(suite: string, minutes: number | null, options: string, store: string): string {
  return `${PROGRAM} plan --suite ${suite}${minutes === null ? '' : ` --minutes ${minutes}`}${options}${store}`;
}

/** `options` begins with a space, or is empty. */
export function runCommand(suite: string, candidate: string, options: string, store: string): string {
  return `${PROGRAM} run --suite ${suite} --candidate ${candidate}${options}${store}`;
}

/** Resumes a run of which nothing is known but its folder. */
export function unfinishedCommand(folder: string): string {
  return `${PROGRAM} run --resume ${shellWord(folder)}`;
}

/** `reference` stands as it is, as in a shell. */
export function reportCommand(reference: string, store = ''): string {
  return `${PROGRAM} report ${reference}${store}`;
}

export function compareCommand(baseline: string, candidate: string, store: string): string {
  return `${PROGRAM} compare ${baseline} ${candidate}${store}`;
}

export function calibrateFromCommand(runs: readonly string[], store: string): string {
  return `${PROGRAM} calibrate --from ${runs.map(shellWord).join(' ')}${store}`;
}

/** `options` begins with a space, or is empty. */
export function calibrateCommand(suite: string, deviceIds: readonly string[], options: string): string {
  return `${PROGRAM} calibrate --build app.ipa --suite ${suite}${deviceIds.map((id) => ` --device ${id}`).join('')}${options}`;
}

export function removeBaselineCommand(name: string, store: string): string {
  return `${PROGRAM} baseline remove ${name}${store}`;
}

export const LIST_RUNS = `${PROGRAM} runs`;
export const LIST_DEVICES = `${PROGRAM} devices`;
export const LIST_DATASETS = `${PROGRAM} datasets list`;
