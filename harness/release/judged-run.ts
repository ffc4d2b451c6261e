import type { Assessment } from '#harness/domain/comparison.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';

/** A stored run of the candidate, as its gate judges it. */
export type JudgedRun = { readonly run: Run; readonly assessment: Assessment; readonly decision: Decision };

const MS_PER_MINUTE = 60_000;

/** Device time of the launches of a run, of all devices. */
export function deviceMinutesOf({ launches }: Run): number {
  return launches.reduce((sum, { timing }) => sum + timing.totalMs, 0) / MS_PER_MINUTE;
}
