import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { launchesOf, type Run } from '#harness/domain/run.ts';

/** A stored run of the candidate, as its gate judges it. */
export type JudgedRun = { readonly run: Run; readonly assessment: Assessment; readonly decision: Decision };

/** Device time of the launches of a run, of all devices and of both sessions. */
export function deviceMsOf(run: Run): number {
  return launchesOf(run).reduce((sum, { timing }) => sum + timing.totalMs, 0);
}
