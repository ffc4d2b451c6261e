import type { Waived } from '#harness/workflow/waivers/waive-change.ts';
import { decisionJson } from './published-json.ts';

/** The entries that were written to a file of waivers, and what the gate makes of the run with them. */
export function waivedJson({ run, waivers, decision }: Waived, file: string): object {
  return { runId: run.id, file, waivers, decision: decisionJson(decision) };
}
