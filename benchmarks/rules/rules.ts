import { ourInterval, ourVerdict } from './our-rule.ts';
import { benchstat } from '#benchmarks/rules/peers/benchstat.ts';
import { criterionWith } from '#benchmarks/rules/peers/criterion.ts';
import { githubActionBenchmark } from '#benchmarks/rules/peers/github-action-benchmark.ts';
import { reassure } from '#benchmarks/rules/peers/reassure.ts';
import { pairedT } from '#benchmarks/rules/peers/paired-t.ts';
import type { Rule } from '#benchmarks/rules/peers/rule.ts';
import { welch } from '#benchmarks/rules/peers/welch.ts';

export type NamedRule = { readonly name: string; readonly rule: Rule };

export const OURS = [
  { name: 'ours, interval at margin 0', rule: ourInterval },
  { name: 'ours, verdict at margin 5 %', rule: ourVerdict },
] as const satisfies readonly NamedRule[];

/** No tool's, but what blocks ask for where nothing is known of wild values. */
export const STUDENT: NamedRule = { name: 'Student’s t on pairs', rule: pairedT };

/** @param criterionResamples fewer than its 100,000 make a command faster, and its p coarser */
export function peers(criterionResamples: number): readonly NamedRule[] {
  return [
    { name: 'benchstat', rule: benchstat },
    { name: 'Welch’s t', rule: welch },
    { name: 'Criterion.rs', rule: criterionWith(criterionResamples) },
    { name: 'Reassure', rule: reassure },
    { name: 'github-action-benchmark', rule: githubActionBenchmark },
  ];
}
