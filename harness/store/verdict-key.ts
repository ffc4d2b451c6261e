import type { Tables } from './tables.ts';

/** The columns that identify a verdict. */
export const VERDICT_KEY: (keyof Tables['verdicts'] & keyof Tables['comparisons'] & keyof Tables['waived'])[] = [
  'run_id',
  'baseline_run_id',
  'policy',
];
