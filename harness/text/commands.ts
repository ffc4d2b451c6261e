/**
 * The commands that reports and errors print, so that they run as they are printed. `store` is the option that finds the same
 * store, such as ` --store own.sqlite`; empty for the default one. Names come as a shell takes them.
 */
import { PROGRAM } from './program-name.ts';

export function verifyCommand(run: string, store: string): string {
  return `${PROGRAM} verify ${run}${store}`;
}

export function setBaselineCommand(name: string, run: string, store: string): string {
  return `${PROGRAM} baseline set ${name} ${run}${store}`;
}

export function waiveCommand(run: string, metric: string, terms: string, store: string): string {
  return `${PROGRAM} waive ${run} ${metric} ${terms}${store}`;
}

export function historyCommand(metric: string, suite: string, store: string): string {
  return `${PROGRAM} history ${metric} --suite ${suite}${store}`;
}

export function forecastCommand(suite: string, minutes: number, store: string): string {
  return `${PROGRAM} plan --suite ${suite} --minutes ${minutes}${store}`;
}

/** `options` begins with a space, or is empty. */
export function runCommand(suite: string, candidate: string, options: string, store: string): string {
  return `${PROGRAM} run --suite ${suite} --candidate ${candidate}${options}${store}`;
}
